// Errors that kernels find: out-of-range indices and zero divisors on every device, and in
// captures.
#include <cmath>
#include <thread>

#include "pumice/capture.h"
#include "support/values.h"

namespace pumice {
namespace {

using ::testing::Each;
using testing::fails_with;
using testing::values;

Tensor longs(const std::vector<int64_t>& items) { return tensor(items); }

const char* const kOutside = "index 7 is out of bounds for dimension 0 with size 3";

// A call's error comes with the call on the CPU, elsewhere when the host waits.
TEST(Bounds, AreRaisedWhenTheHostWaits) {
  const Tensor x = testing::random({3, 4});
  for (const auto& wait : std::vector<std::function<void(const Tensor&)>>{
           [](const Tensor&) { synchronize(default_device()); },
           [](const Tensor& y) { y.sum().item<float>(); },
           [](const Tensor& y) { values(y); },
       })
    EXPECT_TRUE(fails_with(ErrorKind::index, kOutside, [&] { wait(x.index({longs({0, 7, 2})})); }));
  synchronize(default_device());  // raised once
  EXPECT_EQ(values(x.index({longs({2, -3})})).size(), 8u);
}

TEST(Bounds, NameTheOffendingValue) {
  const auto fails = [](ErrorKind kind, const char* text, const auto& f) {
    EXPECT_TRUE(fails_with(kind, text, [&] { values(f()); }));
  };
  const Tensor x = testing::random({3, 4});
  fails(ErrorKind::index, "index -4 is out of bounds for dimension 0 with size 3",
        [&] { return x.index({longs({-4})}); });
  fails(ErrorKind::index, "index 4 is out of bounds for dimension 1 with size 4", [&] {
    return x.index({longs({2}), longs({4})});
  });
  fails(ErrorKind::value, "gather: index -1 is out of bounds for dimension 0 with size 3", [&] {
    return x.gather(0, longs({0, -1}).view({1, 2}));
  });
  fails(ErrorKind::index, "Target 4 is out of bounds.", [&] {
    return cross_entropy_loss(x, longs({0, 4, 1}));
  });
  fails(ErrorKind::value, "Number of elements of source < number of ones in mask", [&] {
    return x.masked_scatter(ones({3, 4}, kBool), testing::random({11}));
  });
  fails(ErrorKind::value, "Class values must be smaller than num_classes.", [&] {
    return one_hot(longs({0, 3}), 3);
  });
  fails(ErrorKind::value, "ZeroDivisionError", [&] {
    return longs({4, 5}).remainder(longs({2, 0}));
  });
  for (const double p : {-0.25, 1.25, std::nan("")})
    fails(ErrorKind::value, "Expected p_in >= 0 && p_in <= 1 to be true", [&] {
      return bernoulli(tensor({0.5, p, 1.0}).to(kFloat));
    });
  fails(ErrorKind::value, "probability tensor contains either `inf`, `nan` or element < 0", [&] {
    return multinomial(tensor({0.5f, -1.0f}), 1);
  });
  fails(ErrorKind::value, "invalid multinomial distribution (sum of probabilities <= 0)", [&] {
    return multinomial(zeros({2, 3}), 1);
  });
}

TEST(Bounds, LeaveTensorsOutsideTheRangeAlone) {
  const Tensor x = zeros({3});
  EXPECT_TRUE(fails_with(ErrorKind::index, kOutside, [&] {
    x.index_put_({longs({7})}, 1);
    values(x);
  }));
  EXPECT_THAT(values(x), Each(0));
}

TEST(Bounds, IgnoredTargetsAreNotOutside) {
  const Tensor x = testing::random({3, 4});
  EXPECT_EQ(values(cross_entropy_loss(x, longs({0, -100, 1}))).size(), 1u);
}

TEST(Bounds, CapturesRaiseAtEachRun) {
  const Tensor x = testing::random({3, 4}), good = longs({0, 2, 1}), bad = longs({0, 7, 1});
  auto work =
      capture([&](const std::vector<Tensor>& in) { return std::vector{x.index({in[0]})}; }, {good});
  const std::vector<double> want = values(x.index({good}));
  EXPECT_EQ(values(work({good})[0]), want);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(fails_with(ErrorKind::index, kOutside, [&] { values(work({bad})[0]); }));
    EXPECT_EQ(values(work({good})[0]), want);
  }
}

TEST(Bounds, ManyChecksShareTheSlots) {
  const Tensor x = testing::random({3, 4}), good = longs({0, 2, 1});
  Tensor sum = zeros({3, 4});
  for (int i = 0; i < 200; ++i) sum = sum + x.index({good});
  EXPECT_EQ(values(sum).size(), 12u);
  EXPECT_TRUE(fails_with(ErrorKind::index, kOutside, [&] {
    for (int i = 0; i < 200; ++i) sum = sum + x.index({i == 60 ? longs({7, 0, 0}) : good});
    values(sum);
  }));
}

TEST(Bounds, BelongToTheThreadThatRecordedThem) {
  const Tensor x = testing::random({3, 4});
  synchronize(default_device());
  bool other = false;
  std::thread([&] {
    other = bool(fails_with(ErrorKind::index, kOutside, [&] { values(x.index({longs({7})})); }));
  }).join();
  EXPECT_TRUE(other);
  synchronize(default_device());
}

// Plans repeat although checks take slots.
TEST(Bounds, ChecksDoNotMakePlansAnew) {
  const Tensor x = testing::random({3, 4}), good = longs({0, 2, 1});
  const auto step = [&] { values((x.index({good}) * 2).sum()); };
  for (int i = 0; i < 4; ++i) step();
  const uint64_t before = statistics(default_device()).plans_made;
  for (int i = 0; i < 4; ++i) step();
  EXPECT_EQ(statistics(default_device()).plans_made, before);
}

}  // namespace
}  // namespace pumice
