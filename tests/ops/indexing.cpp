// Indexing as at::indexing has it: views and copies, assignment, writes in place with history,
// captures, dtypes; and what the samples of the index operators do not show.
#include <cmath>
#include <numeric>

#include "support/holds.h"
#include "support/values.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

using namespace indexing;
using ::testing::ElementsAre;
using testing::fails_with;
using testing::values;

Tensor counting(std::vector<int64_t> sizes) {
  const int64_t n = std::accumulate(sizes.begin(), sizes.end(), int64_t{1}, std::multiplies<>());
  return arange(n, TensorOptions(kFloat)).view(sizes);
}
Tensor longs(const std::vector<int64_t>& items) { return tensor(items); }
/// Those that the device under test holds.
std::vector<ScalarType> held_dtypes() {
  std::vector<ScalarType> dtypes;
  for (const ScalarType dtype : {kByte, kChar, kShort, kInt, kLong, kFloat, kBool})
    if (testing::holds(default_device(), dtype)) dtypes.push_back(dtype);
  return dtypes;
}
Tensor mask_of(const std::vector<bool>& items) { return tensor(items); }
std::vector<int64_t> sizes(const Tensor& t) { return t.sizes().vec(); }

TEST(TensorIndex, BasicIndicesAreViews) {
  const Tensor x = counting({4, 5, 3});
  const auto is_view = [&](const Tensor& y) {
    return y.impl()->storage.ref() == x.impl()->storage.ref();
  };
  EXPECT_TRUE(is_view(x.index({1})));
  EXPECT_EQ(sizes(x.index({1})), (std::vector<int64_t>{5, 3}));
  EXPECT_EQ(values(x.index({-1, 2, 0})), std::vector<double>{51});
  EXPECT_EQ(values(x.index({"...", 1})), values(x.select(2, 1)));
  EXPECT_EQ(values(x.index({Ellipsis, 1, Slice()})), values(x.select(1, 1)));
  EXPECT_EQ(sizes(x.index({None, 0, None, Slice(1, 4, 2)})), (std::vector<int64_t>{1, 1, 2, 3}));
  EXPECT_EQ(values(x.index({Slice(-2, None), -1, Slice(None, -1)})),
            values(x.slice(0, 2).select(1, 4).slice(1, 0, 2)));
  EXPECT_EQ(sizes(x.index({Slice(3, 1)})), (std::vector<int64_t>{0, 5, 3}));
  EXPECT_EQ(sizes(x.index({Slice(-100, 100, 3)})), (std::vector<int64_t>{2, 5, 3}));
  EXPECT_TRUE(is_view(x.index({Slice(0, 2), "..."})));
  EXPECT_TRUE(is_view(x.index({"..."})));
  EXPECT_FALSE(x.index({"..."}).is_same(x));
  EXPECT_TRUE(is_view(x.index({tensor(int64_t{2})})));
  EXPECT_EQ(values(x.index({tensor(int64_t{2}), tensor(int64_t{-1})})),
            values(x.select(0, 2).select(0, 4)));
  EXPECT_EQ(values(x[2][Scalar(1)]), values(x.select(0, 2).select(0, 1)));
}

