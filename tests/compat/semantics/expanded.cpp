// Writes to expanded tensors, whose elements stand in several places: what takes them, what refuses
// them; and what else writes do to sizes, versions and flags.
#include "show.h"

namespace semantics {
namespace {

/// Three rows of one element each, and three times one row.
Tensor rows(ScalarType d) { return counted({3, 1}, d).expand({3, 3}); }
Tensor columns(ScalarType d) { return counted({1, 3}, d).expand({3, 3}); }

void taken(ScalarType d) {
  const Tensor one = torch::ones({}, d), some = torch::eye(3).to(kBool), last = places({2});
  SHOW(rows(d).masked_fill_(some, 7), columns(d).masked_fill_(some, one));
  SHOW(columns(d).masked_fill_(torch::tensor({true, false, false}), 5));
  SHOW(rows(d).index_fill_(0, last, 5), columns(d).index_fill_(0, last, one));
  SHOW(rows(d).index_fill_(-1, places({-1}), 5), columns(d).index_fill_(1, last, 5));
  SHOW(rows(d).tril_(), columns(d).tril_(), rows(d).triu_(), columns(d).triu_(1));
  SHOW(rows(d).fill_diagonal_(5), columns(d).fill_diagonal_(5));
  SHOW(counted({}, d).expand({3, 3}).fill_diagonal_(5), counted({}, d).expand({2, 2}).tril_());
  SHOW(rows(d).index_put_({last}, one), columns(d).index_put_({last}, one));
  SHOW(rows(d).index_put_({some}, one), columns(d).index_put_({some}, 4));
  SHOW(rows(d).index_put_({last}, one, true), columns(d).index_put_({last}, one, true));
  SHOW(rows(d).index_put_({places({0, 1}), places({0, 1})}, torch::ones({2}, d), true));
  SHOW(rows(d).fill_(3), columns(d).zero_(), columns(d)[1].fill_(2));
}

void refused_writes() {
  Tensor x = rows(kFloat), y = columns(kFloat);
  const Tensor at = torch::zeros({3, 3}, kLong);
  THROWS(x.add_(1));
  THROWS(x.copy_(torch::ones({3, 3})));
  THROWS(x.relu_());
  THROWS(x.masked_scatter_(x > 0, torch::ones({9})));
  THROWS(x.scatter_(0, at, 1));
  THROWS(x.scatter_add_(0, at, torch::ones({3, 3})));
  THROWS(x.index_add_(0, places({0}), torch::ones({1, 3})));
  THROWS(x.index_copy_(0, places({0}), torch::ones({1, 3})));
  THROWS(x.put_(places({0}), torch::ones({1})));
  THROWS(x.cumsum_(0));
  THROWS(x.normal_());
  THROWS(x.index_put_({0}, 5));
  THROWS(y.index_put_({Slice(), 0}, 5));
  THROWS((leaf({3, 1}) * 1).expand({3, 3}).masked_fill_(torch::eye(3).to(kBool), 7));
  SHOW(x, y);
  Tensor made = leaf({3, 1}) * 1;
  made.expand({3, 3}).fill_diagonal_(1);
  SHOW(made);
}

void spread() {
  const Tensor a = torch::ones({2, 3, 3}), square = torch::ones({3, 3}), line = torch::ones({3});
  SHOW(counted({3}).addbmm_(a, a), counted({}).addbmm_(a, a), counted({1, 3}).addbmm(a, a));
  SHOW(counted({3}).addmm(square, square), counted({3}).baddbmm(a, a),
       counted({}).addmv(square, line));
  THROWS(counted({4}).addbmm_(a, a));
  THROWS(counted({2, 3, 3}).addbmm_(a, a));
  THROWS(counted({1, 3}).baddbmm_(a, a));
  THROWS(counted({1, 3}).addmm_(square, square));
  THROWS(counted({3, 3}).addmv(square, line));
  THROWS(counted({3, 3}).addmv_(square, line));
  THROWS(counted({3}).addr_(line, line));
  THROWS(counted({1, 3}).addr_(line, line));
  THROWS(counted({3}).split_with_sizes({1, 1}, -1));
  THROWS(counted({3}).repeat_interleave(places({1, 2})));
  THROWS(counted({3}).put(places({5}), torch::ones({2})));
}

void kept_versions() {
  Tensor x = counted({2, 3});
  const Tensor other = counted({3, 2});
  x.resize_({2, 3});
  x.copy_(x);
  SHOW(x._version());
  x.resize_({3, 2});
  x.resize_({7});
  SHOW(x._version(), x.sizes());
  x.set_(other);
  SHOW(x._version(), other._version());
  x.set_(other.storage(), 0, {2});
  x.set_();
  SHOW(x._version(), other._version());
}

void slices_once() {
  const Tensor x = torch::tensor({{1, 2, 1}, {1, 2, 1}, {0, 2, 0}, {1, 2, 1}});
  SHOW(torch::unique_dim(x, 0), torch::unique_dim(x, 1),
       torch::unique_dim(x, -1, true, true, true));
  SHOW(torch::unique_dim_consecutive(x, 1), torch::unique_consecutive(x, false, false, 1));
  THROWS(torch::unique_dim(torch::ones({}), 0));
}

void flags() {
  const Tensor x = leaf(), y = x * 2;
  y.set_requires_grad(false);
  SHOW(y.requires_grad(), x.set_requires_grad(false).requires_grad());
  THROWS(y.requires_grad_(false));
  SHOW(y.is_meta(), y.is_quantized(), y.is_conj(), y.is_neg());
  SHOW(torch::Scalar(1).isComplex(), torch::Scalar(2.5).conj());
  THROWS(torch::Scalar(65536.).toHalf());
  THROWS(torch::Scalar(1e39).toFloat());
  THROWS(torch::Scalar(-256).toByte());
  SHOW(torch::Scalar(-255).toByte(), torch::Scalar(kInf).toFloat());
  each(whole_dtypes(), [](ScalarType d) {
    const Tensor t = torch::tensor({0, 1, 2}).to(d);
    SHOW(t.sgn(), t.sign(), t.clone().sgn_());
  });
}

}  // namespace

void expanded() {
  each({kFloat, kDouble, kLong, kInt, kBFloat16}, taken);
  refused_writes();
  spread();
  kept_versions();
  slices_once();
  flags();
}

}  // namespace semantics
