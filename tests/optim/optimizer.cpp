// Optimizers: groups, options, state, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

#include "pumice/pumice.h"
#include "support/values.h"

namespace pumice {
namespace {

using ::testing::HasSubstr;

Tensor parameter(std::vector<int64_t> sizes) { return randn(sizes).requires_grad_(); }

using testing::values;

template <class F>
std::string message_of(F&& f, ErrorKind kind = ErrorKind::value) {
  try {
    f();
  } catch (const Error& error) {
    EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(kind)) << error.what();
    return error.what();
  }
  return "no error";
}

TEST(Optimizer, GroupsHaveOptionsOfTheirOwn) {
  manual_seed(3);
  const Tensor a = parameter({3, 5}), b = parameter({4});
  const auto a0 = values(a), b0 = values(b);
  optim::SGD sgd({optim::OptimizerParamGroup({a}),
                  optim::OptimizerParamGroup({b}, std::make_unique<optim::SGDOptions>(0.5))},
                 optim::SGDOptions(0.25));
  a.set_grad(ones_like(a));
  b.set_grad(ones_like(b));
  sgd.step();
  for (size_t i = 0; i < a0.size(); ++i) EXPECT_NEAR(values(a)[i], a0[i] - 0.25, 1e-6);
  for (size_t i = 0; i < b0.size(); ++i) EXPECT_NEAR(values(b)[i], b0[i] - 0.5, 1e-6);
  EXPECT_EQ(sgd.size(), 2u);
  EXPECT_EQ(sgd.param_groups()[1].options().get_lr(), 0.5);
}

TEST(Optimizer, SettingTheRateIsSeenByTheNextStep) {
  const Tensor a = parameter({5});
  const auto a0 = values(a);
  optim::SGD sgd({a}, optim::SGDOptions(1.0));
  auto& options = static_cast<optim::SGDOptions&>(sgd.param_groups()[0].options());
  options.lr(0.25);
  EXPECT_EQ(options.lr(), 0.25);
  options.lr() *= 0.5;
  a.set_grad(ones_like(a));
  sgd.step();
  for (size_t i = 0; i < a0.size(); ++i) EXPECT_NEAR(values(a)[i], a0[i] - 0.125, 1e-6);
}

TEST(Optimizer, ZeroGradForgetsOrFills) {
  const Tensor a = parameter({3});
  optim::SGD sgd({a}, optim::SGDOptions(1.0));
  a.set_grad(ones_like(a));
  sgd.zero_grad(false);
  EXPECT_EQ(values(a.grad()), (std::vector<double>{0, 0, 0}));
  sgd.zero_grad();
  EXPECT_FALSE(a.grad().defined());
  const auto before = values(a);
  sgd.step();
  EXPECT_EQ(values(a), before);
}

TEST(Optimizer, ClosureRecomputesTheLoss) {
  const Tensor a = parameter({3});
  optim::SGD sgd({a}, optim::SGDOptions(0.1));
  const NoGradGuard no_grad;
  const Tensor loss = sgd.step([&] {
    sgd.zero_grad();
    Tensor value = (a * a).sum();
    value.backward();
    return value;
  });
  EXPECT_TRUE(loss.defined());
  EXPECT_TRUE(a.grad().defined());
}

TEST(Optimizer, StateFollowsItsParameters) {
  manual_seed(5);
  nn::Linear layer(3, 2);
  optim::Adam adam(layer->parameters(), optim::AdamOptions(0.1));
  const auto step = [&] {
    layer->weight.set_grad(ones_like(layer->weight));
    layer->bias.set_grad(ones_like(layer->bias));
    adam.step();
  };
  step();
  if (default_device() != Device(kCPU)) {
    layer->to(kCPU);
    step();
    EXPECT_EQ(adam.named_state().at("state.0.exp_avg").device(), Device(kCPU));
  }
  EXPECT_EQ(values(adam.named_state().at("state.0.step"))[0],
            default_device() == Device(kCPU) ? 1 : 2);
}

TEST(Optimizer, RefusesWhatPyTorchRefuses) {
  const Tensor a = parameter({3});
  using namespace optim;
  EXPECT_THAT(message_of([&] { SGD sgd({a}, SGDOptions(-1.0)); }),
              HasSubstr("Invalid learning rate: -1"));
  EXPECT_THAT(message_of([&] { SGD sgd({a}, SGDOptions(1.0).momentum(-0.5)); }),
              HasSubstr("Invalid momentum value: -0.5"));
  EXPECT_THAT(message_of([&] { SGD sgd({a}, SGDOptions(1.0).nesterov(true)); }),
              HasSubstr("Nesterov momentum requires a momentum and zero dampening"));
  EXPECT_THAT(message_of([&] {
                Adam adam({a}, AdamOptions(1.0).betas({0.5, 1.0}));
              }),
              HasSubstr("Invalid beta parameter at index 1: 1"));
  EXPECT_THAT(message_of([&] { AdamW adam({a}, AdamWOptions(1.0).eps(-1)); }),
              HasSubstr("Invalid epsilon value: -1"));
  EXPECT_THAT(message_of([&] {
                SGD sgd({a, a}, SGDOptions(1.0));
              }),
              HasSubstr("more than one parameter group"));
  EXPECT_THAT(message_of([&] { SGD sgd({a * 2}, SGDOptions(1.0)); }), HasSubstr("non-leaf"));
  EXPECT_THAT(message_of([&] { SGD sgd({Tensor()}, SGDOptions(1.0)); }), HasSubstr("undefined"));
}

class OptimizerFile : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = (std::filesystem::temp_directory_path() / (std::string("pumice_optim_") + info->name() +
                                                       std::to_string(::getpid()) + ".safetensors"))
                .string();
  }
  void TearDown() override { std::filesystem::remove(path_); }
  std::string path_;
};