TEST(TensorIndex, PlacesIndexedDimsAsPyTorch) {
  const Tensor x = counting({4, 5, 3, 2});
  const Tensor i = longs({0, 2, 1, 3, 3, 1, 0}), j = longs({2, 0, 0, 1, 2, 1, 2});
  EXPECT_EQ(sizes(x.index({Slice(), i, j})), (std::vector<int64_t>{4, 7, 2}));
  EXPECT_EQ(sizes(x.index({i, Slice(), j})), (std::vector<int64_t>{7, 5, 2}));
  EXPECT_EQ(sizes(x.index({i, None, Slice(), j})), (std::vector<int64_t>{7, 1, 5, 2}));
  EXPECT_EQ(sizes(x.index({Slice(), i, 1, Slice(), None})), (std::vector<int64_t>{4, 7, 2, 1}));
  EXPECT_EQ(sizes(x.index({Slice(), i.view({7, 1}), j.view({1, 7}), "..."})),
            (std::vector<int64_t>{4, 7, 7, 2}));
  EXPECT_EQ(sizes(x.index({true})), (std::vector<int64_t>{1, 4, 5, 3, 2}));
  EXPECT_EQ(sizes(x.index({false})), (std::vector<int64_t>{0, 4, 5, 3, 2}));
  EXPECT_EQ(sizes(x.index({true, false})), (std::vector<int64_t>{0, 4, 5, 3, 2}));
  EXPECT_EQ(sizes(x.index({std::vector<int64_t>{1, 2}})), (std::vector<int64_t>{2, 5, 3, 2}));
  const auto got = values(x.index({i, Slice(), j}));
  const auto in = values(x);
  const int64_t is[] = {0, 2, 1, 3, 3, 1, 0}, js[] = {2, 0, 0, 1, 2, 1, 2};
  size_t at = 0;
  for (int64_t k = 0; k < 7; ++k)
    for (int64_t d = 0; d < 5; ++d)
      for (int64_t e = 0; e < 2; ++e)
        EXPECT_EQ(got[at++], in[static_cast<size_t>(((is[k] * 5 + d) * 3 + js[k]) * 2 + e)]);
  EXPECT_EQ(at, got.size());
}

TEST(TensorIndex, TakesMasksAnywhere) {
  const Tensor x = counting({4, 5, 3});
  const Tensor rows = mask_of({true, false, false, true});
  EXPECT_EQ(values(x.index({rows})), values(x.index_select(0, longs({0, 3}))));
  EXPECT_EQ(values(x.index({Slice(), mask_of({false, true, false, false, true})})),
            values(x.index_select(1, longs({1, 4}))));
  EXPECT_EQ(values(x.index({x > 40})), values(x.masked_select(x > 40)));
  EXPECT_EQ(values(x.index({rows, longs({1, 2})})),
            values(x.index({longs({0, 3}), longs({1, 2})})));
  // A mask of two dims is followed by the dim after them.
  const Tensor both = x.select(2, 0) > 30;
  EXPECT_EQ(values(x.index({both, 1})), values(x.select(2, 1).masked_select(both)));
  EXPECT_EQ(values(x.index({rows.to(kByte)})), values(x.index({rows})));
  EXPECT_EQ(values(x.index({longs({0, -1}).to(kInt)})), values(x.index({rows})));
  EXPECT_EQ(sizes(x.index({mask_of({false, false, false, false})})),
            (std::vector<int64_t>{0, 5, 3}));
}

TEST(TensorIndex, ReadsAnyDtypeAndLayout) {
  for (const ScalarType dtype : held_dtypes()) {
    const Tensor x = (counting({6, 7}) > 20).logical_or(counting({6, 7}) < 4).to(dtype);
    for (const Tensor& view : {x, x.t(), x.slice(1, 1, 7, 2), x.select(0, 1).expand({4, 7})}) {
      const Tensor i = longs({-1, 0, 2}), whole = view.contiguous();
      const auto in = values(whole);
      std::vector<double> want;
      for (int64_t row : {view.size(0) - 1, int64_t{0}, int64_t{2}})
        for (int64_t c = 0; c < view.size(1); ++c)
          want.push_back(in[static_cast<size_t>(row * view.size(1) + c)]);
      EXPECT_EQ(values(view.index({i})), want) << dtype_name(dtype);
    }
  }
}

