// Batches and orders.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "pumice/pumice.h"
#include "support/paths.h"
#include "support/values.h"

namespace pumice {
namespace {

using testing::values;

TEST(Permutation, IsOneAndIsTheSameEverywhere) {
  const auto order = data::permutation(257, 42);
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (int64_t i = 0; i < 257; ++i) EXPECT_EQ(sorted[static_cast<size_t>(i)], i);
  EXPECT_EQ(order, data::permutation(257, 42));
  EXPECT_NE(order, data::permutation(257, 43));
  EXPECT_TRUE(data::permutation(0, 1).empty());
}

TEST(Permutation, PlacesEveryElementEverywhere) {
  std::vector<int> seen(25);
  for (uint64_t seed = 0; seed < 5000; ++seed) {
    const auto order = data::permutation(5, seed);
    for (size_t i = 0; i < 5; ++i) ++seen[i * 5 + static_cast<size_t>(order[i])];
  }
  for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
}

class Loader : public ::testing::Test {
 protected:
  const Tensor data_ = arange(33, TensorOptions(kFloat).device(kCPU)).reshape({11, 3});
  const Tensor target_ = arange(11, TensorOptions(kLong).device(kCPU));
};

TEST_F(Loader, GivesEveryRowOnceWithItsTarget) {
  data::DataLoader loader(data_, target_, data::DataLoaderOptions(4).shuffle(true).seed(3));
  EXPECT_EQ(loader.size(), 3u);
  std::vector<std::vector<double>> epochs;
  for (int epoch = 0; epoch < 2; ++epoch) {
    std::vector<double> rows;
    for (const data::Batch& batch : loader) {
      EXPECT_EQ(batch.data.size(0), batch.target.size(0));
      const auto data = values(batch.data), target = values(batch.target);
      for (size_t i = 0; i < target.size(); ++i)
        for (size_t j = 0; j < 3; ++j)
          EXPECT_EQ(data[i * 3 + j], target[i] * 3 + static_cast<double>(j));
      rows.insert(rows.end(), target.begin(), target.end());
    }
    epochs.push_back(rows);
    std::sort(rows.begin(), rows.end());
    EXPECT_EQ(rows, values(target_));
  }
  EXPECT_NE(epochs[0], epochs[1]);
  EXPECT_NE(epochs[0], values(target_));
}

TEST_F(Loader, DropsTheLastOnDemandAndKeepsOrderUnlessShuffled) {
  data::DataLoader loader(data_, target_, data::DataLoaderOptions(4).drop_last(true));
  EXPECT_EQ(loader.size(), 2u);
  std::vector<double> rows;
  for (const data::Batch& batch : loader)
    for (const double row : values(batch.target)) rows.push_back(row);
  EXPECT_EQ(rows, (std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST_F(Loader, RefusesWhatDoesNotFit) {
  EXPECT_THROW(data::DataLoader(data_, target_.narrow(0, 0, 5), 4), Error);
  EXPECT_THROW(data::DataLoader(data_, target_, 0), Error);
}

TEST(Image, ShrinksByAreaAndEnlargesByRepeating) {
  const Tensor image =
      tensor({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, TensorOptions(kFloat).device(kCPU))
          .reshape({1, 2, 6});
  EXPECT_EQ(values(data::resize_area(image, 1, 3)), (std::vector<double>{3.5, 5.5, 7.5}));
  const auto thirds = values(data::resize_area(image, 2, 4));
  EXPECT_NEAR(thirds[0], (0 + 0.5 * 1) / 1.5, 1e-6);
  EXPECT_NEAR(thirds[1], (0.5 * 1 + 2) / 1.5, 1e-6);
  EXPECT_EQ(values(data::resize_area(image.narrow(2, 0, 2), 2, 4)),
            (std::vector<double>{0, 0, 1, 1, 6, 6, 7, 7}));
}

TEST(Image, ReadsPng) {
  const std::string path = testing::source_dir() + "/tools/digits/samples/3.png";
  const Tensor grey = data::read_image(path, 1), colour = data::read_image(path, 3);
  EXPECT_EQ(grey.sizes().vec(), (std::vector<int64_t>{1, 64, 64}));
  EXPECT_EQ(colour.sizes().vec(), (std::vector<int64_t>{3, 64, 64}));
  const auto pixels = values(grey);
  EXPECT_EQ(*std::min_element(pixels.begin(), pixels.end()), 0);
  EXPECT_GT(*std::max_element(pixels.begin(), pixels.end()), 0.9);
  EXPECT_THROW(data::read_image(path, 2), Error);
}

TEST(MNIST, ReadsTheDigits) {
  const std::string root = testing::source_dir() + "/tools/digits";
  using data::datasets::MNIST;
  const MNIST train(root), test(root, MNIST::Mode::kTest);
  EXPECT_EQ(train.size(), 1437u);
  EXPECT_EQ(test.size(), 360u);
  EXPECT_EQ(train.images().sizes().vec(), (std::vector<int64_t>{1437, 1, 8, 8}));
  EXPECT_EQ(train.classes(), 10);
  std::vector<int> counts(10);
  for (const double label : values(test.targets())) ++counts[static_cast<size_t>(label)];
  for (const int count : counts) EXPECT_EQ(count, 36);
}

}  // namespace
}  // namespace pumice
