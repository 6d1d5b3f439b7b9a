// Data sets, transforms, samplers, and the loader over them.
#include <algorithm>
#include <set>

#include "support/values.h"

namespace pumice {
namespace {

using namespace data;
using ::testing::ElementsAre;
using testing::fails_with;
using testing::values;

// Element i: data (1, 1, 2) of i and -i, target i % 3.
struct Counting : datasets::Dataset<Counting> {
  explicit Counting(size_t size) : size_(size) {}
  Example<> get(size_t index) override {
    const auto i = static_cast<double>(index);
    return {tensor({{{i, -i}}}, kCPU), tensor(static_cast<int64_t>(index % 3), kCPU)};
  }
  std::optional<size_t> size() const override { return size_; }
  size_t size_;
};

std::vector<double> first_values(const Tensor& data) {
  return values(data.flatten(1).select(1, 0));
}

TEST(DataSet, MapsAndStacks) {
  auto mapped = Counting(5).map(transforms::Normalize<>(1.0, 2.0)).map(transforms::Stack<>());
  const std::vector<size_t> indices{4, 0};
  const auto batch = mapped.get_batch(indices);
  EXPECT_THAT(batch.data.sizes().vec(), ElementsAre(2, 1, 1, 2));
  EXPECT_THAT(first_values(batch.data), ElementsAre(1.5, -0.5));
  EXPECT_THAT(values(batch.target), ElementsAre(1, 0));
  EXPECT_EQ(mapped.size(), 5u);
  auto doubled = Counting(3).map(transforms::Lambda<Example<>>([](Example<> e) {
    e.data = e.data * 2.0;
    return e;
  }));
  EXPECT_EQ(values(doubled.get_batch(std::vector<size_t>{2})[0].data)[0], 4);
  auto rows = datasets::TensorDataset(tensor({{1.0, 2.0}, {3.0, 4.0}}, kCPU))
                  .map(transforms::Stack<TensorExample>());
  EXPECT_THAT(values(rows.get_batch(std::vector<size_t>{1}).data), ElementsAre(3, 4));
}

TEST(Samplers, CoverEveryIndexOnce) {
  samplers::SequentialSampler sequential(5);
  EXPECT_THAT(*sequential.next(3), ElementsAre(0, 1, 2));
  EXPECT_THAT(*sequential.next(3), ElementsAre(3, 4));
  EXPECT_FALSE(sequential.next(3));
  sequential.reset(1);
  EXPECT_THAT(*sequential.next(3), ElementsAre(0));
  samplers::RandomSampler random(100);
  std::set<size_t> seen;
  std::vector<size_t> order;
  while (const auto batch = random.next(7)) {
    seen.insert(batch->begin(), batch->end());
    order.insert(order.end(), batch->begin(), batch->end());
  }
  EXPECT_EQ(seen.size(), 100u);
  EXPECT_EQ(order.size(), 100u);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  random.reset();
  EXPECT_NE(*random.next(100), order);
}

TEST(LoaderOverSets, GivesBatchesInOrder) {
  for (const size_t workers : {0, 1, 3}) {
    auto loader = make_data_loader<samplers::SequentialSampler>(
        Counting(10).map(transforms::Stack<>()), DataLoaderOptions(4).workers(workers));
    for (int epoch = 0; epoch < 2; ++epoch) {
      std::vector<double> all;
      for (auto& batch : *loader)
        for (const double v : first_values(batch.data)) all.push_back(v);
      EXPECT_THAT(all, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    }
  }
}

TEST(LoaderOverSets, Options) {
  auto loader = make_data_loader<samplers::SequentialSampler>(
      Counting(10).map(transforms::Stack<>()), DataLoaderOptions(4).drop_last(true));
  int batches = 0;
  for (auto& batch : *loader) batches += batch.data.size(0) == 4;
  EXPECT_EQ(batches, 2);
  auto shuffled = make_data_loader(Counting(50), 50);
  const auto all = *shuffled->begin();
  EXPECT_EQ(all.size(), 50u);
  EXPECT_TRUE(fails_with(ErrorKind::value, "batch_size", [] { make_data_loader(Counting(3), 0); }));
}

struct Failing : datasets::Dataset<Failing> {
  Example<> get(size_t index) override {
    if (index == 5) throw Error(ErrorKind::value, "no example 5");
    return {ones({1}, kCPU), zeros({1}, kCPU)};
  }
  std::optional<size_t> size() const override { return 8; }
};

TEST(LoaderOverSets, ErrorsOfWorkersComeOut) {
  auto loader = make_data_loader<samplers::SequentialSampler>(Failing().map(transforms::Stack<>()),
                                                              DataLoaderOptions(2).workers(2));
  EXPECT_TRUE(fails_with(ErrorKind::value, "no example 5", [&] {
    for (auto& batch : *loader) EXPECT_EQ(batch.data.size(0), 2);
  }));
}

TEST(LoaderOverSets, OneEpochAtATime) {
  auto loader =
      make_data_loader<samplers::SequentialSampler>(Counting(8), DataLoaderOptions(2).workers(1));
  {
    auto first = loader->begin();
    EXPECT_EQ(first->size(), 2u);
    EXPECT_TRUE(fails_with(ErrorKind::value, "not yet exhausted", [&] { loader->begin(); }));
  }
  loader->join();
  EXPECT_EQ(loader->begin()->size(), 2u);
}

}  // namespace
}  // namespace pumice