TEST(TensorIndex, Refuses) {
  const Tensor x = counting({4, 5});
  const auto fails = [](const char* text, auto&& f) {
    EXPECT_TRUE(fails_with(ErrorKind::index, text, f));
  };
  fails("index 5 is out of bounds for dimension 1 with size 5", [&] { x.index({0, 5}); });
  fails("index -5 is out of bounds for dimension 0 with size 4", [&] { x.index({-5}); });
  fails("too many indices for tensor of dimension 2", [&] { x.index({0, 1, 2}); });
  fails("too many indices for tensor of dimension 2", [&] {
    x.index({longs({0}), longs({1}), longs({0})});
  });
  fails("invalid index of a 0-dim tensor", [&] { x.index({0, 0}).index({0}); });
  fails("shape mismatch: indexing tensors could not be broadcast together with shapes [3], [4]",
        [&] {
          x.index({longs({0, 1, 2}), longs({0, 1, 2, 3})});
        });
  fails(
      "The shape of the mask [3] at index 0 does not match the shape of the indexed tensor [4, 5] "
      "at index 0",
      [&] {
        x.index({mask_of({true, false, true})});
      });
  fails("tensors used as indices must be long, int, byte or bool tensors", [&] { x.index({x}); });
  fails("Can only index with tensors that are defined", [&] { x[Tensor()]; });
  EXPECT_TRUE(fails_with(ErrorKind::value, "step must be greater than zero",
                         [&] { x.index({Slice(None, None, -1)}); }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "slice step cannot be zero", [&] { Slice(0, 3, 0); }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "ellipsis", [&] { x.index({"..,"}); }));
  EXPECT_TRUE(fails_with(
      ErrorKind::shape,
      "shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of shape "
      "[2, 5]",
      [&] {
        x.index_put_({longs({0, 1})}, zeros({3}));
      }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "refer to a single memory location",
                         [&] { x.index_put_({longs({0})}, x.select(0, 1)); }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "more than one element of the written-to tensor",
                         [&] { zeros({1}).expand({4}).index_put_({Slice()}, 1); }));
  EXPECT_EQ(values(x), values(counting({4, 5})));
  fails("index 4 is out of bounds for dimension 0 with size 4", [&] {
    x.index_put_({longs({1, 4})}, 1);
    values(x);
  });
}

TEST(Assignment, WritesThroughViews) {
  Tensor x = zeros({3, 4});
  x[1] = 2;
  x[2][0] = tensor(7.0f);
  x.index({0, Slice(1, 3)}) = tensor({5.0f, 6.0f});
  EXPECT_THAT(values(x), ElementsAre(0, 5, 6, 0, 2, 2, 2, 2, 7, 0, 0, 0));
  x.index_put_({"...", -1}, counting({1, 3}));
  EXPECT_THAT(values(x.select(1, 3)), ElementsAre(0, 1, 2));
  x.index_put_({Slice(None, None, 2)}, -1);
  EXPECT_THAT(values(x.select(1, 0)), ElementsAre(-1, 2, -1));
  x.index_put_({x < 0}, 3);
  EXPECT_THAT(values(x.select(1, 1)), ElementsAre(3, 2, 3));
  x.index_put_({longs({2, 0}), longs({1, 3})}, tensor({8.0f, 9.0f}));
  EXPECT_THAT(values(x), ElementsAre(3, 3, 3, 9, 2, 2, 2, 1, 3, 8, 3, 3));
  x.index_put_({mask_of({false, true, true}), 0}, tensor({4.0f, 5.0f}));
  EXPECT_THAT(values(x.select(1, 0)), ElementsAre(3, 4, 5));
}

TEST(Assignment, ReachesStridedViewsOfEveryDtype) {
  for (const ScalarType dtype : held_dtypes()) {
    const Tensor base = zeros({5, 6}, dtype);
    base.t().slice(0, 1, 6, 2).index_put_({longs({-1, 0})}, ones({2, 5}, dtype));
    std::vector<double> want(30, 0);
    for (size_t row = 0; row < 5; ++row) want[row * 6 + 1] = want[row * 6 + 5] = 1;
    EXPECT_EQ(values(base), want) << dtype_name(dtype);
    base.t().index_put_({longs({1, 1, 2, 1})}, ones({4, 5}, dtype), true);
    for (size_t row = 0; row < 5; ++row) {
      want[row * 6 + 1] += dtype == kBool ? 0 : 3;
      want[row * 6 + 2] += 1;
    }
    EXPECT_EQ(values(base), want) << dtype_name(dtype);
  }
}

TEST(Assignment, OfLongsIsExact) {
  const int64_t big = 123456789012345;
  const Tensor x = zeros({4}, kLong), y = tensor({big, -big});
  x.index_put_({longs({3, 0})}, y);
  EXPECT_THAT(values(x), ElementsAre(-123456789012345.0, 0, 0, 123456789012345.0));
  EXPECT_THAT(values(x.index({longs({0, 3})})), ElementsAre(-123456789012345.0, 123456789012345.0));
}

