// Dense cases: square products and the convolutions of ResNet-18.
#include <fmt/core.h>

#include "cases.h"

namespace pumice::bench {

std::vector<Case> matmul_cases() {
  std::vector<Case> cases;
  for (int64_t n : {256, 512, 1024, 2048}) {
    const double d = static_cast<double>(n);
    cases.push_back({fmt::format("matmul/{}", n), 2 * d * d * d, 12 * d * d, [n](Device device) {
                       const Tensor a = randn({n, n}, device), b = randn({n, n}, device);
                       return [a, b] {
                         NoGradGuard no_grad;
                         return std::vector{mm(a, b)};
                       };
                     }});
  }
  return cases;
}

namespace {

/// A convolution of ResNet-18 on 224x224 images.
struct Layer {
  const char* name;
  int64_t channels, size, out, kernel, stride;
};
constexpr Layer kResNet18[] = {
    {"conv1", 3, 224, 64, 7, 2},         {"layer1", 64, 56, 64, 3, 1},
    {"layer2.0", 64, 56, 128, 3, 2},     {"layer2.down", 64, 56, 128, 1, 2},
    {"layer2", 128, 28, 128, 3, 1},      {"layer3.0", 128, 28, 256, 3, 2},
    {"layer3.down", 128, 28, 256, 1, 2}, {"layer3", 256, 14, 256, 3, 1},
    {"layer4.0", 256, 14, 512, 3, 2},    {"layer4.down", 256, 14, 512, 1, 2},
    {"layer4", 512, 7, 512, 3, 1}};

enum class Pass { forward, backward };

Case conv_case(const Layer& layer, Pass pass) {
  const int64_t pad = layer.kernel / 2;
  const int64_t size = (layer.size + 2 * pad - layer.kernel) / layer.stride + 1;
  const double in = static_cast<double>(layer.channels * layer.size * layer.size);
  const double out = static_cast<double>(layer.out * size * size);
  const double weights =
      static_cast<double>(layer.out * layer.channels * layer.kernel * layer.kernel);
  const double flops = 2 * out * static_cast<double>(layer.channels * layer.kernel * layer.kernel);
  const double bytes = 4 * (in + out + weights);
  if (pass == Pass::forward)
    return {
        fmt::format("conv2d/{}", layer.name), flops, bytes, [layer, pad](Device device) {
          const Tensor x = randn({1, layer.channels, layer.size, layer.size}, device);
          const Tensor w = randn({layer.out, layer.channels, layer.kernel, layer.kernel}, device);
          return [=] {
            NoGradGuard no_grad;
            return std::vector{conv2d(x, w, {}, layer.stride, pad)};
          };
        }};
  return {fmt::format("conv2d_backward/{}", layer.name), 2 * flops, 2 * bytes,
          [layer, pad](Device device) {
            const Tensor x = randn({1, layer.channels, layer.size, layer.size}, device);
            const Tensor w = randn({layer.out, layer.channels, layer.kernel, layer.kernel}, device);
            x.requires_grad_();
            w.requires_grad_();
            const Tensor y = conv2d(x, w, {}, layer.stride, pad);
            const Tensor g = randn(y.sizes(), device);
            return [=] { return autograd::grad({y}, {x, w}, {g}, /*retain_graph=*/true); };
          }};
}

}  // namespace

std::vector<Case> conv_cases() {
  std::vector<Case> cases;
  for (const Layer& layer : kResNet18)
    for (Pass pass : {Pass::forward, Pass::backward}) cases.push_back(conv_case(layer, pass));
  return cases;
}

}  // namespace pumice::bench
