// Optimizers take PyTorch's paths: trajectories.safetensors, written by trajectories.py.
#include <gtest/gtest.h>

#include "pumice/pumice.h"
#include "support/host.h"
#include "support/paths.h"

namespace pumice {
namespace {

using testing::HostTensor;

constexpr int kSteps = 10, kChange = 5;
constexpr double kFactor = 0.3;

struct Case {
  const char* name;
  std::function<std::unique_ptr<optim::Optimizer>(std::vector<Tensor>)> make;
};

template <class O, class Options>
auto maker(Options options) {
  return [options](std::vector<Tensor> params) -> std::unique_ptr<optim::Optimizer> {
    return std::make_unique<O>(std::move(params), options);
  };
}

std::vector<Case> cases() {
  using namespace optim;
  return {
      {"sgd", maker<SGD>(SGDOptions(0.1))},
      {"sgd_decay", maker<SGD>(SGDOptions(0.1).weight_decay(0.05))},
      {"sgd_momentum", maker<SGD>(SGDOptions(0.1).momentum(0.9))},
      {"sgd_dampening",
       maker<SGD>(SGDOptions(0.1).momentum(0.8).dampening(0.3).weight_decay(0.01))},
      {"sgd_nesterov", maker<SGD>(SGDOptions(0.1).momentum(0.9).nesterov(true).weight_decay(0.02))},
      {"adam", maker<Adam>(AdamOptions(0.05))},
      {"adam_decay", maker<Adam>(AdamOptions(0.05).betas({0.8, 0.95}).eps(1e-4).weight_decay(0.1))},
      {"adam_amsgrad", maker<Adam>(AdamOptions(0.05).amsgrad(true))},
      {"adamw", maker<AdamW>(AdamWOptions(0.05))},
      {"adamw_amsgrad",
       maker<AdamW>(AdamWOptions(0.05).betas({0.7, 0.9}).weight_decay(0.2).amsgrad(true))}};
}

class Trajectory {
 public:
  explicit Trajectory(ScalarType dtype) : dtype_(dtype), device_(default_device()) {
    for (const auto& [name, tensor] :
         load_safetensors(testing::test_data() + "/optim/trajectories.safetensors"))
      golden_[name] = testing::read_tensor(tensor);
  }

  std::string follow(const Case& test) {
    std::vector<Tensor> params{make("initial.0"), make("initial.1")};
    for (Tensor& param : params) param.requires_grad_();
    const auto optimizer = test.make(params);
    for (int s = 0; s < kSteps; ++s) {
      if (s == kChange) optimizer->param_groups()[0].options().live_lr() *= kFactor;
      for (size_t i = 0; i < params.size(); ++i)
        params[i].set_grad(has_gradient(s, i) ? make(key("gradient", s, i)) : Tensor());
      optimizer->step();
      for (size_t i = 0; i < params.size(); ++i) {
        const auto what = testing::difference(
            testing::read_tensor(params[i]), golden_.at(key(test.name, s, i)), dtype_, tolerance());
        if (!what.empty()) return key(test.name, s, i) + ": " + what;
      }
    }
    return "";
  }

 private:
  static bool has_gradient(int s, size_t i) { return i == 0 || (s != 3 && s != 4); }
  static std::string key(const std::string& name, int s, size_t i) {
    return name + "." + std::to_string(s) + "." + std::to_string(i);
  }
  Tensor make(const std::string& name) const {
    return testing::make_tensor(golden_.at(name), dtype_, device_);
  }
  testing::Tolerance tolerance() const {
    return dtype_ == kDouble ? testing::Tolerance{1e-12, 1e-12} : testing::Tolerance{2e-6, 2e-6};
  }

  ScalarType dtype_;
  Device device_;
  std::map<std::string, HostTensor> golden_;
};

TEST(Trajectory, Float32) {
  Trajectory trajectory(kFloat);
  for (const Case& test : cases()) EXPECT_EQ(trajectory.follow(test), "");
}

TEST(Trajectory, Float64WhereThereIsSome) {
  if (!device_properties(default_device()).float64) return;
  Trajectory trajectory(kDouble);
  for (const Case& test : cases()) EXPECT_EQ(trajectory.follow(test), "");
}

}  // namespace
}  // namespace pumice
