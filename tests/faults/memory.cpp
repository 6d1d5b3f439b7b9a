// Running out of device memory in a program: an error, after which everything can be used.
#include <gmock/gmock.h>

#include <cmath>

#include "child.h"
#include "pumice/nn.h"
#include "pumice/optim.h"
#include "pumice/pumice.h"

namespace pumice {
namespace {

constexpr int64_t kFew = 1000, kTooMany = 24 << 20;

std::vector<float> values(const Tensor& t) {
  const Tensor host = t.cpu().contiguous();
  return {host.data_ptr<float>(), host.data_ptr<float>() + host.numel()};
}

template <class Work>
void runs_out(Work work) {
  try {
    work();
    ADD_FAILURE() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::memory) << e.what();
    EXPECT_THAT(e.what(), ::testing::HasSubstr("out of memory"));
  }
}

void check_tensors() {
  const Tensor x = arange(kFew, kFloat), y = x * 2;
  const Tensor huge = ones({kTooMany}), from_huge = huge.narrow(0, 0, kFew) + x;
  const Tensor later = y + 1;
  runs_out([&] { synchronize(default_device()); });
  for (const auto& [tensor, factor, shift] :
       {std::tuple{x, 1.0f, 0.0f}, {y, 2.0f, 0.0f}, {later, 2.0f, 1.0f}}) {
    const auto v = values(tensor);
    for (size_t i = 0; i < v.size(); ++i) ASSERT_EQ(v[i], factor * static_cast<float>(i) + shift);
  }
  EXPECT_THROW(values(from_huge), Error);
  EXPECT_THROW(values(huge), Error);
}

/// A step that is too large leaves the weights as they were, and training goes on.
void check_training() {
  nn::Sequential net(nn::Linear(16, 32), nn::ReLU(), nn::Linear(32, 1));
  optim::Adam adam(net->parameters(), optim::AdamOptions(1e-2));
  const auto step = [&](int64_t rows) {
    adam.zero_grad();
    const Tensor loss = mse_loss(net->forward(ones({rows, 16})), zeros({rows, 1}));
    loss.backward();
    adam.step();
    return loss;
  };
  const double first = step(8).item<double>();
  std::vector<std::vector<float>> weights;
  for (const Tensor& p : net->parameters()) weights.push_back(values(p));
  runs_out([&] { step(kTooMany / 32).item<double>(); });
  for (size_t i = 0; i < weights.size(); ++i) EXPECT_EQ(values(net->parameters()[i]), weights[i]);
  double last = first;
  for (int i = 0; i < 5; ++i) last = step(8).item<double>();
  EXPECT_LT(last, first);
}

void check_captures() {
  const auto doubled = [](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{in[0].reshape({-1, 1}).expand({in[0].numel(), 1024}).sum(1)};
  };
  const auto held = [](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{in[0].reshape({-1, 1}) + zeros({1, kTooMany / kFew})};
  };
  runs_out([&] { capture(held, {arange(kFew, kFloat)}); });
  Captured small = capture(doubled, {arange(kFew, kFloat)});
  EXPECT_EQ(values(small({arange(kFew, kFloat)})[0])[3], 3.0f * 1024);
}

TEST(Memory, RunningOutLeavesEverythingUsable) {
  if (in_child()) {
    check_tensors();
    check_training();
    check_captures();
    return;
  }
  const ChildResult result = run_again({{"PUMICE_MEMORY_LIMIT", "64M"}});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
}

}  // namespace
}  // namespace pumice
