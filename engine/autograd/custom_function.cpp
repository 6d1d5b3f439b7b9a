// Recording of custom functions.
#include "pumice/custom_function.h"

#include <cxxabi.h>

#include <cstdlib>
#include <set>

#include "autograd/meta.h"
#include "base/error.h"
#include "pumice/factories.h"

namespace pumice::autograd {

namespace {

// Names of nodes live as long as the program; there is one per function type.
const char* node_name(const std::string& type) {
  static std::mutex mutex;
  static std::set<std::string> names;
  int status = 0;
  char* readable = abi::__cxa_demangle(type.c_str(), nullptr, nullptr, &status);
  const std::string name = status == 0 ? readable : type;
  std::free(readable);
  std::lock_guard lock(mutex);
  return names.insert(name).first->c_str();
}

// Zeros for outputs that no gradient reached.
void materialize(Tensors& grads) {
  const GraphNode& node = *running_node();
  for (size_t i = 0; i < grads.size(); ++i) {
    const OutputInfo& info = node.outputs[i];
    if (!grads[i].defined() && info.dtype != ScalarType::Undefined)
      grads[i] = zeros(info.sizes, TensorOptions(info.dtype).device(info.device));
  }
}

// backward's answers, one per argument, without those of arguments that are no tensors.
Tensors tensors_only(Tensors found, const std::vector<bool>& is_tensor, const char* name) {
  check(found.size() >= is_tensor.size(), ErrorKind::autograd,
        "function {} returned an incorrect number of gradients (expected {}, got {})", name,
        is_tensor.size(), found.size());
  Tensors kept;
  for (size_t i = 0; i < found.size(); ++i) {
    if (i < is_tensor.size() && is_tensor[i])
      kept.push_back(std::move(found[i]));
    else
      check(!found[i].defined(), ErrorKind::autograd,
            "function {} returned a gradient different that is defined at position {}, but the "
            "corresponding forward input was not a Variable",
            name, i + 1);
  }
  return kept;
}

}  // namespace

void SavedValue::fail_kind(const char* kind) {
  fail(ErrorKind::value, "saved_data: the value is no {}", kind);
}

variable_list AutogradContext::get_saved_variables() const {
  variable_list result;
  for (const auto& saved : saved_) result.push_back(saved->unpack());
  return result;
}

void AutogradContext::mark_dirty(const variable_list& inputs) {
  for (const Tensor& input : inputs) dirty_.insert(input.impl());
}

void AutogradContext::mark_non_differentiable(const variable_list& outputs) {
  for (const Tensor& output : outputs) plain_.insert(output.impl());
}

bool AutogradContext::needs_input_grad(size_t tensor_argument) const {
  return Needs{needs_}[tensor_argument];
}

void FunctionRecord::add(const Tensor& tensor) {
  inputs.push_back(tensor);
  is_tensor.push_back(true);
}

void FunctionRecord::prepare() {
  recorded = needs_grad(TensorList(inputs));
  for (size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].defined() && requires_grad(*inputs[i].impl()))
      context->needs_ |= uint64_t{1} << std::min<size_t>(i, 63);
}

void FunctionRecord::finish(const std::string& type, variable_list& outputs, Backward backward) {
  AutogradContext& ctx = *context;
  for (const Tensor& input : inputs) {
    if (!ctx.dirty_.count(input.impl())) continue;
    check_inplace("mark_dirty", input);
    check(!recorded || !input.impl()->base.defined(), ErrorKind::autograd,
          "mark_dirty: a view may not be changed in place by a custom function");
    input.impl()->bump_version();
  }
  for (Tensor& output : outputs)
    for (const Tensor& input : inputs)
      if (output.defined() && output.is_same(input) && !ctx.dirty_.count(input.impl())) {
        output = make_alias(input);  // an argument handed through is another tensor
        break;
      }
  if (!recorded) return;

  for (const Tensor& tensor : ctx.to_save_) {
    const bool is_output = std::any_of(outputs.begin(), outputs.end(),
                                       [&](const Tensor& o) { return o.is_same(tensor); });
    ctx.saved_.push_back(
        std::make_shared<Saved>(is_output ? Saved::output(tensor) : Saved(tensor)));
  }
  ctx.to_save_.clear();
  Tensors results = outputs;
  for (Tensor& result : results)
    if (ctx.plain_.count(result.impl())) result.reset();
  const char* name = node_name(type);
  record(name, inputs, results,
         [context = context, backward, kinds = is_tensor, name](const Tensors& grads, Needs) {
           Tensors given = grads;
           if (context->materialize_) materialize(given);
           return tensors_only(backward(context.get(), std::move(given)), kinds, name);
         });
}

}  // namespace pumice::autograd
