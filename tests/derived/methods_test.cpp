// What follows for the methods of Tensor from the samples of the operators whose names they bear:
// they do the same, in place where they end in _.
#include <set>

#include "derived/methods.h"
#include "derived/operator_test.h"
#include "pumice/autograd.h"
#include "pumice/pumice.h"

namespace pumice::testing {
namespace {

/// The arguments of a call, those of a method after the tensor that it is called on: some functions
/// take that tensor as their second argument.
std::vector<Arg> method_args(const Op& op, std::vector<Arg> args) {
  if (&op == find_op("where") || &op == find_op("polygamma")) std::swap(args.at(0), args.at(1));
  return args;
}

/// Runs the in-place form and says what became of self: the tensor that is returned, one write, the
/// golden values, and nothing around a view; or an error and no change.
void check_in_place(const Op& op, const Method& form, const GoldenFile& file,
                    const GoldenCall& call, const Setting& setting) {
  SCOPED_TRACE(form.name + ": " + describe(file, call, setting));
  const NoGradGuard guard;
  std::vector<Tensor> inputs;
  const std::vector<Arg> args = method_args(op, make_args(file, call, setting, inputs));
  const Tensor self = inputs[0];
  const int64_t version = self.version();
  const std::vector<int64_t> sizes = self.sizes().vec();
  const std::string expected = in_place(file, call);
  std::vector<Tensor> results;
  try {
    results = form.call(self, std::span(args).subspan(1));
    if (expected.empty()) read_tensor(self);  // the error may be one that only a kernel finds
  } catch (const Error& error) {
    if (!expected.empty()) throw;
    if (!results.empty()) return;
    const HostTensor& before = file.tensors.at(call.inputs[0]);
    EXPECT_EQ(self.version(), version);
    EXPECT_EQ(difference(read_tensor(self), before, self.scalar_type(), {}), "") << error.what();
    return;
  }
  ASSERT_NE(expected, "") << "should fail";
  EXPECT_TRUE(results[0].is_same(self)) << "returns another tensor";
  const int64_t writes = &op == find_op("detach") ? 0 : 1;
  EXPECT_EQ(self.version(), version + writes);
  expect_golden(self, file, expected, call, setting.dtype, 1, "self");
  if (op.kind == OpKind::view) {
    inputs.clear();
    const Tensor view = op(make_args(file, call, setting, inputs))[0];
    EXPECT_EQ(self.strides(), view.strides());
    EXPECT_EQ(self.storage_offset(), view.storage_offset());
  } else if (self.sizes() == IntArrayRef(sizes)) {  // addbmm_ may give it others
    EXPECT_TRUE(surroundings_hold(self, setting.layout)) << "wrote beside the view";
  }
}

/// On a tensor that has a history, gradients of the in-place form are those of the operator.
void check_gradients_in_place(const Op& op, const Method& form, const GoldenFile& file,
                              const GoldenCall& call, const Setting& setting) {
  SCOPED_TRACE(form.name + ": " + describe(file, call, setting));
  std::vector<Tensor> inputs, leaves, names;
  const std::vector<Arg> args = method_args(op, make_args(file, call, setting, inputs));
  for (const auto& [input, name] : call.gradients) leaves.push_back(inputs[input]);
  for (const Tensor& leaf : leaves) leaf.requires_grad_();
  const Tensor self = inputs[0].clone();
  form.call(self, std::span<const Arg>(args).subspan(1));
  const HostTensor& cotangent = file.tensors.at(call.cotangents[0]);
  const std::vector<Tensor> gradients =
      autograd::grad({self}, leaves, {make_tensor(cotangent, self.scalar_type(), setting.device)});
  size_t i = 0;
  for (const auto& [input, name] : call.gradients)
    expect_golden(gradients.at(i++), file, name, call, setting.dtype, 4, "gradient");
}

class Methods : public OperatorTest {};

TEST_P(Methods, InPlace) {
  const std::vector<const Method*> forms = methods_of(op().name, true);
  if (forms.empty() || op().kind == OpKind::random) return;
  std::set<ScalarType> seen;
  std::set<const Method*> reached;
  const auto check = [&](const GoldenCall& call, ScalarType dtype) {
    // Every sample in one dtype; the first in the others.
    if (dtype != kFloat && !seen.insert(dtype).second) return;
    Setting setting{dtype, device()};
    if (op().kind != OpKind::view) setting.layout = static_cast<Layout>(call.number % 4);
    std::vector<Tensor> inputs;
    const std::vector<Arg> args = method_args(op(), make_args(*file_, call, setting, inputs));
    bool ran = false;
    if (!std::holds_alternative<Tensor>(args.at(0))) return;
    for (const Method* form : forms) {
      // An alias once, and of the overloads that fit the first.
      if (!form->takes(std::span(args).subspan(1)) || (form->is_alias() && reached.count(form)) ||
          (!form->is_alias() && std::exchange(ran, true)))
        continue;
      reached.insert(form);
      check_in_place(op(), *form, *file_, call, setting);
      if (call.gradients.empty() || in_place(*file_, call) != call.outputs[0]) continue;
      check_gradients_in_place(op(), *form, *file_, call, {dtype, device()});
    }
  };
  for_each_call({}, check);
  for (const GoldenCall& call : file_->calls)
    if (call.error) check(call, kFloat);
  for (const Method* form : forms)
    EXPECT_TRUE(reached.count(form)) << "no sample reaches an overload of " << form->name;
}

TEST_P(Methods, Values) {
  std::set<const Method*> reached;
  const std::vector<const Method*> all = methods_of(op().name, false);
  if (all.empty()) return;
  for_each_call({kFloat}, [&](const GoldenCall& call, ScalarType dtype) {
    const Setting setting{dtype, device()};
    std::vector<Tensor> inputs;
    const std::vector<Arg> args = method_args(op(), make_args(*file_, call, setting, inputs));
    const Tensor* self = std::get_if<Tensor>(&args.at(0));
    if (!self) return;
    const auto rest = std::span<const Arg>(args).subspan(1);
    std::set<std::string> names;
    for (const Method* method : all) {
      // Of the overloads that fit the first, once.
      if (!method->takes(rest) || !names.insert(method->name).second ||
          !reached.insert(method).second)
        continue;
      SCOPED_TRACE(method->name + ": " + describe(*file_, call, setting));
      const NoGradGuard guard;
      const std::vector<Tensor> results = with_signs(call, method->call(*self, rest));
      ASSERT_EQ(results.size(), call.outputs.size());
      for (size_t i = 0; i < results.size(); ++i)
        expect_golden(results[i], *file_, call.outputs[i], call, dtype, 1, "result");
    }
  });
  for (const Method* method : all)
    EXPECT_TRUE(reached.count(method)) << "no sample reaches an overload of " << method->name;
}

INSTANTIATE_TEST_SUITE_P(Table, Methods, ::testing::ValuesIn(all_operators()), operator_name);

}  // namespace
}  // namespace pumice::testing
