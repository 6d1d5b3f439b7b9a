// Making differentiable views.
#pragma once

#include "autograd/record.h"
#include "ops/copy.h"
#include "pumice/factories.h"
#include "tensor/impl.h"

namespace pumice {

/// A callable passed down for the length of a call: two words, no allocation.
template <class>
class FunctionRef;
template <class R, class... Args>
class FunctionRef<R(Args...)> {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>) FunctionRef(F&& f)
      : object_(const_cast<void*>(static_cast<const void*>(&f))),
        call_([](void* object, Args... args) -> R {
          return (*static_cast<std::remove_reference_t<F>*>(object))(std::forward<Args>(args)...);
        }) {}
  R operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

 private:
  void* object_;
  R (*call_)(void*, Args...);
};

/// A view whose history is yet to be recorded: knows in which mode it was made.
inline Tensor bare_view(const Tensor& self, IntArrayRef sizes, IntArrayRef strides,
                        int64_t offset) {
  Tensor out = make_view(self, sizes, strides, offset);
  out.impl()->origin = inference_mode()          ? ViewOrigin::inference
                       : !GradMode::is_enabled() ? ViewOrigin::no_grad
                                                 : self.impl()->origin;
  return out;
}

/// The view of `self` with these strides (in elements, from the storage's start), result of a node
/// when self needs grad; make_grad is called only then.
Tensor view_of(const char* node, const Tensor& self, IntArrayRef sizes, IntArrayRef strides,
               int64_t offset, FunctionRef<GradFn()> make_grad);

/// Zeros of these sizes around grad, which stands where part(zeros) is: the gradient of a view of
/// elements that lie apart, in one node.
template <class Part>
Tensor embedded(const char* node, const Tensor& grad, IntArrayRef sizes, Part part) {
  const Tensor whole = zeros(sizes, grad.options());
  {
    const NoGradGuard no_grad;
    if (grad.numel() > 0) copy_into(part(whole), grad);
  }
  return record(node, {grad}, whole, [&]() -> GradFn {
    return [part](const Tensors& grads, Needs) { return Tensors{part(grads[0])}; };
  });
}

/// The gradient of whatever only gives its argument's elements other sizes, and its maker.
Tensors reshape_grad(const Tensors& grads, Needs needs);
inline constexpr auto reshape_back = []() -> GradFn { return reshape_grad; };

}  // namespace pumice
