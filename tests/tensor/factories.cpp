// Factories: dtypes they infer, values, bad arguments.
#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;
using testing::values;

TEST(Tensor, InfersDtypeOfNumbers) {
  EXPECT_EQ(tensor(3.0).scalar_type(), kFloat);
  EXPECT_EQ(tensor(3.0f).scalar_type(), kFloat);
  EXPECT_EQ(tensor(3).scalar_type(), kLong);
  EXPECT_EQ(tensor(true).scalar_type(), kBool);
  EXPECT_EQ(tensor(Scalar(2.5)).scalar_type(), kFloat);
  EXPECT_EQ(tensor({1, 2, 3}).scalar_type(), kLong);
  EXPECT_EQ(tensor({1.5, 2.5}).scalar_type(), kFloat);
  EXPECT_EQ(tensor(std::vector<double>{1, 2}).scalar_type(), kFloat);
  EXPECT_EQ(tensor(std::vector<int>{1, 2}).scalar_type(), kLong);
  EXPECT_EQ(tensor(std::vector<uint8_t>{1, 2}).scalar_type(), kByte);
  EXPECT_EQ(tensor(std::vector<bool>{true, false}).scalar_type(), kBool);
  EXPECT_EQ(tensor({1, 2}, kFloat).scalar_type(), kFloat);
}

TEST(Tensor, HoldsWhatItWasGiven) {
  EXPECT_EQ(tensor(3.25).dim(), 0);
  EXPECT_EQ(tensor(3.25).item<float>(), 3.25f);
  EXPECT_THAT(values(tensor({1, -2, 3})), ElementsAre(1, -2, 3));
  const Tensor nested = tensor({{1.5, 2.5, 3.5}, {4.5, 5.5, 6.5}});
  EXPECT_EQ(nested.sizes(), IntArrayRef({2, 3}));
  EXPECT_THAT(values(nested), ElementsAre(1.5, 2.5, 3.5, 4.5, 5.5, 6.5));
  EXPECT_EQ(tensor({{{1}, {2}}}).sizes(), IntArrayRef({1, 2, 1}));
  EXPECT_THAT(values(tensor(std::vector<float>{0.5f, 7.f})), ElementsAre(0.5, 7));
  EXPECT_THAT(values(tensor(std::vector<bool>{true, false, true})), ElementsAre(1, 0, 1));
  EXPECT_THAT(values(tensor({1.75, -2.75}, kInt)), ElementsAre(1, -2));
  EXPECT_EQ(tensor({}).sizes(), IntArrayRef({0}));
  EXPECT_TRUE(tensor(1.0, requires_grad()).requires_grad());
}

TEST(Tensor, RefusesRaggedAndMixedBraces) {
  EXPECT_TRUE(fails_with(ErrorKind::shape, "Expected all sub-lists to have sizes", [] {
    tensor({{1, 2}, {3}});
  }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "the same scalar type", [] {
    tensor({TensorData(1), 2.5});
  }));
}

TEST(Factories, Fill) {
  EXPECT_THAT(values(zeros({2, 2})), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(values(ones({3}, kInt)), ElementsAre(1, 1, 1));
  EXPECT_THAT(values(full({2}, 2.5)), ElementsAre(2.5, 2.5));
  EXPECT_EQ(full({2}, 7).scalar_type(), kLong);
  EXPECT_EQ(full({2}, true).scalar_type(), kBool);
  EXPECT_EQ(zeros({}).dim(), 0);
  EXPECT_EQ(zeros({3, 0, 2}).numel(), 0);
  const Tensor like = ones_like(zeros({2, 1}, kInt));
  EXPECT_EQ(like.scalar_type(), kInt);
  EXPECT_THAT(values(like), ElementsAre(1, 1));
  EXPECT_EQ(empty_like(like, kFloat).scalar_type(), kFloat);
}

TEST(Factories, Arange) {
  EXPECT_THAT(values(arange(5)), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(arange(5).scalar_type(), kLong);
  EXPECT_EQ(arange(5.0).scalar_type(), kFloat);
  EXPECT_THAT(values(arange(1, 8, 3)), ElementsAre(1, 4, 7));
  EXPECT_THAT(values(arange(2, -1, -1)), ElementsAre(2, 1, 0));
  EXPECT_THAT(values(arange(0.5, 2.1, 0.5)), ElementsAre(0.5, 1, 1.5, 2));
  EXPECT_EQ(arange(3, 3).numel(), 0);
  EXPECT_TRUE(fails_with(ErrorKind::value, "step must be nonzero", [] { arange(0, 3, 0); }));
  EXPECT_TRUE(
      fails_with(ErrorKind::value, "inconsistent with step sign", [] { arange(0, -3, 1); }));
}

TEST(Factories, FromBlobSharesAndReleases) {
  float memory[6] = {1, 2, 3, 4, 5, 6};
  int released = 0;
  {
    const Tensor blob = from_blob(memory, {2, 3}, [&](void* p) { released += p == memory; });
    EXPECT_EQ(blob.device(), Device(kCPU));
    EXPECT_EQ(blob.select(0, 1)[2].item<float>(), 6);
    blob.select(0, 0).fill_(9);
    synchronize(kCPU);
    EXPECT_EQ(memory[2], 9);
    EXPECT_EQ(blob.data_ptr<float>(), memory);
  }
  EXPECT_EQ(released, 1);
}

TEST(Factories, RefuseBadSizes) {
  EXPECT_TRUE(fails_with(ErrorKind::shape, "negative dimension -1", [] { zeros({2, -1}); }));
  EXPECT_TRUE(fails_with(ErrorKind::memory, "more elements", [] {
    empty({int64_t{1} << 40, int64_t{1} << 40});
  }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "floating point",
                         [] { zeros({2}, TensorOptions(kInt).requires_grad(true)); }));
}

TEST(Access, RefusesWhatIsNotThere) {
  const Tensor undefined;
  EXPECT_TRUE(fails_with(ErrorKind::value, "undefined", [&] { undefined.sizes(); }));
  const Tensor a = ones({2, 3}, kCPU);
  EXPECT_TRUE(fails_with(ErrorKind::index, "[-2, 1], but got 2", [&] { a.size(2); }));
  EXPECT_EQ(a.size(-1), 3);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "cannot be converted to Scalar", [&] { a.item(); }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "expected scalar type float64 but found float32",
                         [&] { a.data_ptr<double>(); }));
  EXPECT_EQ(a.nbytes(), 24u);
}

}  // namespace
}  // namespace pumice
