// Writing in place: what it does, what it counts, where the storage goes.
#include "show.h"

namespace semantics {
namespace {

int64_t version(const Tensor& x) { return x._version(); }

void fills(ScalarType d) {
  const Tensor x = torch::tensor({{1, 2, 3}, {4, 5, 6}}).to(d);
  SHOW(x.clone().zero_(), x.clone().fill_(2), x.clone().fill_(torch::tensor(3)),
       x.clone().fill_diagonal_(9));
  SHOW(x.t().contiguous().fill_diagonal_(0), torch::ones({7, 2}, d).fill_diagonal_(3, true),
       x.clone().copy_(x.flip({1})));
  SHOW(x.clone().masked_fill_(x.eq(2), 7), x.clone().masked_scatter_(x.ge(3), x.flip({0, 1})),
       x.clone().put_(places({0, -1}), torch::tensor({8, 9}).to(d)));
  SHOW(x.clone().index_fill_(1, places({0, 2}), 5),
       x.clone().index_copy_(0, places({1}), x.slice(0, 0, 1)),
       x.clone().index_add_(0, places({0, 0}), x));
  SHOW(x.clone().scatter_(1, places({2, 0}).view({2, 1}), 9),
       x.clone().scatter_add_(0, torch::zeros({1, 3}, kLong), x), x.clone().index_put_({0}, x[1]));
  SHOW(x.clone().tril_(), x.clone().triu_(1), x.clone().transpose_(0, 1), x.clone().unsqueeze_(0),
       x.clone().t_(), x.clone().cumsum_(1));
}

void versions() {
  Tensor x = counted({2, 3}), row = x[0], apart = x.detach(), data = x.data();
  SHOW(version(x), version(row));
  row.add_(1);
  SHOW(version(x), version(row), version(apart), version(data));
  apart.mul_(2);
  SHOW(version(x), version(row), version(apart), version(data));
  data.zero_();
  x.variable_data().fill_(1);
  SHOW(version(x), version(data), x);
  x.floor_();
  x.zero_();
  x.fill_(2);
  SHOW(version(x), version(row));
  x.copy_(counted({2, 3}));
  x.index_put_({0}, 5);
  x[1] = 3;
  SHOW(version(x), x);
  x.index({torch::tensor({true, false})}).zero_();
  x.masked_fill_(x > 4, 0);
  SHOW(version(x), x);
  x.t_();
  x.unsqueeze_(0);
  SHOW(version(x), version(row), x);
  x.squeeze_();
  x.transpose_(0, 1);
  x.as_strided_({2}, {1}, 1);
  SHOW(version(x), x);
  const Tensor y = counted({3}, kInt);
  y.floor_();
  y.nan_to_num_();
  y.requires_grad_(false);
  y.detach_();
  SHOW(version(y), version(y.clone()), version(y.view({3, 1})), version(y.to(kFloat)));
}

void storages() {
  Tensor x = counted({6}), y = x.view({2, 3});
  x.resize_({2, 3});
  SHOW(x, x.is_set_to(y));
  x.resize_({2});
  SHOW(x, y);
  x.resize_({3, 4});
  SHOW(x.sizes(), x.flatten().slice(0, 0, 6), counted({6}).resize_as_(torch::ones({3, 2})));
  Tensor z = counted({2, 3});
  z.set_data(torch::ones({4}));
  SHOW(z, z.is_leaf());
  Tensor g = leaf();
  g.set_data(torch::zeros({2}));
  SHOW(g, g.sum());
  Tensor shared = counted({2, 3}), part = shared.select(0, 1);
  shared.set_data(torch::ones({2}));
  shared.add_(1);
  SHOW(shared, version(shared), version(part), version(shared.view({2, 1})));
  part.mul_(2);
  SHOW(part, version(shared), version(part));
  part.set_data(torch::zeros({4}));
  SHOW(part, part.is_view(), version(part), part._base().sizes());
  part.fill_(3);
  SHOW(shared, version(shared), version(part));
  part.set_(torch::ones({3}));
  SHOW(part, part.is_view(), version(shared), version(part));
  Tensor leaf_before = leaf();
  const Tensor recorded = leaf_before * 2;
  leaf_before.set_data(torch::ones({4}));
  recorded.sum().backward();
  SHOW(leaf_before.grad());
  g.data() = torch::ones({2});
  SHOW(g);
  THROWS(g.data() = torch::ones({5}));
  THROWS(leaf().resize_({5}));
  Tensor a = torch::ones({2}), b = a;
  a = torch::zeros({3});
  SHOW(a, b);
  b += 1;
  std::swap(a, b);
  SHOW(a, b, a.defined(), Tensor().defined());
  a.reset();
  SHOW(a.defined(), b.is_same(b), Tensor().is_same(Tensor()));
}

void assignments() {
  Tensor x = torch::zeros({3, 3});
  x[0] = 1;
  x[1] = torch::tensor({1, 2, 3});
  x[2][0] = 9;
  SHOW(x);
  x[2] = x[1];
  x.select(1, 1) += 10;
  x[0][2] -= 4;
  SHOW(x);
  x.index({Slice(), 0}) = torch::ones({3}) * 5;
  x.index({places({0, 1})}) = torch::zeros({2, 3});
  SHOW(x);
  x.index({x > 3}).zero_();
  x.narrow(1, 1, 2) *= 2;
  x.diagonal() = 7;
  x.t()[2] = torch::tensor(0.5);
  SHOW(x);
  Tensor whole = torch::zeros({3}, kInt);
  whole[0] = 2.9;
  whole[1] = torch::tensor(-3.7);
  whole[2] = true;
  SHOW(whole);
  THROWS(x[0] = torch::ones({4}));
  THROWS(x[3] = 1);
}

}  // namespace

void writes() {
  each({kByte, kChar, kShort, kInt, kLong, kFloat, kDouble, kBFloat16}, fills);
  versions();
  storages();
  assignments();
}

}  // namespace semantics
