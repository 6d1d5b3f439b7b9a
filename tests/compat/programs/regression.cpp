// A multilayer perceptron learns a curve: module definitions, an optimizer, a training loop.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>

// A layer of one's own, in libtorch's namespace as libtorch-based libraries do it.
namespace torch {
namespace nn {
class SineImpl : public Module {
 public:
  explicit SineImpl(double frequency) : frequency_(frequency) {}
  Tensor forward(const Tensor& input) { return torch::sin(input * frequency_); }
  void pretty_print(std::ostream& stream) const override {
    stream << "Sine(frequency=" << frequency_ << ")";
  }

 private:
  double frequency_;
};
TORCH_MODULE(Sine);
}  // namespace nn
}  // namespace torch

struct NetImpl : torch::nn::Module {
  NetImpl(int64_t inputs, int64_t hidden)
      : first(torch::nn::LinearOptions(inputs, hidden)),
        second(register_module("second", torch::nn::Linear(hidden, hidden))),
        out(torch::nn::LinearOptions(hidden, 1).bias(false)),
        wave(0.5) {
    register_module("first", first);
    register_module("wave", wave);
    register_module("out", out);
    scale = register_parameter("scale", torch::ones({1}));
    steps = register_buffer("steps", torch::zeros({1}, torch::kLong));
  }

  torch::Tensor forward(torch::Tensor x) {
    x = torch::tanh(first->forward(x));
    x = wave(second(x)) + x;
    return out->forward(x) * scale;
  }

  torch::nn::Linear first, second, out;
  torch::nn::Sine wave;
  torch::Tensor scale, steps;
};
TORCH_MODULE(Net);

// Weights that do not depend on any library's random numbers.
void fill(torch::nn::Module& module) {
  torch::NoGradGuard no_grad;
  double seed = 1;
  for (auto& item : module.named_parameters()) {
    torch::Tensor& weight = item.value();
    if (weight.numel() == 1) continue;
    auto ramp = torch::arange(weight.numel(), torch::kFloat32) + seed;
    weight.copy_((torch::sin(ramp * 12.9898) * 0.4).view(weight.sizes()));
    seed += 1;
  }
}

int main() {
  const torch::Device device(torch::kCPU);
  Net net(2, 16);
  net->to(device);
  fill(*net);
  std::cout << net << "\n";
  for (const auto& item : net->named_parameters())
    std::cout << item.key() << " " << item.value().sizes() << "\n";

  const auto options = torch::TensorOptions().dtype(torch::kFloat32).device(device);
  const auto t = torch::arange(64, options) / 64.0;
  const auto inputs = torch::stack({t, t * t}, /*dim=*/1);
  const auto targets = torch::sin(t * 6.0).unsqueeze(1) * 0.7;

  torch::optim::Adam adam(net->parameters(), torch::optim::AdamOptions(0.02).weight_decay(1e-4));
  for (int step = 0; step <= 100; ++step) {
    adam.zero_grad();
    const auto loss = torch::mse_loss(net(inputs), targets);
    loss.backward();
    adam.step();
    net->steps += 1;
    if (step % 20 == 0) std::printf("adam %d loss %.5f\n", step, loss.item<double>());
  }

  torch::optim::SGD sgd({torch::optim::OptimizerParamGroup({net->out->weight}),
                         torch::optim::OptimizerParamGroup({net->scale})},
                        torch::optim::SGDOptions(0.01).momentum(0.9).nesterov(true));
  static_cast<torch::optim::SGDOptions&>(sgd.param_groups()[1].options()).lr(0.001);
  for (int step = 0; step < 10; ++step) {
    auto closure = [&] {
      sgd.zero_grad();
      auto loss = torch::nn::functional::mse_loss(net->forward(inputs), targets);
      loss.backward();
      return loss;
    };
    const torch::Tensor loss = sgd.step(closure);
    if (step == 9) std::printf("sgd loss %.5f\n", loss.item<float>());
  }
  std::printf("steps %lld scale %.4f\n", static_cast<long long>(net->steps.item<int64_t>()),
              net->scale.item<float>());

  net->eval();
  torch::NoGradGuard no_grad;
  const auto predicted = net->forward(inputs.slice(0, 0, 64, 16));
  std::cout << "close "
            << (predicted - targets.slice(0, 0, 64, 16)).abs().max().lt(0.8).item<bool>() << "\n";
  std::cout << std::boolalpha << predicted.requires_grad() << " " << net->is_training() << "\n";
}
