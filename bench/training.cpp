// The small CNN (conv32-conv64-fc128-fc10 on 28x28, N = 64): one SGD step, eager and captured.
#include "cases.h"
#include "pumice/nn.h"
#include "pumice/optim.h"

namespace pumice::bench {
namespace {

constexpr int64_t kBatch = 64;

/// The network, its optimizer and one batch.
struct Training {
  explicit Training(Device device)
      : net(nn::Conv2d(nn::Conv2dOptions(1, 32, 3)), nn::ReLU(),
            nn::Conv2d(nn::Conv2dOptions(32, 64, 3)), nn::ReLU(),
            nn::MaxPool2d(nn::MaxPool2dOptions(2)), nn::Flatten(), nn::Linear(64 * 12 * 12, 128),
            nn::ReLU(), nn::Linear(128, 10)),
        images(randn({kBatch, 1, 28, 28}, device)),
        labels(randint(10, {kBatch}, TensorOptions(kLong).device(device))) {
    net->to(device);
    sgd = std::make_unique<optim::SGD>(net->parameters(), optim::SGDOptions(0.01));
  }

  Tensor step(const Tensor& x, const Tensor& y) {
    sgd->zero_grad();
    Tensor loss = cross_entropy_loss(net->forward(x), y);
    loss.backward();
    sgd->step();
    return loss;
  }

  nn::Sequential net;
  std::unique_ptr<optim::SGD> sgd;
  Tensor images, labels;
};

/// Multiply-adds of the step: forward, and about twice that backward.
double step_flops() {
  const double conv1 = 26. * 26 * 32 * 9, conv2 = 24. * 24 * 64 * 32 * 9;
  const double fc = 64. * 12 * 12 * 128 + 128 * 10;
  return 3 * 2 * kBatch * (conv1 + conv2 + fc);
}

}  // namespace

std::vector<Case> training_cases() {
  return {
      {"train_cnn/eager", step_flops(), 0,
       [](Device device) {
         auto training = std::make_shared<Training>(device);
         return
             [training] { return std::vector{training->step(training->images, training->labels)}; };
       }},
      {"train_cnn/captured", step_flops(), 0,
       [](Device device) {
         auto training = std::make_shared<Training>(device);
         Captured step = capture(
             [training](const std::vector<Tensor>& batch) {
               return std::vector<Tensor>{training->step(batch[0], batch[1])};
             },
             {training->images, training->labels});
         // From the host, as a data loader would hand them over.
         return [step, training, x = training->images.cpu(), y = training->labels.cpu()]() mutable {
           return step({x, y});
         };
       }},
  };
}

}  // namespace pumice::bench