TEST(Assignment, KeepsHistory) {
  const Tensor leaf = testing::random({4, 3}, requires_grad()), v = testing::random({2, 3}, {}, 9);
  v.requires_grad_();
  Tensor x = leaf * 2;
  const Tensor view = x.t();
  x.index_put_({longs({3, 1})}, v);
  EXPECT_EQ(x.grad_fn()->name(), "IndexPutBackward0");
  view.index_put_({2}, 0);
  (x * x).sum().backward();
  const auto in = values(leaf), at = values(v), dx = values(leaf.grad()), dv = values(v.grad());
  for (size_t i = 0; i < 12; ++i)
    EXPECT_NEAR(dx[i], i / 3 % 2 == 1 || i % 3 == 2 ? 0 : 8 * in[i], 1e-5) << i;
  for (size_t i = 0; i < 6; ++i) EXPECT_NEAR(dv[i], i % 3 == 2 ? 0 : 2 * at[i], 1e-5) << i;
}

TEST(Assignment, AddsThroughViewsWithHistory) {
  const Tensor leaf = testing::random({3, 4}, requires_grad());
  const Tensor v = testing::random({5}, requires_grad(), 9);
  Tensor x = leaf.clone();
  x.select(1, 2).index_put_({longs({0, 2, 2, 0, 2})}, v, true);
  const Tensor w = testing::random({3, 4}, {}, 11);
  (x * w).sum().backward();
  EXPECT_EQ(values(leaf.grad()), values(w));
  const auto ws = values(w);
  EXPECT_THAT(values(v.grad()), ElementsAre(ws[2], ws[10], ws[10], ws[2], ws[10]));
}

TEST(Assignment, RefusesLeavesAndStaleIndices) {
  const Tensor leaf = testing::random({4}, requires_grad());
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "a leaf Variable that requires grad",
                         [&] { leaf.index_put_({longs({0})}, 1); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "a view of a leaf Variable that requires grad",
                         [&] { leaf.index_put_({0}, 1); }));
  const Tensor i = longs({1, 2}), y = leaf.index({i});
  i.fill_(0);
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "modified by an inplace operation",
                         [&] { y.sum().backward(); }));
}

TEST(InPlace, AgreesWithTheCopyingForm) {
  const Tensor x = testing::random({5, 6}), s = testing::random({3, 6}, {}, 8);
  const Tensor i = longs({4, 0, 2}), one = longs({0, 3}), at = longs({4, 4, 1}).unsqueeze(1);
  const Tensor mask = x > 0, value = tensor(0.5f);
  const auto wide = at.expand({3, 6});
  const auto same = [&](const Tensor& copied, auto&& write) {
    const Tensor whole = zeros({6, 11});
    for (const Tensor& place : {zeros({5, 6}), whole.t().slice(0, 1, 11, 2)}) {
      place.copy_(x);
      EXPECT_TRUE(write(place).is_same(place));
      EXPECT_EQ(values(place), values(copied));
    }
    EXPECT_THAT(values(whole.select(1, 0)), ::testing::Each(0));
    EXPECT_THAT(values(whole.select(1, 2)), ::testing::Each(0));
  };
  same(index_add(x, 0, i, s, 2), [&](auto y) { return y.index_add_(0, i, s, 2); });
  same(index_copy(x, 0, i, s), [&](auto y) { return y.index_copy_(0, i, s); });
  same(index_fill(x, 1, one, 2.5), [&](auto y) { return y.index_fill_(1, one, 2.5); });
  same(index_fill(x, 1, one, value), [&](auto y) { return y.index_fill_(1, one, value); });
  same(scatter(x, 1, one.expand({5, 2}), s.t().slice(0, 0, 5).slice(1, 0, 2)), [&](auto y) {
    return y.scatter_(1, one.expand({5, 2}), s.t().slice(0, 0, 5).slice(1, 0, 2));
  });
  same(scatter(x, 0, wide, 2), [&](auto y) { return y.scatter_(0, wide, 2); });
  same(scatter(x, 0, wide, s, "add"), [&](auto y) { return y.scatter_(0, wide, s, "add"); });
  same(scatter(x, 0, wide, 3, "multiply"),
       [&](auto y) { return y.scatter_(0, wide, 3, "multiply"); });
  same(scatter_add(x, 0, wide, s), [&](auto y) { return y.scatter_add_(0, wide, s); });
  for (const char* reduce : {"sum", "prod", "mean", "amax", "amin"})
    same(scatter_reduce(x, 0, wide, s, reduce, false),
         [&](auto y) { return y.scatter_reduce_(0, wide, s, reduce, false); });
  same(put(x, i, s.select(1, 0)), [&](auto y) { return y.put_(i, s.select(1, 0)); });
  same(put(x, at, s.slice(1, 0, 1), true),
       [&](auto y) { return y.put_(at, s.slice(1, 0, 1), true); });
  same(masked_fill(x, mask, 2.5), [&](auto y) { return y.masked_fill_(mask, 2.5); });
  same(masked_fill(x, mask, value), [&](auto y) { return y.masked_fill_(mask, value); });
  same(masked_scatter(x, mask, testing::random({30}, {}, 3)),
       [&](auto y) { return y.masked_scatter_(mask, testing::random({30}, {}, 3)); });
  same(index_put(x, {i}, s), [&](auto y) { return y.index_put_({i}, s); });
}

