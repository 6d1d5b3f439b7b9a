// Life of graph nodes: running, releasing, and destruction without recursion.
#include "autograd/node.h"

#include "base/error.h"
#include "base/thread_variable.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

// The number of the thread's latest node. One that uses another thread's results counts on from
// there (Lamport 1978), so that no counter need be shared.
PUMICE_READ_OFTEN thread_local uint64_t latest = 0;

// What a dying node held. Freed by the outermost destructor on the thread, one after the other, so
// that a graph of any depth (through edges or saved tensors) needs no deep stack.
struct Remains {
  EdgeList edges;
  std::unique_ptr<std::vector<Edge>> shown_edges;
  GradFn grad;
};
PUMICE_READ_OFTEN thread_local std::vector<Remains>* graveyard = nullptr;

// Leaves' accumulators run as soon as they can.
constexpr uint64_t kFirst = UINT64_MAX;

uint64_t number_after(const EdgeList& edges) {
  for (const Edge& edge : edges) {
    if (!edge.function) continue;
    const uint64_t number = static_cast<const GraphNode&>(*edge.function).GraphNode::sequence_nr();
    if (number != kFirst) latest = std::max(latest, number);
  }
  return ++latest;
}

}  // namespace

Geometry::Geometry(const TensorImpl& impl)
    : sizes(impl.sizes), strides(impl.strides), offset(impl.offset) {}

GraphNode::GraphNode(const char* label, EdgeList&& edges, GradFn&& grad, bool saves)
    : edges(std::move(edges)),
      trace(autograd::AnomalyMode::is_enabled() ? trace_call() : nullptr),
      label_(label),
      sequence_(number_after(this->edges)),
      grad_(std::move(grad)),
      saves_(saves) {}

GraphNode::GraphNode(const char* label) : label_(label), sequence_(kFirst) {}

void GraphNode::refuse(const char* op) {
  label_ = "torch::autograd::NotImplemented";
  grad_ = [op](const Tensors&, Needs) -> Tensors {
    fail(ErrorKind::unsupported, "derivative for aten::{} is not implemented", op);
  };
}

GraphNode::~GraphNode() {
  if (edges.empty() && !grad_) return;  // a leaf's, or one that has run
  std::vector<Remains>*& yard = graveyard;
  if (yard) {
    yard->push_back({std::move(edges), std::move(shown_edges_), std::move(grad_)});
    return;
  }
  std::vector<Remains> pending;
  yard = &pending;
  edges.clear();
  shown_edges_.reset();
  grad_ = nullptr;
  while (!pending.empty()) {
    const Remains last = std::move(pending.back());
    pending.pop_back();
  }
  yard = nullptr;
}

std::shared_ptr<Node> shown(std::shared_ptr<Node> node) {
  if (auto* graph_node = static_cast<GraphNode*>(node.get())) {
    std::lock_guard lock(graph_node->mutex);
    if (graph_node->self_.expired()) graph_node->self_ = node;
  }
  return node;
}

std::shared_ptr<Node> GraphNode::getptr() {
  std::lock_guard lock(mutex);
  return self_.lock();
}

const std::vector<Edge>& GraphNode::next_edges() const {
  std::lock_guard lock(mutex);
  if (!shown_edges_) {
    shown_edges_ = std::make_unique<std::vector<Edge>>(edges.vec());
    for (Edge& edge : *shown_edges_) edge.function = shown(std::move(edge.function));
  }
  return *shown_edges_;
}

void GraphNode::add_output(const TensorImpl& output) {
  OutputInfo& info = outputs.add();
  info.sizes = output.sizes;
  info.dtype = output.dtype;
  info.device = output.device();
  info.id = &output;
}

NodeHooks& GraphNode::hooks_made() {
  if (!hooks) hooks = std::make_unique<NodeHooks>();
  return *hooks;
}

void GraphNode::add_pre_hook(std::unique_ptr<FunctionPreHook>&& hook) {
  std::lock_guard lock(mutex);
  hooks_made().before.push_back(std::move(hook));
}

uintptr_t GraphNode::add_post_hook(std::unique_ptr<FunctionPostHook>&& hook) {
  std::lock_guard lock(mutex);
  return reinterpret_cast<uintptr_t>(hooks_made().after.emplace_back(std::move(hook)).get());
}

bool GraphNode::del_post_hook(const uintptr_t& key) {
  std::lock_guard lock(mutex);
  return hooks && std::erase_if(hooks->after, [&](const auto& hook) {
                    return reinterpret_cast<uintptr_t>(hook.get()) == key;
                  }) > 0;
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): other nodes take them
Tensors GraphNode::run(Tensors grads, Needs needs) {
  {
    std::lock_guard lock(mutex);
    check(!released_, ErrorKind::autograd,
          "Trying to backward through the graph a second time (or directly access saved tensors "
          "after they have already been freed). Saved intermediate values of the graph are freed "
          "when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to "
          "backward through the graph a second time or if you need to access saved tensors after "
          "calling backward.");
    // Of a view, made in no_grad mode, of what requires a gradient: there is nowhere to go.
    if (needs.mask == 0) return Tensors(edges.size());
    ++running_;
  }
  GradFn freed;
  struct Leave {
    GraphNode& node;
    GradFn& freed;
    ~Leave() {
      std::lock_guard lock(node.mutex);
      if (--node.running_ == 0 && node.released_) freed = std::move(node.grad_);
    }
  } leave{*this, freed};
  return grad_(grads, needs);
}

void GraphNode::release() {
  if (!saves_) return;
  GradFn freed;
  std::lock_guard lock(mutex);
  released_ = true;
  if (running_ == 0) freed = std::exchange(grad_, nullptr);
}

}  // namespace pumice
