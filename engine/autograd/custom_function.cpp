// Recording of custom functions.
#include "pumice/custom_function.h"

#include <cxxabi.h>

#include <cstdlib>
#include <set>

#include "autograd/meta.h"
#include "base/error.h"
#include "base/warnings.h"
#include "pumice/factories.h"

namespace pumice::autograd {

namespace {

// Names of nodes live as long as the program; there is one per function type.
const char* node_name(const std::string& type) {
  static std::mutex mutex;
  static std::set<std::string> names;
  int status = 0;
  char* readable = abi::__cxa_demangle(type.c_str(), nullptr, nullptr, &status);
  const std::string name =
      text_of("torch::autograd::CppNode<{}>", status == 0 ? readable : type.c_str());
  std::free(readable);
  std::lock_guard lock(mutex);
  return names.insert(name).first->c_str();
}

// What an output without a gradient is like; Undefined for the others.
struct PlainOutput {
  DimVector sizes;
  TensorOptions options = TensorOptions(ScalarType::Undefined);
};

// Zeros for outputs that no gradient reached, and for those that are not differentiable.
void materialize(Tensors& grads, const std::vector<PlainOutput>& plain) {
  const GraphNode& node = *running_node();
  for (size_t i = 0; i < grads.size(); ++i) {
    if (grads[i].defined()) continue;
    const OutputInfo& info = node.outputs[i];
    if (info.dtype != ScalarType::Undefined)
      grads[i] = zeros(info.sizes, TensorOptions(info.dtype).device(info.device));
    else if (i < plain.size() && plain[i].options.dtype() != ScalarType::Undefined)
      grads[i] = zeros(plain[i].sizes, plain[i].options);
  }
}

// backward's answers, one per argument, without those of arguments that are no tensors.
Tensors tensors_only(Tensors found, const std::vector<bool>& is_tensor, const char* name) {
  while (found.size() > is_tensor.size() && !found.back().defined()) found.pop_back();
  check(found.size() == is_tensor.size(), ErrorKind::autograd,
        "function {} returned an incorrect number of gradients (expected {}, got {})", name,
        is_tensor.size(), found.size());
  Tensors kept;
  for (size_t i = 0; i < found.size(); ++i) {
    if (is_tensor[i])
      kept.push_back(std::move(found[i]));
    else
      check(!found[i].defined(), ErrorKind::autograd,
            "function {} returned a gradient different that is defined at position {}, std the "
            "corresponding forward input was not a Variable",
            name, i + 1);
  }
  return kept;
}

// The needs of the node that this thread runs, for AutogradContext::needs_input_grad.
thread_local const Needs* running_needs = nullptr;

// Outputs that are views: what may be done to them in place.
void mark_views(const variable_list& outputs, const std::vector<bool>& plain,
                const std::unordered_set<TensorImpl*>& dirty) {
  int differentiable = 0;
  for (size_t i = 0; i < outputs.size(); ++i)
    differentiable += outputs[i].defined() && outputs[i].is_floating_point() && !plain[i];
  for (const Tensor& output : outputs) {
    TensorImpl* impl = output.impl();
    if (!impl || !impl->base.defined() || dirty.count(impl)) continue;
    impl->origin = differentiable > 1 ? ViewOrigin::part : ViewOrigin::custom;
  }
}

}  // namespace

void SavedValue::fail_kind(const char* kind) {
  fail(ErrorKind::value, "saved_data: the value is no {}", kind);
}

variable_list AutogradContext::get_saved_variables() const {
  const AutoGradMode with_histories(true);
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
  return (running_needs ? *running_needs : Needs{needs_})[tensor_argument];
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
  const auto returned = [&](const TensorImpl* impl) {
    return std::any_of(outputs.begin(), outputs.end(),
                       [&](const Tensor& output) { return output.impl() == impl; });
  };
  check(std::all_of(ctx.dirty_.begin(), ctx.dirty_.end(), returned), ErrorKind::autograd,
        "Some elements marked as dirty during the forward method were not returned as output. The "
        "inputs that are modified inplace must all be outputs of the Function.");
  for (const TensorImpl* impl : ctx.dirty_)
    if (recorded && std::none_of(inputs.begin(), inputs.end(),
                                 [&](const Tensor& input) { return input.impl() == impl; }))
      warn(
          "Only input Tensors should be given to ctx.mark_dirty(). If a Tensor is not an input, "
          "there is no need to pass it to mark_dirty().");
  const Tensor* written_view = nullptr;
  for (const Tensor& input : inputs) {
    if (!input.defined() || !ctx.dirty_.count(input.impl())) continue;
    TensorImpl& impl = *input.impl();
    check(!recorded || !impl.autograd || !impl.autograd->requires_grad, ErrorKind::autograd,
          "a leaf Variable that requires grad has been used in an in-place operation.");
    check_inplace("mark_dirty", input, inputs);
    if (recorded && impl.base.defined())
      written_view = &input;  // record_inplace counts the write
    else
      impl.bump_version();
  }
  check(!written_view || outputs.size() == 1, ErrorKind::autograd,
        "If your Function modifies inplace an input that is a view of another Tensor, your "
        "Function cannot return more than one Tensor. This is not supported by the current "
        "autograd engine. You should either make sure the input is not a view (using .clone() for "
        "example) or make your Function only return one Tensor (potentially splitting it into two "
        "Functions: one doing the inplace that returns a single Tensor and a second one that does "
        "the other operations).");
  std::vector<bool> plain;
  for (Tensor& output : outputs) {
    plain.push_back(ctx.plain_.count(output.impl()) != 0);
    for (const Tensor& input : inputs)
      if (output.defined() && output.is_same(input) && !ctx.dirty_.count(input.impl())) {
        // An argument handed through is another tensor.
        const TensorImpl& impl = *input.impl();
        output = recorded && !plain.back() ? make_view(input, impl.sizes, impl.strides, impl.offset)
                                           : make_alias(input);
        break;
      }
  }
  if (!recorded) return;

  const auto save = [&] {
    for (const Tensor& tensor : ctx.to_save_) {
      const bool is_output = std::any_of(outputs.begin(), outputs.end(),
                                         [&](const Tensor& o) { return o.is_same(tensor); });
      ctx.saved_.push_back(
          std::make_shared<Saved>(is_output ? Saved::output(tensor) : Saved(tensor)));
    }
    ctx.to_save_.clear();
  };
  Tensors results = outputs;
  std::vector<PlainOutput> without;
  for (size_t i = 0; i < results.size(); ++i) {
    if (!plain[i]) continue;
    without.resize(results.size());
    if (results[i].defined()) without[i] = {DimVector(results[i].sizes()), results[i].options()};
    results[i].reset();
  }
  const char* name = node_name(type);
  GradFn grad = [context = context, backward, kinds = is_tensor, name,
                 without = std::move(without)](const Tensors& grads, Needs needs) {
    struct Running {
      const Needs* before;
      ~Running() { running_needs = before; }
    } running{std::exchange(running_needs, &needs)};
    Tensors given = grads;
    if (context->materialize_) materialize(given, without);
    return tensors_only(backward(context.get(), std::move(given)), kinds, name);
  };
  if (written_view) {
    record_inplace(name, inputs, *written_view, [&] {
      save();
      return std::move(grad);
    });
    return;
  }
  mark_views(outputs, plain, ctx.dirty_);
  save();
  record(name, inputs, results, std::move(grad));
  for (const Tensor& result : results)
    if (result.defined() && result.impl()->grad_fn) result.impl()->grad_fn->takes_undefined = true;
}

}  // namespace pumice::autograd
