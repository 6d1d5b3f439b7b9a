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

TEST(Factories, ArangeCountsAsPyTorchDoes) {
  const int64_t big = int64_t{1} << 53;
  EXPECT_EQ(arange(big, big + 3).numel(), 3);
  EXPECT_EQ(arange(-big - 1, -big - 4, -1).numel(), 3);
  EXPECT_EQ(arange(0, 1, 0.1).numel(), 10);
  EXPECT_EQ(arange(0, 7, 3, kFloat).numel(), 3);
  EXPECT_EQ(arange(5, TensorOptions(kDouble)).scalar_type(), kDouble);
  EXPECT_EQ(arange(2, 5, kHalf).scalar_type(), kHalf);
  EXPECT_THAT(values(range(1, 2, 0.5)), ElementsAre(1, 1.5, 2));
}

TEST(Factories, SpaceEvenly) {
  EXPECT_THAT(values(linspace(0, 1, 5)), ElementsAre(0, 0.25, 0.5, 0.75, 1));
  EXPECT_THAT(values(linspace(-3, 3, 1)), ElementsAre(-3));
  EXPECT_THAT(values(linspace(0, 10, 4, kLong)), ElementsAre(0, 3, 6, 10));
  EXPECT_EQ(linspace(0, 1, 0).numel(), 0);
  EXPECT_EQ(linspace(0, 1, 11).select(0, -1).item<float>(), 1.0f);
  EXPECT_THAT(values(logspace(0, 3, 4)), ElementsAre(1, 10, 100, 1000));
  EXPECT_THAT(values(logspace(0, 3, 4, 2)), ElementsAre(1, 2, 4, 8));
  EXPECT_TRUE(fails_with(ErrorKind::value, "number of steps must be non-negative",
                         [] { linspace(0, 1, -1); }));
}

TEST(Factories, Eye) {
  EXPECT_THAT(values(eye(2)), ElementsAre(1, 0, 0, 1));
  EXPECT_THAT(values(eye(2, 3, kInt)), ElementsAre(1, 0, 0, 0, 1, 0));
  EXPECT_THAT(values(eye(3, 2)), ElementsAre(1, 0, 0, 1, 0, 0));
  EXPECT_EQ(eye(0).sizes(), IntArrayRef({0, 0}));
  EXPECT_TRUE(eye(2, requires_grad()).requires_grad());
  EXPECT_TRUE(
      fails_with(ErrorKind::value, "n must be greater or equal to 0, got -1", [] { eye(-1); }));
}

TEST(Factories, Strided) {
  const Tensor t = empty_strided({2, 3}, {1, 2});
  EXPECT_EQ(t.strides(), IntArrayRef({1, 2}));
  t.fill_(3);
  EXPECT_THAT(values(t), ElementsAre(3, 3, 3, 3, 3, 3));
  EXPECT_TRUE(fails_with(
      ErrorKind::shape, "dimensionality of sizes (2) must match dimensionality of strides (1)", [] {
        empty_strided({2, 3}, {1});
      }));
}

TEST(Factories, OfATensorsKind) {
  const Tensor like = zeros({2}, kLong).to(kInt);
  EXPECT_EQ(like.new_empty({3}).scalar_type(), kInt);
  EXPECT_EQ(like.new_ones({3}, kFloat).scalar_type(), kFloat);
  EXPECT_THAT(values(like.new_full({2}, 7)), ElementsAre(7, 7));
  EXPECT_EQ(like.new_zeros({2}).device(), like.device());
  EXPECT_EQ(like.new_empty_strided({2}, {3}).stride(0), 3);
  EXPECT_EQ(scalar_tensor(2).scalar_type(), kFloat);
  EXPECT_EQ(scalar_tensor(2, kLong).item<int64_t>(), 2);
}

TEST(Tensor, TakesHalvesAndBools) {
  EXPECT_EQ(tensor({Half(1.5f), Half(2.5f)}).scalar_type(), kHalf);
  EXPECT_THAT(values(tensor(std::vector<BFloat16>{1.5f, 2.0f}, TensorOptions(kCPU))),
              ElementsAre(1.5, 2));
  EXPECT_EQ(tensor({{true, false}}).scalar_type(), kBool);
  EXPECT_EQ(tensor(std::vector<int16_t>{1}).scalar_type(), kShort);
  EXPECT_EQ(tensor(ArrayRef<double>({1, 2})).numel(), 2);
}

TEST(Factories, FromBlobTakesStrides) {
  double memory[7] = {0, 1, 2, 3, 4, 5, 6};
  int released = 0;
  {
    const Tensor t = from_blob(
        memory, {3, 2}, {1, 3}, [&](void*) { ++released; }, kFloat64);
    EXPECT_THAT(values(t), ElementsAre(0, 3, 1, 4, 2, 5));
    const Tensor late = from_blob(memory, {2}, {2}, 2, nullptr, kFloat64);
    EXPECT_THAT(values(late), ElementsAre(2, 4));
    EXPECT_EQ(late.storage_offset(), 2);
    late.fill_(9);
    synchronize(kCPU);
    EXPECT_EQ(memory[4], 9);
  }
  EXPECT_EQ(released, 1);
  EXPECT_TRUE(fails_with(ErrorKind::device, "cannot be a tensor of cuda",
                         [&] { from_blob(memory, {2}, nullptr, kFloat64, Device(kCUDA)); }));
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
  EXPECT_TRUE(fails_with(ErrorKind::shape, "Storage size calculation overflowed", [] {
    empty({int64_t{1} << 40, int64_t{1} << 40});
  }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "floating point",
                         [] { zeros({2}, TensorOptions(kInt).requires_grad(true)); }));
}

TEST(Access, RefusesWhatIsNotThere) {
  const Tensor undefined;
  EXPECT_TRUE(fails_with(ErrorKind::value, "undefined", [&] { undefined.strides(); }));
  const Tensor a = ones({2, 3}, kCPU);
  EXPECT_TRUE(fails_with(ErrorKind::index, "[-2, 1], but got 2", [&] { a.size(2); }));
  EXPECT_EQ(a.size(-1), 3);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "cannot be converted to Scalar", [&] { a.item(); }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "expected scalar type Double but found Float",
                         [&] { a.data_ptr<double>(); }));
  EXPECT_EQ(a.nbytes(), 24u);
}

}  // namespace
}  // namespace pumice
