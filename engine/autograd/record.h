// How operators attach their gradient: a function that records operators, so that the gradient of the
// gradient comes by itself.
#pragma once

#include <functional>
#include <initializer_list>
#include <span>

#include "pumice/autograd.h"

namespace pumice {

using Tensors = std::vector<Tensor>;

/// A tensor kept for backward: checks at unpack that it was not changed in place since; an output of the
/// node itself is kept without its history and gets it back at unpack (no reference cycle).
class Saved {
 public:
  Saved() = default;
  explicit Saved(const Tensor& input);
  /// For a tensor that is (or becomes) output `nr` of the node that will hold this.
  static Saved output(const Tensor& result);
  Tensor unpack() const;  ///< autograd error in PyTorch's words when the version moved or it was freed

 private:
  friend struct Node;
  Tensor tensor_;
  uint64_t version_ = 0;
  bool is_output_ = false;
};

/// Which of the node's inputs want a gradient.
struct Needs {
  uint64_t mask = 0;
  bool operator[](size_t i) const { return mask >> (i < 63 ? i : 63) & 1; }
};

/// Gradient of an operator: gets the cotangent of each output (undefined where none flowed; with one
/// output it is always defined) and returns one tensor per input (undefined: no gradient). It runs with
/// GradMode on exactly when create_graph was asked for.
using GradFn = std::function<Tensors(const Tensors& grads, Needs needs)>;

/// True when recording is on and one of the inputs requires grad: else operators need not save anything.
bool needs_grad(std::initializer_list<std::reference_wrapper<const Tensor>> inputs);
bool needs_grad(TensorList inputs);

/// Makes `outputs` results of a node `name` (PyTorch's grad_fn name, "SoftmaxBackward0") over `inputs`.
/// Call only when needs_grad(inputs). Saved::output members are completed through `saved_outputs`.
void record(const char* name, TensorList inputs, std::span<Tensor> outputs, GradFn grad);

/// The common form: returns `out`, with the node attached when an input needs grad.
/// make_grad() is called only then and returns a GradFn:
///   return record("ExpBackward0", {x}, y, [&] { return [y = Saved::output(y)](auto& g, Needs) {
///     return Tensors{g[0] * y.unpack()}; }; });
template <class MakeGrad>
Tensor record(const char* name, std::initializer_list<Tensor> inputs, Tensor out,
              MakeGrad&& make_grad) {
  const TensorList list(inputs.begin(), inputs.size());
  if (needs_grad(list)) record(name, list, std::span<Tensor>(&out, 1), GradFn(make_grad()));
  return out;
}

/// After `self` was overwritten in place: bumps its version and, when recording, makes it the result of
/// the node. Throws PyTorch's errors for leaves that require grad (check_inplace does so before the write).
void check_inplace(const char* op, const Tensor& self);
void record_inplace(const char* name, TensorList inputs, const Tensor& self,
                    std::function<GradFn()> make_grad);

}  // namespace pumice
