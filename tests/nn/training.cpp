// Whole training steps: captured ones equal eager ones, seeds repeat, losses fall.
#include <cmath>

#include "nn/support.h"

namespace pumice {
namespace {

using testing::values;

constexpr int kSteps = 50, kBatch = 8;

nn::Sequential make_net() {
  return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(1, 5, 3).padding(1).bias(false)),
                        nn::BatchNorm2d(5), nn::ReLU(), nn::MaxPool2d(2), nn::Flatten(),
                        nn::Linear(45, 11), nn::GELU(), nn::Dropout(0.3), nn::Linear(11, 3));
}

struct Outcome {
  std::vector<double> losses, weights, buffers;
};

/// Trains on three classes of noisy stripes, with a rate that changes half way.
Outcome train(bool captured, uint64_t seed) {
  manual_seed(seed);
  const Device device = default_device();
  nn::Sequential net = make_net();
  optim::Adam adam(net->parameters(), optim::AdamOptions(5e-3));
  const auto step = [&](const std::vector<Tensor>& in) {
    const Tensor loss = nn::functional::cross_entropy(net(in[0]), in[1]);
    loss.backward();
    adam.step();
    adam.zero_grad();
    return std::vector<Tensor>{loss.detach()};
  };
  const auto batch = [&](int s) {
    std::vector<float> pixels;
    std::vector<int64_t> labels;
    const auto noise = data::permutation(kBatch * 36, seed * 1000 + static_cast<uint64_t>(s));
    for (int n = 0; n < kBatch; ++n) {
      const int label = (n * 7 + s) % 3;
      labels.push_back(label);
      for (int i = 0; i < 36; ++i)
        pixels.push_back((i % 3 == label ? 1.0f : 0.0f) +
                         static_cast<float>(noise[pixels.size()] % 64) / 64.0f);
    }
    return std::vector<Tensor>{tensor(pixels, Device(kCPU)).reshape({kBatch, 1, 6, 6}),
                               tensor(labels, Device(kCPU))};
  };
  std::optional<Captured> replay;
  Outcome run;
  for (int s = 0; s < kSteps; ++s) {
    if (s == kSteps / 2) adam.param_groups()[0].options().set_lr(1e-3);
    const auto in = batch(s);
    if (!captured) {
      run.losses.push_back(step({in[0].to(device), in[1].to(device)})[0].item<double>());
      continue;
    }
    if (!replay) replay = capture(step, {in[0].to(device), in[1].to(device)});
    run.losses.push_back((*replay)(in)[0].item<double>());
  }
  for (const Tensor& parameter : net->parameters())
    for (const double value : values(parameter)) run.weights.push_back(value);
  for (const Tensor& buffer : net->buffers())
    for (const double value : values(buffer)) run.buffers.push_back(value);
  return run;
}

void expect_near(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i)
    ASSERT_NEAR(a[i], b[i], tolerance * (1 + std::abs(b[i]))) << "at " << i;
}

TEST(Training, CapturedEqualsEager) {
  const Outcome eager = train(false, 7), captured = train(true, 7);
  expect_near(captured.losses, eager.losses, 1e-4);
  expect_near(captured.weights, eager.weights, 1e-4);
  expect_near(captured.buffers, eager.buffers, 1e-4);
}

TEST(Training, LossFalls) {
  const Outcome run = train(true, 3);
  const auto mean = [&](int first) {
    double sum = 0;
    for (int i = first; i < first + 10; ++i) sum += run.losses[static_cast<size_t>(i)];
    return sum / 10;
  };
  EXPECT_LT(mean(kSteps - 10), 0.6 * mean(0));
}

TEST(Training, SameSeedSameRun) {
  const Outcome a = train(true, 5), b = train(true, 5), c = train(true, 6);
  EXPECT_EQ(a.losses, b.losses);
  EXPECT_EQ(a.weights, b.weights);
  EXPECT_NE(a.losses, c.losses);
}

TEST(Training, SteadyStateMakesNothingNew) {
  manual_seed(1);
  const Device device = default_device();
  nn::Sequential net = make_net();
  optim::AdamW adam(net->parameters(), optim::AdamWOptions(1e-3));
  const auto step = [&](const std::vector<Tensor>& in) {
    nn::functional::cross_entropy(net(in[0]), in[1]).backward();
    adam.step();
    adam.zero_grad();
    return std::vector<Tensor>{};
  };
  const Tensor images = randn({kBatch, 1, 6, 6}, Device(kCPU)),
               labels = zeros({kBatch}, TensorOptions(kLong).device(kCPU));
  auto replay = capture(step, {images.to(device), labels.to(device)});
  for (int i = 0; i < 5; ++i) replay({images, labels});
  synchronize(device);
  const Statistics before = statistics(device);
  for (int i = 0; i < 10; ++i) replay({images, labels});
  const Statistics after = statistics(device);
  EXPECT_EQ(after.allocations, before.allocations);
  EXPECT_EQ(after.pipelines_created, before.pipelines_created);
  EXPECT_EQ(after.plans_made, before.plans_made);
  EXPECT_EQ(after.fallbacks, before.fallbacks);
  EXPECT_EQ(after.host_waits, before.host_waits);
  EXPECT_EQ(after.submits - before.submits, 10u);
}

}  // namespace
}  // namespace pumice
