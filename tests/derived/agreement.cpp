// Sizes beyond golden data: the device under test in float32 against the CPU in float64, for every
// operator, forward and backward. The CPU is judged by PyTorch's values and by finite differences.
#include <gtest/gtest.h>

#include <algorithm>

#include "bench/arguments.h"
#include "derived/runner.h"
#include "pumice/pumice.h"

namespace pumice::testing {
namespace {

// No multiple of a group, a block or a tile, and more than one of each.
constexpr int64_t kElements = 50021;

using Args = std::vector<Arg>;

/// Calls f on every tensor of the arguments.
template <class F>
void for_each_tensor(Args& args, F&& f) {
  for (Arg& arg : args) {
    if (auto* tensor = std::get_if<Tensor>(&arg)) f(*tensor);
    if (auto* list = std::get_if<std::vector<Tensor>>(&arg))
      for (Tensor& tensor : *list) f(tensor);
  }
}

/// The arguments on a device, floating ones in a dtype and as leaves, which `leaves` takes.
Args moved(Args args, Device device, ScalarType dtype, bool with_grad,
           std::vector<Tensor>& leaves) {
  for_each_tensor(args, [&](Tensor& t) {
    const bool floating = t.is_floating_point();
    t = make_tensor(read_tensor(t), floating ? dtype : t.scalar_type(), device);
    if (floating && with_grad) leaves.push_back(t.requires_grad_());
  });
  for (Arg& arg : args)
    if (auto* options = std::get_if<TensorOptions>(&arg))
      *options = options->device(device).dtype(dtype);
  return args;
}

struct Outcome {
  std::vector<HostTensor> results, gradients;  ///< a gradient that there is none of is empty
};

Outcome run(const Op& op, const GoldenCall& like, const Args& args, Device device,
            ScalarType dtype) {
  std::vector<Tensor> leaves;
  const std::vector<Tensor> results =
      with_signs(like, op(moved(args, device, dtype, op.differentiable, leaves)));
  Outcome outcome;
  for (const Tensor& result : results) outcome.results.push_back(read_tensor(result));
  if (!op.differentiable) return outcome;
  const auto found = std::ranges::find_if(results, &Tensor::requires_grad);
  const auto at = static_cast<size_t>(found - results.begin());
  const HostTensor& first = outcome.results.at(at);
  HostTensor cotangent{kDouble, first.sizes, first.values};
  for (size_t i = 0; i < cotangent.values.size(); ++i)
    cotangent.values[i] = 0.25 * static_cast<double>(1 + i % 7) - 1.125;
  const auto gradients =
      autograd::grad({results[at]}, leaves, {make_tensor(cotangent, dtype, device)}, false, false,
                     /*allow_unused=*/true);
  for (const Tensor& gradient : gradients)
    outcome.gradients.push_back(gradient.defined() ? read_tensor(gradient) : HostTensor{});
  return outcome;
}

void compare(const std::vector<HostTensor>& got, const std::vector<HostTensor>& want,
             const char* what) {
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); ++i) {
    const ScalarType dtype = pumice::is_floating_point(want[i].dtype) ? kFloat : want[i].dtype;
    if (want[i].values.empty() && got[i].values.empty()) continue;
    EXPECT_EQ(difference(got[i], want[i], dtype, {5e-5, 5e-6}), "") << what << " " << i;
  }
}

class Agreement : public ::testing::TestWithParam<const Op*> {};

TEST_P(Agreement, WithTheCpuInFloat64) {
  const Op& op = *GetParam();
  manual_seed(11);
  Args args = bench::arguments(op, kElements, TensorOptions(kFloat).device(kCPU));
  const auto file = load_golden(op.name);
  ASSERT_TRUE(file && !file->calls.empty());
  const GoldenCall& like = file->calls[0];  // says which vectors are unique up to signs
  const Outcome want = run(op, like, args, kCPU, kDouble),
                got = run(op, like, args, device(), kFloat);
  compare(got.results, want.results, "result");
  compare(got.gradients, want.gradients, "gradient");
}

std::vector<const Op*> deterministic_operators() {
  std::vector<const Op*> ops;
  for (const Op& op : op_table())
    if (op.kind != OpKind::random && op.kind != OpKind::view) ops.push_back(&op);
  return ops;
}

// The benchmarks time every row but the views.
TEST(Arguments, AreTakenByEveryRow) {
  const NoGradGuard no_grad;
  for (const Op& op : op_table())
    if (op.kind != OpKind::view) {
      EXPECT_NO_THROW(op(bench::arguments(op, 1000, TensorOptions(kFloat).device(kCPU))))
          << op.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Table, Agreement, ::testing::ValuesIn(deterministic_operators()),
                         [](const auto& test) { return std::string(test.param->name); });

}  // namespace
}  // namespace pumice::testing
