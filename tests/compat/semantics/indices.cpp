// TensorIndex in all mixtures, read and assigned, and the functions that take index tensors.
#include "show.h"

namespace semantics {
namespace {

void basic(const Tensor& x) {
  SHOW(x.index({0}), x.index({-1, 2}), x.index({Slice(1), 0, -1}),
       x.index({Slice(None, None, 2), Slice(None, -1), 1}));
  SHOW(x.index({Slice(-2, None), "...", Slice(-2)}).strides(), x.index({Ellipsis, 1}),
       x.index({0, Ellipsis, Slice(1, 3)}));
  SHOW(x.index({None, 0, None, 0}), x.index({"...", None}).sizes(),
       x.index({None, Ellipsis, None, 0}).strides());
  SHOW(x.index({Slice(2, 1)}).sizes(), x.index({Slice(5, 9)}).sizes(),
       x.index({Slice(-9, 2)}).sizes(), x.index({Slice(-1, -3)}).sizes());
  SHOW(x[0][1][2], x[-1][-1], x[torch::tensor(1)][0], x.index({0}).is_view(),
       x.index({Ellipsis}).is_same(x), x.index({Slice()}).is_view());
  SHOW(x.index({true}).sizes(), x.index({false}).sizes(), x.index({None, true}).sizes());
  THROWS(x.index({9}));
  THROWS(x.index({0, -9}));
  THROWS(x.index({0, 0, 0, 0}));
  THROWS(x.index({Slice(None, None, -1)}));
  THROWS(x.index({Slice(None, None, 0)}));
  THROWS(torch::tensor(1.0).index({0}));
  THROWS(x[x.size(0)]);
}

void advanced(const Tensor& x) {
  const Tensor two = places({0, 2}), one = places({1, 1}), upright = two.view({2, 1});
  SHOW(x.index({two}).sizes(), x.index({two, one}), x.index({two, Slice(), one}),
       x.index({Slice(), two, one}), x.index({Slice(), two}).sizes());
  SHOW(x.index({0, Slice(), one}), x.index({one, 0}), x.index({one, Slice(), 0}), x.index({0, one}),
       x.index({Slice(), 0, one}), x.index({places({0, 1}), None, one}).sizes());
  SHOW(x.index({upright, places({0, 1, 2})}).sizes(),
       x.index({upright, Slice(), places({0, 1, 2})}).sizes(),
       x.index({None, two, Slice(), one}).sizes());
  SHOW(x.index({Ellipsis, one}).sizes(), x.index({one, Ellipsis, one}),
       x.index({places({-1, -2})}).select(2, 0).contiguous(), x.index({upright}).sizes());
  SHOW(x.index({x > 50}), x.index({torch::tensor({true, false, true})}).sizes(),
       x.index({Slice(), torch::tensor({true, false, true, false})}).sizes());
  SHOW(x.index({torch::tensor({true, false, true}), one}),
       x.index({torch::tensor({true, false, true}), 0}),
       x.index({0, torch::tensor({true, false, true, true})}).sizes());
  SHOW(x.index({torch::ones({3, 4}, kBool)}).sizes(),
       x.index({Slice(), torch::ones({4, 5}, kBool)}).sizes(),
       x.index({torch::zeros({3}, kBool)}).sizes());
  SHOW(x.index({torch::tensor(1)}).sizes(), x.index({torch::tensor(1), Slice(), torch::tensor(2)}),
       x.index({torch::tensor(true)}).sizes());
  SHOW(x.index({torch::empty({0}, kLong)}).sizes(),
       x.index({Slice(), torch::empty({0}, kLong)}).sizes(), x.index({two.to(kLong), 1, one}));
  SHOW(x.index(std::vector<TensorIndex>{0, Slice(1, 3), Slice(None, None, 4)}), x.index({x > 57}));
  THROWS(x.index({torch::tensor({true, false})}));
  THROWS(x.index({torch::ones({3, 5}, kBool)}));
  THROWS(x.index({two, places({0, 1, 2})}));
  THROWS(x.index({torch::tensor({0.5})}));
  THROWS(x.index({two, two, two, two}));
}

void assigned() {
  const auto fresh = [] { return torch::zeros({3, 4}); };
  const Tensor two = places({0, 2});
  SHOW(fresh().index_put_({0}, 7), fresh().index_put_({Slice(), 1}, torch::ones({3})),
       fresh().index_put_({Slice(), two}, torch::tensor(-1.0)));
  SHOW(fresh().index_put_({1, "...", Slice(None, None, 2)}, torch::tensor({5, 6})),
       fresh().index_put_({Ellipsis}, 2), fresh().index_put_({None, 0}, 3));
  SHOW(fresh().index_put_({two, two}, torch::tensor({1.0, 2.0})),
       fresh().index_put_({two}, counted({4})),
       fresh().index_put_({two, Slice(1, 3)}, counted({2, 2})));
  SHOW(fresh().index_put_({two.view({2, 1}), two}, counted({2, 2})),
       fresh().index_put_({counted({3, 4}) > 5}, 4),
       fresh().index_put_({torch::tensor({true, false, true})}, counted({4})));
  SHOW(fresh().index_put_({Slice(), torch::tensor({true, false, true, false})}, counted({3, 2})),
       fresh().index_put_({-1, -1}, 8), fresh().index_put_({Slice()}, torch::ones({1, 1, 3, 4})));
  SHOW(fresh().index_put_({places({1, 1, 2}), places({0, 0, 3})}, torch::ones({3}), true),
       fresh().index_put_({torch::zeros({3}, kBool)}, 9));
  SHOW(fresh().index_put_({std::vector<TensorIndex>{two, 1}}, torch::tensor({3.0, 4.0})),
       fresh().index_put({two}, torch::ones({4})).sum());
  Tensor whole = torch::zeros({2, 2}, kInt);
  whole.index_put_({0}, 1.7);
  whole.index_put_({1, 1}, torch::tensor(2.9));
  SHOW(whole, torch::zeros({2}, kBool).index_put_({0}, 3));
  THROWS(fresh().index_put_({0}, torch::ones({3})));
  THROWS(fresh().index_put_({two}, torch::ones({3, 4})));
  THROWS(fresh().index_put_({two}, torch::ones({2}, kInt)));
  THROWS(fresh().index_put_({9}, 1));
}

void picked(ScalarType d) {
  const Tensor x = torch::tensor({{1, 2, 3}, {4, 5, 6}}).to(d),
               columns = places({0, 2}).view({2, 1}), rows = places({0, 1, 1}).view({1, 3});
  SHOW(x.gather(1, columns), x.gather(0, rows), x.take(places({0, 5, -1})),
       torch::take_along_dim(x, columns, 1), x.index_select(1, places({2, 0, 2})));
  SHOW(x.scatter(1, columns, 9), x.scatter(0, rows, x.flip({0})), x.scatter(1, columns, x, "add"),
       x.scatter_add(1, columns, x), x.scatter_reduce(1, columns, x, "amax"));
  SHOW(x.index_add(0, places({1, 1}), x), x.index_add(1, places({0}), x.slice(1, 0, 1), 2),
       x.index_copy(1, places({2}), x.slice(1, 0, 1)), x.index_fill(0, places({1}), 7));
  SHOW(x.put(places({0, 1}), torch::tensor({8, 9}).to(d)),
       x.put(places({0, 0}), torch::tensor({1, 2}).to(d), true));
  SHOW(x.masked_select(x > 2), x.masked_select(torch::tensor({true, false, true})),
       x.masked_fill(x > 2, 1), x.masked_scatter(x > 2, x));
  SHOW(torch::nonzero(x > 2).contiguous(), torch::argwhere(x == 5).contiguous(),
       torch::count_nonzero(x - x[0]));
  SHOW((x > 2).nonzero_numpy()[1].contiguous().clone(), torch::where(x > 2)[0].contiguous());
  SHOW(torch::embedding(x.to(kFloat), places({1, 0, 1})), torch::one_hot(places({0, 2}), 3));
}

}  // namespace

void indices() {
  basic(counted({3, 4, 5}));
  basic(counted({5, 4, 3}).permute({2, 1, 0}));
  advanced(counted({3, 4, 5}));
  advanced(counted({5, 4, 3}).permute({2, 1, 0}));
  assigned();
  each({kByte, kChar, kShort, kInt, kLong, kFloat, kDouble, kBFloat16}, picked);
  THROWS(counted({2, 3}).gather(1, places({0})));
  THROWS(counted({2, 3}).index_select(0, places({0, 1}).view({1, 2})));
  THROWS(counted({2, 3}).masked_select(counted({2, 3})));
  THROWS(counted({2, 3}).masked_fill(torch::ones({2}, kBool), 1));
}

}  // namespace semantics