TEST(InPlace, CountsOneWriteAndPassesGradients) {
  const Tensor leaf = testing::random({4, 3}, requires_grad()), s = testing::random({2, 3}, {}, 9);
  const Tensor mask = leaf.detach() > 0;
  Tensor x = leaf * 1;
  const int64_t version = x.version();
  x.index_add_(0, longs({0, 0}), s);
  EXPECT_EQ(x.version(), version + 1);
  x.index_fill_(0, longs({1}), 0);
  x.masked_fill_(mask, 0);
  x.scatter_reduce_(0, longs({2, 2, 2}).unsqueeze(0), ones({1, 3}), "prod");
  EXPECT_EQ(x.version(), version + 4);
  x.sum().backward();
  const auto on = values(mask), g = values(leaf.grad());
  for (size_t i = 0; i < 12; ++i) EXPECT_EQ(g[i], on[i] != 0 || i / 3 == 1 ? 0 : 1) << i;
}

TEST(MaskedFill, TakesAValueWithHistory) {
  const Tensor x = testing::random({3, 4}, requires_grad()), v = tensor(2.0f).requires_grad_();
  const Tensor mask = x.detach() > 0;
  const Tensor y = x.masked_fill(mask, v);
  EXPECT_EQ(y.grad_fn()->name(), "MaskedFillBackward1");
  y.sum().backward();
  double count = 0;
  for (double on : values(mask)) count += on;
  EXPECT_THAT(values(v.grad()), ElementsAre(count));
  EXPECT_TRUE(fails_with(ErrorKind::shape, "only supports a 0-dimensional value tensor",
                         [&] { x.masked_fill(mask, ones({1})); }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "only supports boolean masks",
                         [&] { x.detach().masked_fill_(x.detach(), 1.0); }));
}

TEST(Nonzero, CountsBlocksAndRows) {
  const Tensor x = zeros({70, 130});
  x[3][129] = 1;
  x[69].fill_(-2);
  const Tensor at = x.nonzero();
  EXPECT_EQ(sizes(at), (std::vector<int64_t>{131, 2}));
  EXPECT_EQ(values(at[0]), (std::vector<double>{3, 129}));
  EXPECT_EQ(values(at[130]), (std::vector<double>{69, 129}));
  const std::vector<Tensor> parts = where(x > 0);
  EXPECT_EQ(values(parts[0]), std::vector<double>{3});
  EXPECT_EQ(values(x.masked_select(x < 0)), std::vector<double>(130, -2));
  EXPECT_EQ(sizes(tensor(1.0f).nonzero()), (std::vector<int64_t>{1, 0}));
  EXPECT_EQ(sizes(tensor(0.0f).argwhere()), (std::vector<int64_t>{0, 0}));
}

TEST(Nonzero, IsRefusedInsideACapture) {
  const Tensor x = testing::random({4, 3});
  const auto refused = [&](const char* name, auto f) {
    EXPECT_TRUE(fails_with(
        ErrorKind::unsupported,
        std::string(name) + ": reading a tensor on the host inside a capture", [&] {
          capture([&](const std::vector<Tensor>& in) { return std::vector<Tensor>{f(in[0])}; },
                  {x});
        }));
  };
  refused("nonzero", [](const Tensor& in) { return in.nonzero(); });
  refused("masked_select", [](const Tensor& in) { return in.masked_select(in > 0); });
}

