// A whole program for bench/startup.py: makes a small network, runs it once, reads the result.
#include <cstdio>

#include "pumice/nn.h"
#include "pumice/pumice.h"

int main(int argc, char** argv) {
  using namespace pumice;
  try {
    const Device device = argc > 1 ? Device(argv[1]) : best_device();
    NoGradGuard no_grad;
    nn::Sequential net(nn::Conv2d(nn::Conv2dOptions(1, 8, 3)), nn::ReLU(),
                       nn::MaxPool2d(nn::MaxPool2dOptions(2)), nn::Flatten(),
                       nn::Linear(8 * 13 * 13, 10));
    net->to(device);
    const Tensor y = net->forward(randn({1, 1, 28, 28}, device));
    std::printf("%s %g\n", device.str().c_str(), y.sum().item<float>());
  } catch (const Error& error) {
    std::fprintf(stderr, "first_result: %s\n", error.what());
    return 1;
  }
}
