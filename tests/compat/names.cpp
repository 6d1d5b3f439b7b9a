// Names of libtorch's that the door brings beside pumice's own.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/util/Optional.h>
#include <c10/util/irange.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

using namespace torch;

namespace torch::nn {
struct DoublingImpl : Module {
  Tensor forward(const Tensor& x) { return x * 2; }
};
TORCH_MODULE(Doubling);
}  // namespace torch::nn
namespace at {
inline Tensor half_of(const Tensor& x) { return x / 2; }
}  // namespace at

namespace {

TEST(Door, NamespacesMayBeReopenedAndUsed) {
  nn::Doubling doubling;
  const at::Tensor x = at::ones({2});
  EXPECT_EQ(doubling(x).sum().item<float>(), 4);
  EXPECT_EQ(torch::nn::Doubling()->forward(at::half_of(x)).sum().item<float>(), 2);
  static_assert(std::is_same_v<at::Tensor, torch::Tensor> && std::is_same_v<c10::Device, Device>);
  static_assert(std::is_same_v<torch::autograd::Variable, Tensor>);
}

TEST(Door, Utilities) {
  c10::optional<int64_t> none = c10::nullopt;
  torch::optional<double> one = 1.0;
  EXPECT_TRUE(!none && one);
  int sum = 0;
  for (const auto i : c10::irange(4)) sum += i;
  for (const auto i : c10::irange(2, 4)) sum += i;
  for (const auto i : c10::irange(3, 1)) sum += i;
  EXPECT_EQ(sum, 11);
  EXPECT_EQ(c10::str("a", 1, ' ', 2.5), "a1 2.5");
  EXPECT_EQ(torch::get_default_dtype(), torch::kFloat);
  EXPECT_EQ(torch::cuda::is_available(), torch::cuda::device_count() > 0);
  EXPECT_GE(TORCH_VERSION_MAJOR, 2);
  const c10::InferenceMode guard;
  EXPECT_TRUE(c10::InferenceMode::is_enabled());
}

TEST(Door, GeneratorsByTheirKind) {
  const auto draw = [](const std::optional<at::Generator>& generator) {
    return torch::randn({4}, generator, torch::TensorOptions(torch::kCPU));
  };
  at::Generator one = at::make_generator<at::CPUGeneratorImpl>(7);
  at::Generator other = torch::make_generator<at::CPUGeneratorImpl>(7);
  EXPECT_EQ(one.current_seed(), 7u);
  EXPECT_TRUE(one.device().is_cpu());
  const Tensor first = draw(one);
  EXPECT_TRUE(torch::equal(first, draw(other)));
  EXPECT_FALSE(torch::equal(first, draw(one)));
  torch::manual_seed(7);
  EXPECT_TRUE(torch::equal(first, draw({})));
  EXPECT_EQ(at::make_generator<at::CPUGeneratorImpl>().current_seed(), at::default_rng_seed_val);
}

std::string message_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
  return "";
}

TEST(Door, Checks) {
  EXPECT_EQ(message_of([] { TORCH_CHECK(1 > 2, "one is ", 1, " and two ", 2); }),
            "one is 1 and two 2");
  EXPECT_EQ(message_of([] { TORCH_CHECK(1 > 2); }), "Expected 1 > 2 to be true, but got false.");
  EXPECT_EQ(message_of([] { TORCH_CHECK(true, "never"); }), "");
  EXPECT_EQ(message_of([] { AT_ERROR("always"); }), "always");
  try {
    TORCH_CHECK_INDEX(false, "far");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::index);
  }
  if (true)
    TORCH_CHECK(true);
  else
    FAIL();
}

TEST(Door, DispatchByDtype) {
  const auto width = [](ScalarType dtype) {
    return AT_DISPATCH_ALL_TYPES(dtype, "width", [&] { return sizeof(scalar_t); });
  };
  EXPECT_EQ(width(torch::kDouble), 8u);
  EXPECT_EQ(width(torch::kInt16), 2u);
  EXPECT_EQ(message_of([] {
              AT_DISPATCH_FLOATING_TYPES(torch::kInt, "width", [&] { return sizeof(scalar_t); });
            }),
            "\"width\" not implemented for 'Int'");
}

TEST(Door, GeneratorsOfTheCpu) {
  auto named = torch::make_generator<torch::CPUGeneratorImpl>(5);
  auto made = at::detail::createCPUGenerator(5);
  const TensorOptions host(kCPU);
  EXPECT_TRUE(torch::equal(torch::rand({3}, named, host), torch::rand({3}, made, host)));
  torch::set_num_threads(torch::get_num_threads());
}

}  // namespace