TEST(Indexing, IsCaptured) {
  const Tensor x = testing::random({4, 3}), i = longs({2, -1});
  auto run = capture(
      [](const std::vector<Tensor>& in) {
        const Tensor y = in[0].clone();
        y.index_put_({in[1]}, in[0].index({Slice(0, 2)}));
        y.index_put_({y < 0}, 5);
        return std::vector<Tensor>{y, in[0].index({in[1], Slice(1, None)}),
                                   in[0].masked_scatter(in[0] > 0, in[0].t())};
      },
      {x, i});
  for (const Tensor& at : {i, longs({0, 1}), longs({3, 2})}) {
    const auto out = run({x, at});
    const Tensor want = x.clone();
    want.index_put_({at}, x.slice(0, 0, 2));
    EXPECT_EQ(values(out[0]), values(want.masked_fill(want < 0, 5)));
    EXPECT_EQ(values(out[1]), values(x.index({at}).slice(1, 1)));
    EXPECT_EQ(values(out[2]), values(x.masked_scatter(x > 0, x.t())));
  }
  // Outside, writes are left out and reads take the nearest.
  const auto out = run({x, longs({40, -70})});
  EXPECT_TRUE(fails_with(ErrorKind::index, "out of bounds for dimension 0 with size 4",
                         [&] { values(out[0]); }));
  EXPECT_EQ(values(out[0]), values(x.masked_fill(x < 0, 5)));
  for (double v : values(out[1])) EXPECT_TRUE(std::isfinite(v));
}

// Long indices are sorted on devices; sums keep the order in which their parts stand.
TEST(Indexing, JoinsLongIndicesInOrder) {
  const auto once = [](const Tensor& got, const Tensor& want) {
    EXPECT_EQ(values(got), values(want));
  };
  const Tensor x = testing::random({40, 3}), i = randint(0, 40, {5000}, kLong);
  const Tensor s = testing::random({5000, 3}, {}, 8), cpu = x.cpu();
  once(x.index_add(0, i, s), cpu.index_add(0, i.cpu(), s.cpu()));
  once(x.index_put({i}, s, true), cpu.index_put({i.cpu()}, s.cpu(), true));
  const Tensor wide = randint(0, 40, {20000, 3}, kLong), t = testing::random({20000, 3}, {}, 9);
  once(x.scatter_add(0, wide, t), cpu.scatter_add(0, wide.cpu(), t.cpu()));
  for (const char* reduce : {"amax", "amin", "prod"})
    once(x.scatter_reduce(0, wide, t / 2, reduce),
         cpu.scatter_reduce(0, wide.cpu(), t.cpu() / 2, reduce));
}

// Rows that lie one element after the other on both sides, on one, on none.
TEST(Indexing, WritesWholeRows) {
  const std::vector<int64_t> rows{4, -1, 0};
  for (const bool source_turned : {false, true})
    for (const bool target_turned : {false, true}) {
      Tensor x = target_turned ? zeros({37, 6}).t() : zeros({6, 37});
      const Tensor v = source_turned ? testing::random({37, 3}).t() : testing::random({3, 37});
      x.index_put_({longs({4, -1, 0})}, v);
      for (int64_t r = 0; r < 3; ++r)
        EXPECT_EQ(values(x.select(0, rows[static_cast<size_t>(r)])), values(v.select(0, r)));
      EXPECT_EQ(values(x.slice(0, 1, 4)), std::vector<double>(3 * 37, 0));
    }
}

TEST(Indexing, LeavesUntouchedElementsAndCopiesNothingElse) {
  const Tensor base = counting({40, 50}), view = base.slice(1, 3, 40, 2).t();
  const Tensor i = longs({1, 5}), v = zeros({2, 40});
  synchronize(default_device());
  const uint64_t before = statistics(default_device()).dispatches;
  view.index_put_({i}, v);
  synchronize(default_device());
  // Offsets and writes; where the host cannot look at the call, a check of the bounds.
  EXPECT_LE(statistics(default_device()).dispatches - before, default_device().is_cpu() ? 2u : 3u);
}

}  // namespace
}  // namespace pumice
