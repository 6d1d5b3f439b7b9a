// Writes in place: what they may not touch, and the history they leave behind.
#include "autograd/meta.h"
#include "base/error.h"
#include "pumice/functions.h"

namespace pumice {

void refuse_write(const TensorImpl& impl, bool indirect) {
  if (!impl.base.defined() || impl.origin == ViewOrigin::normal) return;
  const GraphNode* node = impl.grad_fn.get();
  const char* written = indirect ? "its base or another view of its base has been" : "is being";
  const std::string view =
      node ? text_of("Output {} of {} is a view of a view which was", impl.output_nr, node->name())
           : "A view was";
  std::string text;
  const bool recorded_view =
      node && impl.origin != ViewOrigin::no_grad && impl.origin != ViewOrigin::inference;
  if (recorded_view)
    text = text_of("Output {} of {} is a view and {} modified inplace.", impl.output_nr,
                   node->name(), written);
  else if (impl.origin == ViewOrigin::inference)
    text = text_of("{} created in inference mode and {} modified inplace in normal mode.", view,
                   written);
  else
    text = text_of("{} created in no_grad mode and {} modified inplace with grad mode enabled.",
                   view, written);
  const auto ambiguous = [](const char* mode) {
    return text_of(
        " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify "
        "your code by moving both the view and the inplace either both inside the {0} block (if "
        "you don't want the inplace to be tracked) or both outside (if you want the inplace to be "
        "tracked).",
        mode);
  };
  switch (impl.origin) {
    case ViewOrigin::part:
      text +=
          " This view is the output of a function that returns multiple views. Such functions do "
          "not allow the output views to be modified inplace. You should replace the inplace "
          "operation by an out-of-place one.";
      break;
    case ViewOrigin::no_grad:
      text += ambiguous("no_grad");
      break;
    case ViewOrigin::inference:
      text += ambiguous("inference_mode");
      break;
    case ViewOrigin::custom:
      text +=
          " This view was created inside a custom Function (or because an input was returned "
          "as-is) and the autograd logic to handle view+inplace would override the custom backward "
          "associated with the custom Function, leading to incorrect gradients. This behavior is "
          "forbidden. You can fix this by cloning the output of the custom Function.";
      break;
    case ViewOrigin::normal:
      break;
  }
  fail(ErrorKind::autograd, "{}", text);
}

namespace {

// The errors of writing to leaves that require a gradient, and to views of them.
void check_leaf(TensorImpl& impl, const Tensor& self, TensorList inputs) {
  const bool own = requires_grad(impl);
  if (impl.base.defined() && (own || (self.is_floating_point() && needs_grad(inputs)))) {
    refuse_write(impl, /*indirect=*/false);
    check(!own || history(*impl.base.impl()), ErrorKind::autograd,
          "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  }
  // A view counts as a leaf until its history, which its base got by another write, is asked for.
  check(!own || impl.grad_fn, ErrorKind::autograd,
        "a leaf Variable that requires grad is being used in an in-place operation.");
}

}  // namespace

void check_inplace(const char* op, const Tensor& self, TensorList inputs, Repeats repeats) {
  TensorImpl& impl = impl_of(self, op);
  check(!impl.inference || inference_mode(), ErrorKind::autograd,
        "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a "
        "clone to get a normal tensor before doing inplace update.See "
        "https://github.com/pytorch/rfcs/pull/17 for more details.");
  if (GradMode::is_enabled()) {
    check_leaf(impl, self, inputs);
    // What will be asked for when the write is recorded, and may refuse, refuses before.
    if (self.is_floating_point() && (requires_grad(impl) || needs_grad(inputs)))
      for (const Tensor& input : inputs)
        if (input.defined()) history(*input.impl());
  }
  if (repeats == Repeats::taken) return;
  for (size_t i = 0; i < impl.sizes.size() && impl.numel > 0; ++i)
    check(impl.strides[i] != 0 || impl.sizes[i] == 1, ErrorKind::value,
          "{}: unsupported operation: more than one element of the written-to tensor refers to a "
          "single memory location. Please clone() the tensor before performing the operation.",
          op);
}

namespace {

constexpr size_t kAbsent = SIZE_MAX;

size_t position_of(const Tensor& self, TensorList inputs) {
  for (size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].is_same(self)) return i;
  return kAbsent;
}

// The gradient of a base of which a part was overwritten: outside of the part it passes, inside it
// goes through the operator's own gradient. First the base's, then those of the other inputs.
struct SlicesGrad {
  GradFn inner;
  Geometry base, view;
  size_t self_at, inputs;

  Tensors operator()(const Tensors& grads, Needs needs) const {
    const Tensor whole =
        make_strided(base.sizes, base.strides, grads[0].scalar_type(), grads[0].device());
    whole.copy_(grads[0]);
    const Tensor part = whole.as_strided(view.sizes, view.strides, view.offset - base.offset);
    Needs inner_needs;
    for (size_t i = 0, at = 1; i < inputs; ++i)
      if (needs[i == self_at ? 0 : at++]) inner_needs.add(i);
    Tensors found = inner({part.clone()}, inner_needs);
    found.resize(inputs);
    if (self_at != kAbsent && found[self_at].defined())
      part.copy_(found[self_at]);
    else
      part.zero_();
    Tensors results{whole};
    for (size_t i = 0; i < inputs; ++i)
      if (i != self_at) results.push_back(std::move(found[i]));
    return results;
  }
};

}  // namespace

void record_inplace(const char* name, TensorList inputs, const Tensor& self,
                    const std::function<GradFn()>& make_grad) {
  TensorImpl& impl = *self.impl();
  const bool through_view = impl.base.defined();
  const bool needs = GradMode::is_enabled() && self.is_floating_point() &&
                     (requires_grad(impl) || needs_grad(inputs));
  if (!needs) {
    impl.bump_version();
    return;
  }
  refuse_write(impl, /*indirect=*/false);
  const size_t self_at = position_of(self, inputs);
  EdgeList edges;
  if (through_view) edges.push_back(edge_of(impl.base));
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!through_view || i != self_at) edges.push_back(edge_of(inputs[i]));
  impl.bump_version();
  GradFn grad = make_grad();
  const bool saves = take_saved_mark();
  if (!through_view) {
    auto node = std::make_shared<GraphNode>(name, std::move(edges), std::move(grad), saves);
    node->add_output(impl);
    attach(impl, std::move(node), 0);
    return;
  }
  TensorImpl& base = *impl.base.impl();
  auto node = std::make_shared<GraphNode>(
      "torch::autograd::CopySlices", std::move(edges),
      SlicesGrad{std::move(grad), Geometry(base), Geometry(impl), self_at, inputs.size()}, saves);
  node->add_output(base);
  node->write = std::make_unique<ViewWrite>(ViewWrite{&impl, Geometry(base)});
  attach(base, std::move(node), 0);
  history(impl);  // now an as_strided of the base
}

}  // namespace pumice
