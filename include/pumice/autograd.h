// The differentiation engine as users see it: modes, grad, hooks, custom functions.
#pragma once

#include <string>

#include "pumice/tensor.h"

namespace pumice {

/// Thread-local switch of recording; on at start.
struct GradMode {
  static bool is_enabled();
  static void set_enabled(bool on);
};
class AutoGradMode {
 public:
  explicit AutoGradMode(bool on) : before_(GradMode::is_enabled()) { GradMode::set_enabled(on); }
  ~AutoGradMode() { GradMode::set_enabled(before_); }
  AutoGradMode(const AutoGradMode&) = delete;
  AutoGradMode& operator=(const AutoGradMode&) = delete;

 private:
  bool before_;
};
struct NoGradGuard : AutoGradMode {
  NoGradGuard() : AutoGradMode(false) {}
};

/// Inside, tensors are made without history and version counter, and never get them: they cannot be
/// saved for backward, nor written to outside (c10::InferenceMode). Recording is off inside.
class InferenceMode {
 public:
  explicit InferenceMode(bool enabled = true);
  ~InferenceMode();
  InferenceMode(const InferenceMode&) = delete;
  InferenceMode& operator=(const InferenceMode&) = delete;
  static bool is_enabled();

 private:
  bool before_;
  AutoGradMode grad_mode_;
};

/// One argument of a differentiable operator: the node that takes its gradient, and at which
/// output.
struct Edge {
  std::shared_ptr<Node> function;  ///< null: no gradient is wanted
  uint32_t input_nr = 0;
  bool is_valid() const { return function != nullptr; }
};

/// Called with a node's gradients before its own gradient function: gives what takes their place.
struct FunctionPreHook {
  virtual ~FunctionPreHook() = default;
  virtual std::vector<Tensor> operator()(const std::vector<Tensor>& grads) = 0;
};
/// Called after it, with the gradients of the node's arguments (its outputs) and its own (its
/// inputs): gives what takes the place of the former.
struct FunctionPostHook {
  virtual ~FunctionPostHook() = default;
  virtual std::vector<Tensor> operator()(const std::vector<Tensor>& outputs,
                                         const std::vector<Tensor>& inputs) = 0;
};

/// A recorded operator: what Tensor::grad_fn() returns (torch::autograd::Node).
struct Node {
  Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;
  /// An owner of the node.
  virtual std::shared_ptr<Node> getptr() = 0;
  /// PyTorch's name: "MulBackward0".
  virtual std::string name() const = 0;
  /// The gradients of the operator's arguments, given those of its results.
  virtual std::vector<Tensor> operator()(std::vector<Tensor>&& inputs) = 0;
  /// Where the gradients of the operator's arguments go.
  virtual const std::vector<Edge>& next_edges() const = 0;
  const Edge& next_edge(size_t i) const { return next_edges()[i]; }
  /// Whether the gradient of the operator's argument goes anywhere.
  bool should_compute_output(size_t i) const { return next_edges().at(i).is_valid(); }
  /// Gradients that the node gives: one per argument of the operator.
  uint32_t num_outputs() const { return static_cast<uint32_t>(next_edges().size()); }
  /// Gradients that the node takes: one per result of the operator.
  virtual uint32_t num_inputs() const = 0;
  /// Grows from node to node over all threads; AccumulateGrad has the largest of all.
  virtual uint64_t sequence_nr() const = 0;

  virtual void add_pre_hook(std::unique_ptr<FunctionPreHook>&& hook) = 0;
  /// Gives the key that del_post_hook takes; false there where no hook has it.
  virtual uintptr_t add_post_hook(std::unique_ptr<FunctionPostHook>&& hook) = 0;
  virtual bool del_post_hook(const uintptr_t& key) = 0;
};

namespace autograd {

using pumice::Edge;
using pumice::FunctionPostHook;
using pumice::FunctionPreHook;
using pumice::Node;
using variable_list = std::vector<Tensor>;

/// torch.autograd.backward: accumulates into the leaves' grad.
void backward(const variable_list& tensors, const variable_list& grad_tensors = {},
              std::optional<bool> retain_graph = {}, bool create_graph = false,
              const variable_list& inputs = {});
/// torch.autograd.grad: gradients of outputs with respect to inputs, undefined where unused and
/// allow_unused; autograd error where unused and not.
variable_list grad(const variable_list& outputs, const variable_list& inputs,
                   const variable_list& grad_outputs = {}, std::optional<bool> retain_graph = {},
                   bool create_graph = false, bool allow_unused = false);
/// Whether nodes remember the call that recorded them, for messages of errors in backward, and
/// whether gradients are searched for NaN; of the whole program, as in libtorch.
struct AnomalyMode {
  static bool is_enabled();
  static bool should_check_nan();
  static void set_enabled(bool enabled, bool check_nan = true);
};
/// Switches anomaly mode on while it lives (torch::autograd::DetectAnomalyGuard): "Function
/// 'LogBackward0' returned nan values in its 0th output.", followed by the forward call.
class DetectAnomalyGuard {
 public:
  explicit DetectAnomalyGuard(bool check_nan = true);
  ~DetectAnomalyGuard();
  DetectAnomalyGuard(const DetectAnomalyGuard&) = delete;
  DetectAnomalyGuard& operator=(const DetectAnomalyGuard&) = delete;

 private:
  bool was_enabled_, did_check_nan_;
};

/// torch.autograd.gradcheck in float64: analytical against central differences; throws an
/// autograd error that names the worst element, or returns true.
bool gradcheck(const std::function<variable_list(const variable_list&)>& fn,
               const variable_list& inputs, double eps = 1e-6, double atol = 1e-5,
               double rtol = 1e-3);
/// torch.autograd.gradgradcheck: the same for the gradient of fn.
bool gradgradcheck(const std::function<variable_list(const variable_list&)>& fn,
                   const variable_list& inputs, double eps = 1e-6, double atol = 1e-5,
                   double rtol = 1e-3);

}  // namespace autograd
}  // namespace pumice
