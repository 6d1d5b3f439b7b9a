// Nodes of the graph of recorded operators, as the engine sees them.
#pragma once

#include <atomic>
#include <mutex>

#include "autograd/anomaly.h"
#include "autograd/record.h"
#include "base/dim_vector.h"
#include "base/few.h"

namespace pumice {

/// What is remembered of a node's output: gradients must fit it.
struct OutputInfo {
  DimVector sizes;
  ScalarType dtype = ScalarType::Undefined;
  Device device;
  const TensorImpl* id = nullptr;  ///< identity of the tensor while it was recorded; not followed
};

/// Where the gradients of a node's arguments go.
using EdgeList = Few<Edge, 2>;

/// Hooks of one tensor; a removed one is empty.
struct TensorHooks {
  std::mutex mutex;
  std::vector<std::function<Tensor(const Tensor&)>> list;
};

/// What few nodes have.
struct NodeHooks {
  std::vector<std::shared_ptr<FunctionPreHook>> before;
  std::vector<std::shared_ptr<FunctionPostHook>> after;
  std::vector<std::pair<uint32_t, std::shared_ptr<TensorHooks>>> outputs;
  std::vector<std::pair<uint32_t, std::shared_ptr<Tensor>>> retained;  ///< gradients of outputs
};

/// Where in its base a tensor lies.
struct Geometry {
  DimVector sizes, strides;
  int64_t offset = 0;
  Geometry() = default;
  explicit Geometry(const TensorImpl& impl);
};

/// A write through a view: the view's identity, and where its base lies.
struct ViewWrite {
  const TensorImpl* view;  ///< not followed
  Geometry base;
};

/// A node with a gradient function.
struct GraphNode : Node {
  /// Its edges come before it: the engine knows a node's arguments by their smaller numbers.
  GraphNode(const char* label, EdgeList&& edges, GradFn&& grad, bool saves);
  explicit GraphNode(const char* label);  ///< without a gradient function, before all others
  ~GraphNode() override;
  std::string name() const override { return label_; }
  void rename(const char* label) { label_ = label; }
  void refuse(const char* op);
  std::shared_ptr<Node> getptr() final;
  const std::vector<Edge>& next_edges() const override;
  uint32_t num_inputs() const override { return static_cast<uint32_t>(outputs.size()); }
  uint64_t sequence_nr() const override { return sequence_; }
  Tensors operator()(Tensors&& inputs) override;
  void add_pre_hook(std::unique_ptr<FunctionPreHook>&& hook) override;
  uintptr_t add_post_hook(std::unique_ptr<FunctionPostHook>&& hook) override;
  bool del_post_hook(const uintptr_t& key) override;

  /// Gradients of the inputs. Any thread; autograd error once released.
  virtual Tensors run(Tensors grads, Needs needs);
  /// Drops what was saved, as soon as no thread runs the node.
  virtual void release();

  size_t output_count() const { return outputs.size(); }
  void add_output(const TensorImpl& output);
  NodeHooks& hooks_made();  ///< made when absent; with the mutex held

  EdgeList edges;
  Few<OutputInfo, 1> outputs;

  mutable std::mutex mutex;
  std::unique_ptr<NodeHooks> hooks;  ///< null while there are none; guarded by the mutex

  bool takes_undefined = false;      ///< runs even where no gradient came along
  std::unique_ptr<ViewWrite> write;  ///< of a node that wrote to its output through a view
  std::shared_ptr<CallTrace> trace;  ///< in anomaly mode: the call that made the node

 protected:
  const char* label_;
  uint64_t sequence_;

 private:
  friend std::shared_ptr<Node> shown(std::shared_ptr<Node> node);

  GradFn grad_;
  // Made once they were asked for; guarded by the mutex.
  std::weak_ptr<Node> self_;
  mutable std::unique_ptr<std::vector<Edge>> shown_edges_;
  bool saves_ = false, released_ = false;
  uint32_t running_ = 0;
};

/// Adds the gradient to a leaf's grad. The leaf owns it while there are handles of the leaf, then
/// it owns the leaf: so edges keep both, and a use of the leaf makes nothing.
struct AccumulateGrad : GraphNode {
  explicit AccumulateGrad(TensorImpl& leaf);
  Tensors run(Tensors grads, Needs needs) override;
  void release() override {}
  TensorImpl& leaf;
  Tensor owned;
};

/// The node as users see it, who may ask it for further owners.
std::shared_ptr<Node> shown(std::shared_ptr<Node> node);

/// The node whose gradient this thread computes; null outside of backward.
GraphNode* running_node();
/// The same as an owner.
std::shared_ptr<GraphNode> share_running_node();
/// In a gradient function: the sizes of the operator's argument i, which wants a gradient. The node
/// that takes that gradient remembers them, so that the function need not.
IntArrayRef argument_sizes(size_t i);

/// a + b for gradients: in place where `a` belongs to no one else and no graph is made.
Tensor accumulate(Tensor a, const Tensor& b);
/// True when nothing but this handle can see the tensor's elements, and they are all of its
/// storage.
bool sole_owner(const Tensor& tensor);
/// The same whatever the order of its elements.
bool is_alone(const Tensor& tensor);
/// Sums broadcast dims away (torch.Tensor.sum_to_size).
Tensor sum_to_size(const Tensor& tensor, IntArrayRef sizes);
/// Gradient of base.as_strided(view) with respect to base.
GradFn as_strided_grad(Geometry base, Geometry view);
/// Makes `view` (whose base has just got `base_edge` for history) an as_strided of it.
void attach_as_strided(TensorImpl& view, const Geometry& base, Edge base_edge);

/// Runs backward from the roots. With inputs: results for these edges alone, in order (undefined
/// where unused); accumulate: leaves among them also add to their grad.
Tensors run_backward(const std::vector<Edge>& roots, const Tensors& grads, bool keep_graph,
                     bool create_graph, bool accumulate, const std::vector<Edge>& inputs);

}  // namespace pumice