void steps(optim::Optimizer& optimizer, const Tensor& param, int from, int to) {
  for (int s = from; s < to; ++s) {
    param.set_grad((param.detach() * (0.5 + s)).sin());
    optimizer.step();
  }
}

TEST_F(OptimizerFile, ResumesWhereItStopped) {
  manual_seed(9);
  const Tensor a = parameter({4, 3});
  const Tensor b = a.detach().clone().requires_grad_();
  optim::Adam whole({a}, optim::AdamOptions(0.05).amsgrad(true));
  steps(whole, a, 0, 6);

  optim::Adam first({b}, optim::AdamOptions(0.05).amsgrad(true));
  steps(first, b, 0, 3);
  save(first, path_);
  optim::Adam second({b}, optim::AdamOptions(0.9));
  load(second, path_);
  EXPECT_EQ(second.param_groups()[0].options().get_lr(), 0.05);
  steps(second, b, 3, 6);
  EXPECT_EQ(values(a), values(b));
}

TEST_F(OptimizerFile, RefusesAnotherOptimizersState) {
  const Tensor a = parameter({4, 3}), b = parameter({4, 2});
  optim::Adam adam({a}, optim::AdamOptions(0.05));
  steps(adam, a, 0, 2);
  save(adam, path_);
  optim::SGD sgd({a}, optim::SGDOptions(0.1));
  EXPECT_THAT(message_of([&] { load(sgd, path_); }, ErrorKind::format), HasSubstr("not of SGD"));
  optim::Adam other({b}, optim::AdamOptions(0.3).amsgrad(true));
  steps(other, b, 0, 2);
  const auto before = values(other.named_state().at("state.0.exp_avg"));
  EXPECT_THAT(message_of([&] { load(other, path_); }, ErrorKind::shape),
              HasSubstr("state.0.exp_avg"));
  EXPECT_EQ(values(other.named_state().at("state.0.exp_avg")), before);
  EXPECT_EQ(other.param_groups()[0].options().get_lr(), 0.3);
}

}  // namespace
}  // namespace pumice
