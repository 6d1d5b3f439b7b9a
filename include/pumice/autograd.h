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

/// One argument of a differentiable operator: the node that takes its gradient, and at which
/// output.
struct Edge {
  std::shared_ptr<Node> function;  ///< null: no gradient is wanted
  uint32_t input_nr = 0;
};

/// A recorded operator: what Tensor::grad_fn() returns (torch::autograd::Node).
struct Node : std::enable_shared_from_this<Node> {
  Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;
  /// PyTorch's name: "MulBackward0".
  virtual std::string name() const = 0;
  /// Where the gradients of the operator's arguments go.
  virtual const std::vector<Edge>& next_edges() const = 0;
  /// Grows from node to node over all threads; AccumulateGrad has the largest of all.
  virtual uint64_t sequence_nr() const = 0;

  using PreHook = std::function<std::vector<Tensor>(const std::vector<Tensor>& grad_outputs)>;
  using PostHook = std::function<std::vector<Tensor>(const std::vector<Tensor>& grad_inputs,
                                                     const std::vector<Tensor>& grad_outputs)>;
  /// Before the node's gradient is computed: returns what takes the place of its gradients.
  virtual void add_pre_hook(PreHook hook) = 0;
  /// After: returns what takes the place of the arguments' gradients.
  virtual void add_post_hook(PostHook hook) = 0;
};

namespace autograd {

using pumice::Edge;
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
