// Corners of single operators, and what they refuse: reductions over no dims, fractions as steps of
// integers, dims named twice, mismatches, indices that are no numbers.
#include "show.h"

namespace semantics {
namespace {

void values() {
  const Tensor x = counted({2, 3});
  SHOW(torch::any(x, torch::IntArrayRef{}), torch::all(x, torch::IntArrayRef{}, true),
       x.sum(torch::IntArrayRef{}));
  SHOW(torch::arange(0, 5, 1.5, kInt), torch::arange(0.5, 3.0, 1, kInt),
       torch::arange(4, 0, -1.5, kLong));
  SHOW(torch::zeros({0}).data_ptr() == nullptr, torch::zeros({2, 0}).data_ptr<float>() == nullptr);
  with({kHalf}, [] {
    SHOW(torch::tensor({0.12345, 2.0}, kHalf).round(5), torch::tensor({70.0}, kHalf).round(-1));
  });
}

void refused() {
  const Tensor x = counted({2, 3}), one = torch::tensor(1.0);
  THROWS(torch::any(one, torch::IntArrayRef({0, 0})));
  THROWS(one.logsumexp(torch::IntArrayRef({0, -1})));
  THROWS(torch::rsub(x, true));
  THROWS(torch::rsub(counted({2}, kInt), 1, 2.5));
  THROWS(counted({2, 3, 4}) + x);
  THROWS(torch::matmul(counted({2, 3, 4, 5}), counted({3, 4, 5, 6})));
  THROWS(x[places({0, 1})]);
  THROWS(torch::indexing::TensorIndex(".."));
  THROWS(x.index_add(5, counted({2}), x));
  THROWS(torch::matmul(counted({3}), counted({3}, kLong)));
  THROWS(x.to(torch::dtype(kDouble).requires_grad(true)));
  THROWS(torch::rand({2}, kInt));
}

void more_forms() {
  const Tensor x = counted({2, 3}), whole = counted({3}, kInt) + 2, none;
  SHOW(2.5 % whole, 7 % whole, 7 % (x + 1.5), 2.5 - whole, 2.5 + whole);
  THROWS(2.5 / whole);
  THROWS(2 % torch::tensor({true}));
  SHOW(x.any(torch::IntArrayRef({0, 1})), x.all(torch::IntArrayRef({-1}), true),
       torch::all(x, torch::IntArrayRef({0})));
  SHOW(none.is_cpu(), none.is_cuda());
  Tensor y = torch::zeros({2});
  SHOW(y.set_(x.storage(), 1, {2, 2}, {3, 1}));
  SHOW(y.set_(x.storage()).sizes());
  SHOW(y.set_(x.storage(), 2, {2}));
  SHOW(y.mul_(2));
  SHOW(x);
  THROWS(y.set_(x.storage(), -1, {2}, {1}));
  THROWS(y.set_(x.storage(), 0, {2}, {1, 1}));
  SHOW(y.set_().sizes());
}

}  // namespace

void corners() {
  values();
  refused();
  more_forms();
}

}  // namespace semantics
