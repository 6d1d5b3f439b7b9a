// Running an operator's samples and comparing with PyTorch's results.
#include "derived/runner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "pumice/autograd.h"
#include "pumice/pumice.h"
#include "support/holds.h"

namespace pumice::testing {
namespace {

size_t comparison_count = 0;

Tolerance tolerance_in(const GoldenCall& call, ScalarType dtype) {
  const auto own = call.tolerance.find(dtype);
  return own != call.tolerance.end() ? own->second : tolerance_of(dtype);
}

}  // namespace

Device device() { return default_device(); }

const std::vector<ScalarType>& floating_dtypes() {
  static const std::vector<ScalarType> dtypes = [] {
    std::vector<ScalarType> held;
    for (const ScalarType dtype : {kFloat, kDouble, kHalf, kBFloat16})
      if (holds(device(), dtype)) held.push_back(dtype);
    return held;
  }();
  return dtypes;
}

bool device_holds(const GoldenFile& file, const GoldenCall& call, ScalarType tested) {
  std::vector<std::string> names = call.inputs;
  names.insert(names.end(), call.outputs.begin(), call.outputs.end());
  // int64 is everywhere: devices without it work on low words.
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    const ScalarType dtype = dtype_in(call, file.tensors.at(name).dtype, tested);
    return dtype == kLong || holds(device(), dtype);
  });
}

std::vector<ScalarType> dtypes_of(const GoldenFile& file, const GoldenCall& call) {
  std::vector<std::string> names = call.inputs;
  names.insert(names.end(), call.outputs.begin(), call.outputs.end());
  const bool varies = !call.exact && std::any_of(names.begin(), names.end(), [&](const auto& name) {
    return file.tensors.at(name).dtype == kDouble;
  });
  if (!varies) return {kFloat};
  std::vector<ScalarType> dtypes;
  for (const ScalarType dtype : floating_dtypes())
    if (call.dtypes.empty() || std::ranges::find(call.dtypes, dtype) != call.dtypes.end())
      dtypes.push_back(dtype);
  return dtypes;
}

std::string describe(const GoldenFile& file, const GoldenCall& call, const Setting& setting) {
  std::vector<std::string> shapes;
  for (const std::string& name : call.inputs)
    shapes.push_back(fmt::format("({})", fmt::join(file.tensors.at(name).sizes, ", ")));
  return fmt::format("{} call {} [{}] {} {}: {}", file.name, call.number, fmt::join(shapes, ", "),
                     dtype_name(setting.dtype), layout_name(setting.layout), call.args.dump());
}

void expect_golden(const Tensor& got, const GoldenFile& file, const std::string& expected,
                   const GoldenCall& call, ScalarType tested, double slack, const char* what) {
  ++comparison_count;
  ASSERT_TRUE(got.defined()) << what << " is undefined";
  EXPECT_EQ(got.device(), device()) << what;
  const HostTensor& want = file.tensors.at(expected);
  const ScalarType dtype = dtype_in(call, want.dtype, tested);
  // A result of another dtype (sums of integers) is as exact as that dtype, but for what it was
  // computed from.
  Tolerance tolerance = tolerance_in(call, call.exact ? dtype : tested);
  tolerance.relative *= slack;
  tolerance.absolute *= slack;
  HostTensor host = read_tensor(got);
  if (call.shape_only) host.values = want.values;
  EXPECT_EQ(difference(host, want, dtype, tolerance), "") << what;
}

void check_values(const Op& op, const GoldenFile& file, const GoldenCall& call,
                  const Setting& setting) {
  SCOPED_TRACE(describe(file, call, setting));
  const NoGradGuard guard;
  std::vector<Tensor> inputs;
  const std::vector<Tensor> results = with_signs(call, op(make_args(file, call, setting, inputs)));
  ASSERT_EQ(results.size(), call.outputs.size());
  for (size_t i = 0; i < results.size(); ++i)
    expect_golden(results[i], file, call.outputs[i], call, setting.dtype, 1, "result");
  for (const auto& [input, name] : call.after)
    expect_golden(inputs[input], file, name, call, setting.dtype, 1, "written input");
}

void check_gradients(const Op& op, const GoldenFile& file, const GoldenCall& call,
                     const Setting& setting) {
  SCOPED_TRACE(describe(file, call, setting));
  std::vector<Tensor> inputs;
  const std::vector<Arg> args = make_args(file, call, setting, inputs);
  std::vector<Tensor> leaves;
  for (const auto& [input, name] : call.gradients) leaves.push_back(inputs[input]);
  for (const Tensor& leaf : leaves) leaf.requires_grad_();
  const std::vector<Tensor> results = with_signs(call, op(args));
  std::vector<Tensor> outputs, cotangents;
  for (size_t i = 0; i < results.size(); ++i) {
    if (call.cotangents[i].empty()) continue;
    EXPECT_TRUE(results[i].requires_grad()) << "result " << i << " has no history";
    const HostTensor& cotangent = file.tensors.at(call.cotangents[i]);
    outputs.push_back(results[i]);
    cotangents.push_back(make_tensor(cotangent, dtype_in(call, cotangent.dtype, setting.dtype),
                                     setting.device, setting.layout));
  }
  const std::vector<Tensor> gradients = autograd::grad(outputs, leaves, cotangents);
  ASSERT_EQ(gradients.size(), leaves.size());
  size_t i = 0;
  for (const auto& [input, name] : call.gradients)
    expect_golden(gradients[i++], file, name, call, setting.dtype, 4,
                  fmt::format("gradient of input {}", input).c_str());
}

void check_error(const Op& op, const GoldenFile& file, const GoldenCall& call,
                 const Setting& setting) {
  SCOPED_TRACE(describe(file, call, setting));
  std::vector<Tensor> inputs;
  const std::vector<Arg> args = make_args(file, call, setting, inputs);
  ++comparison_count;
  try {
    for (const Tensor& result : op(args)) read_tensor(result);
    ADD_FAILURE() << "should fail with: " << call.message;
  } catch (const Error& error) {
    EXPECT_TRUE(error.kind() == *call.error) << "another kind of error: " << error.what();
    EXPECT_EQ(std::string(error.what()).substr(0, call.message.size()), call.message);
  }
}

size_t comparisons() { return comparison_count; }

}  // namespace pumice::testing
