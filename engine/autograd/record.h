// How operators attach their gradient: a function that records operators, so that the gradient of
// the gradient comes by itself.
#pragma once

#include <functional>
#include <initializer_list>
#include <span>

#include "pumice/autograd.h"

namespace pumice {

using Tensors = std::vector<Tensor>;

/// A tensor kept for backward: checks at unpack that it was not changed in place since. An output
/// of the node itself is kept without its history and gets it back at unpack (no reference cycle).
/// To be made right before record(), in make_grad: it marks the node as one that runs only once
/// unless the graph is retained.
class Saved {
 public:
  Saved() = default;
  /// An argument of the operator; not the tensor that an in-place operator has overwritten.
  explicit Saved(const Tensor& input);
  /// A tensor that becomes an output of the node that will hold this.
  static Saved output(const Tensor& result);
  /// Only while the node runs; autograd error in PyTorch's words when the version moved.
  Tensor unpack() const;

 private:
  Tensor tensor_;
  uint32_t version_ = 0;
  const TensorImpl* output_ = nullptr;  ///< identity of the output; not followed
};

/// Which of the node's inputs want a gradient.
struct Needs {
  uint64_t mask = 0;
  void add(size_t i) { mask |= uint64_t{1} << (i < 63 ? i : 63); }
  bool operator[](size_t i) const { return mask >> (i < 63 ? i : 63) & 1; }
};

/// Gradient of an operator: gets the cotangent of each output (undefined where none flowed; with
/// one output it is always defined) and returns one tensor per input (undefined: no gradient). It
/// runs with GradMode on exactly when create_graph was asked for.
using GradFn = std::function<Tensors(const Tensors& grads, Needs needs)>;

/// An input in a list of them, not copied; unlike reference_wrapper it takes temporaries.
struct InputRef {
  InputRef(const Tensor& named) : tensor(named) {}
  const Tensor& tensor;
};

/// True when recording is on and one of the inputs requires grad: else operators need not save
/// anything.
bool needs_grad(std::initializer_list<InputRef> inputs);
bool needs_grad(TensorList inputs);

/// Makes `outputs` results of a node `name` (PyTorch's grad_fn name, "SoftmaxBackward0") over
/// `inputs`. Call only when needs_grad(inputs). Outputs that are undefined or not floating get no
/// history.
void record(const char* name, TensorList inputs, std::span<Tensor> outputs, GradFn grad);
void record(const char* name, std::initializer_list<InputRef> inputs, std::span<Tensor> outputs,
            GradFn grad);

/// The common form: returns `out`, with the node attached when an input needs grad.
/// make_grad() is called only then and returns a GradFn:
///   return record("ExpBackward0", {x}, y, [&] { return [y = Saved::output(y)](auto& g, Needs) {
///     return Tensors{g[0] * y.unpack()}; }; });
template <class MakeGrad>
Tensor record(const char* name, std::initializer_list<InputRef> inputs, Tensor out,
              MakeGrad&& make_grad) {
  if (needs_grad(inputs)) record(name, inputs, std::span<Tensor>(&out, 1), GradFn(make_grad()));
  return out;
}

/// What an operator makes of a tensor that it writes and that has been expanded.
enum class Repeats : bool { refused, taken };

/// Before a write to `self`: PyTorch's errors for leaves that require grad, their views, and
/// tensors whose elements overlap, where those are refused. `inputs`: further arguments, where one
/// that requires grad would give self a history.
void check_inplace(const char* op, const Tensor& self, TensorList inputs = {},
                   Repeats repeats = Repeats::refused);
/// After `self` was overwritten in place: bumps its version and, when an input needs grad, makes
/// self the result of the node. `inputs` holds self where its old value counts; its gradient stands
/// at that place. Of a view, the base gets the history, and the view follows.
void record_inplace(const char* name, TensorList inputs, const Tensor& self,
                    const std::function<GradFn()>& make_grad);

/// A view of something that the operator has just made and nobody else holds, as a tensor of its
/// own: results that PyTorch does not call views may be written to where views may not.
Tensor as_own(Tensor view);

/// Gives the node that has just made `result` the name under which PyTorch knows the operator: for
/// those that are made of others, or share a form. Returns the result, which is left alone where it
/// has no history.
Tensor rename_node(Tensor result, const char* name);
/// The same after a write in place; a view, whose history is its base's, is left alone.
Tensor& rename_write(const Tensor& self, const char* name);
/// Makes the node that has just made or written `result` one whose gradient is the error that
/// PyTorch has none of `op`.
Tensor& refuse_gradient(const Tensor& result, const char* op);

/// True for one call after a Saved was made on this thread.
bool take_saved_mark();

}  // namespace pumice
