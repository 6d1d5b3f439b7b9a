// A whole training step with convolution, pooling, dropout and Adam, captured against eager.
#include <gtest/gtest.h>

#include "pumice/capture.h"
#include "pumice/nn.h"
#include "pumice/optim/adam.h"
#include "pumice/pumice.h"

namespace pumice::testing {
namespace {

using Tensors = std::vector<Tensor>;

constexpr int kSteps = 15;

/// A small network, made from the same seed each time.
struct Trainer {
  nn::Sequential net;
  std::unique_ptr<optim::Adam> adam;

  explicit Trainer(Device device) {
    manual_seed(5);
    net = nn::Sequential(nn::Conv2d(nn::Conv2dOptions(1, 6, 3).padding(1)), nn::ReLU(),
                         nn::MaxPool2d(nn::MaxPool2dOptions(2)),
                         nn::Conv2d(nn::Conv2dOptions(6, 10, 3).padding(1)), nn::ReLU(),
                         nn::Flatten(), nn::Dropout(0.3), nn::Linear(10 * 4 * 4, 5));
    net->to(device);
    net->train();
    adam = std::make_unique<optim::Adam>(net->parameters(), optim::AdamOptions(3e-3));
    manual_seed(9);
  }
  Tensors step(const Tensors& in) {
    adam->zero_grad();
    const Tensor loss = cross_entropy_loss(net->forward(in[0]), in[1]);
    loss.backward();
    adam->step();
    return {loss};
  }
};

Tensors batch_of(int step, Device device) {
  std::vector<float> pixels;
  std::vector<int64_t> labels;
  for (int i = 0; i < 7; ++i) {
    labels.push_back((i + step) % 5);
    for (int k = 0; k < 64; ++k)
      pixels.push_back(static_cast<float>((k * (labels.back() + 2) + i * 3 + step) % 17) / 17);
  }
  return {tensor(pixels).reshape({7, 1, 8, 8}).to(device), tensor(labels).to(device)};
}

TEST(CaptureNetwork, TrainsLikeEagerWithLittleMemory) {
  const Device device = default_device();
  std::vector<float> eager;
  {
    Trainer trainer(device);
    for (int i = 0; i < kSteps; ++i)
      eager.push_back(trainer.step(batch_of(i, device))[0].item<float>());
  }
  Trainer trainer(device);
  Captured step = capture([&](const Tensors& in) { return trainer.step(in); }, batch_of(0, device));
  Statistics before;
  for (int i = 0; i < kSteps; ++i) {
    if (i == 1) before = statistics(device);
    const float loss = step(batch_of(i, Device(kCPU)))[0].item<float>();
    EXPECT_NEAR(loss, eager[static_cast<size_t>(i)], 1e-4f * (1 + std::abs(loss))) << i;
  }
  EXPECT_LT(eager.back(), eager.front());
  const Statistics after = statistics(device);
  EXPECT_EQ(after.plans_made, before.plans_made);
  EXPECT_EQ(after.allocations, before.allocations);
  EXPECT_EQ(after.pipelines_created, before.pipelines_created);
  EXPECT_EQ(after.fallbacks, before.fallbacks);
  EXPECT_LE(after.bytes_planned - before.bytes_planned,
            (after.bytes_without_aliasing - before.bytes_without_aliasing) * 6 / 10);
}

}  // namespace
}  // namespace pumice::testing
