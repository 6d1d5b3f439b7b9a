// The backward engine: visits nodes from the latest recorded to the earliest, each once all of its
// gradients have arrived.
#include <exception>
#include <queue>
#include <thread>
#include <unordered_map>

#include "autograd/meta.h"
#include "autograd/validate.h"
#include "base/error.h"
#include "base/thread_variable.h"
#include "graph/capturing.h"

namespace pumice {

namespace {

using NodePtr = std::shared_ptr<Node>;

PUMICE_READ_OFTEN thread_local const NodePtr* current_node = nullptr;

class RunningNode {
 public:
  explicit RunningNode(const NodePtr& node) : before_(std::exchange(current_node, &node)) {}
  ~RunningNode() { current_node = before_; }
  RunningNode(const RunningNode&) = delete;
  RunningNode& operator=(const RunningNode&) = delete;

 private:
  const NodePtr* before_;
};

struct Visit {
  const NodePtr* self = nullptr;  // in a root or in an edge of a node that leads here
  Tensors grads;                  // one per output, summed as they arrive
  uint32_t awaited = 0;           // edges from nodes that have not run yet
  bool needed = true;             // leads to an input that was asked for, or is one
  bool executed = true;           // its function runs: a node beyond it, or its leaf, is wanted
  std::vector<std::pair<uint32_t, size_t>> wanted;  // (output, position among the results)
};

struct Later {
  bool operator()(const GraphNode* a, const GraphNode* b) const {
    return a->sequence_nr() < b->sequence_nr();
  }
};

class Task {
 public:
  Task(bool keep_graph, bool create_graph) : keep_graph_(keep_graph), mode_(create_graph) {}

  void discover(const std::vector<Edge>& roots);
  void select(const std::vector<Edge>& inputs, bool accumulate);
  void feed(const Edge& edge, Tensor grad);
  void start(const std::vector<Edge>& roots);
  Tensors take_results() { return std::move(results_); }

 private:
  Visit& visit(const Node* node) { return visits_.at(static_cast<const GraphNode*>(node)); }
  void process(GraphNode& node);
  Needs needs_of(const GraphNode& node);
  void arrive(const Edge& edge, Tensor grad);

  bool keep_graph_, selective_ = false;
  AutoGradMode mode_;
  std::unordered_map<const GraphNode*, Visit> visits_;
  std::vector<GraphNode*> order_;  // as discovered
  std::priority_queue<GraphNode*, std::vector<GraphNode*>, Later> ready_;
  Tensors results_;
};

void Task::discover(const std::vector<Edge>& roots) {
  const auto add = [&](const NodePtr& function) -> Visit& {
    auto* node = static_cast<GraphNode*>(function.get());
    const auto [at, fresh] = visits_.try_emplace(node);
    if (fresh) {
      order_.push_back(node);
      at->second.self = &function;
    }
    return at->second;
  };
  for (const Edge& root : roots) add(root.function);
  for (size_t i = 0; i < order_.size(); ++i)
    for (const Edge& edge : order_[i]->edges)
      if (edge.function) ++add(edge.function).awaited;
}

// Marks what leads to the inputs. A node comes after all that it leads to when nodes are taken by
// sequence number, since its arguments were recorded before it.
void Task::select(const std::vector<Edge>& inputs, bool accumulate) {
  selective_ = true;
  results_.resize(inputs.size());
  for (auto& [node, visit] : visits_) visit.needed = visit.executed = false;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const auto* node = static_cast<const GraphNode*>(inputs[i].function.get());
    const auto at = visits_.find(node);
    if (at == visits_.end()) continue;
    at->second.needed = true;
    at->second.executed |= accumulate && dynamic_cast<const AccumulateGrad*>(node);
    at->second.wanted.emplace_back(inputs[i].input_nr, i);
  }
  const auto leaf = [](const GraphNode* node) { return node->edges.empty(); };
  std::sort(order_.begin(), order_.end(), [&](const GraphNode* a, const GraphNode* b) {
    return leaf(a) != leaf(b) ? leaf(a) : a->sequence_nr() < b->sequence_nr();
  });
  for (const GraphNode* node : order_) {
    Visit& mine = visit(node);
    for (const Edge& edge : node->edges)
      if (edge.function && visit(edge.function.get()).needed) mine.needed = mine.executed = true;
  }
}

void Task::feed(const Edge& edge, Tensor grad) {
  const auto* node = static_cast<const GraphNode*>(edge.function.get());
  Visit& target = visit(node);
  if (target.grads.empty()) target.grads.resize(node->output_count());
  Tensor& slot = target.grads[edge.input_nr];
  slot = slot.defined() ? accumulate(std::move(slot), grad) : std::move(grad);
}

void Task::start(const std::vector<Edge>& roots) {
  for (const Edge& root : roots) {
    auto* node = static_cast<GraphNode*>(root.function.get());
    Visit& mine = visit(node);
    if (mine.awaited == 0 && mine.needed) {
      mine.awaited = 1;  // once, however many roots share the node
      arrive({root.function, root.input_nr}, Tensor());
    }
  }
  while (!ready_.empty()) {
    GraphNode* node = ready_.top();
    ready_.pop();
    process(*node);
  }
}

void Task::arrive(const Edge& edge, Tensor grad) {
  if (grad.defined()) feed(edge, std::move(grad));
  if (--visit(edge.function.get()).awaited == 0)
    ready_.push(static_cast<GraphNode*>(edge.function.get()));
}

Needs Task::needs_of(const GraphNode& node) {
  Needs needs;
  for (size_t i = 0; i < node.edges.size(); ++i) {
    const Node* next = node.edges[i].function.get();
    if (next && (!selective_ || visit(next).needed)) needs.add(i);
  }
  return needs;
}

// Those of the node itself.
NodeHooks hooks_of(GraphNode& node) {
  std::lock_guard lock(node.mutex);
  return node.hooks ? *node.hooks : NodeHooks();
}

Tensors replaced(Tensors by_hook, size_t count, const GraphNode& node) {
  check(by_hook.size() == count, ErrorKind::autograd,
        "backward: a hook of {} returned {} gradients in place of {}", node.name(), by_hook.size(),
        count);
  return by_hook;
}

// The node's function and its hooks; in anomaly mode an error says which call recorded the node.
Tensors call(const NodePtr& self, Tensors grads, Needs needs, bool keep_graph) {
  const RunningNode running(self);
  auto& node = static_cast<GraphNode&>(*self);
  try {
    const NodeHooks hooks = hooks_of(node);
    for (const auto& hook : hooks.before) grads = replaced((*hook)(grads), grads.size(), node);
    const Tensors kept = hooks.after.empty() ? Tensors() : grads;
    Tensors out = node.run(std::move(grads), needs);
    if (!keep_graph) node.release();
    validate(node, out);
    check_for_nan(node, out);
    for (const auto& hook : hooks.after) out = replaced((*hook)(out, kept), out.size(), node);
    return out;
  } catch (const Error& error) {
    const std::string text = error.what(), where = describe_call(node);
    if (where.empty() || text.find("Traceback of forward call") != std::string::npos) throw;
    throw Error(error.kind(), text + where);
  }
}

void Task::process(GraphNode& node) {
  Visit& mine = visit(&node);
  Tensors grads = std::move(mine.grads);
  grads.resize(node.output_count());
  run_hooks(node, grads);
  for (const auto& [nr, position] : mine.wanted) results_[position] = grads[nr];
  if (!mine.executed) return;

  const Needs needs = needs_of(node);
  const bool any = std::any_of(grads.begin(), grads.end(), [](auto& g) { return g.defined(); });
  Tensors out(node.edges.size());
  if (any || node.takes_undefined) out = call(*mine.self, std::move(grads), needs, keep_graph_);
  for (size_t i = 0; i < node.edges.size(); ++i) {
    const Edge& edge = node.edges[i];
    if (edge.function && (!selective_ || visit(edge.function.get()).needed))
      arrive(edge, std::move(out[i]));
  }
}

}  // namespace

namespace {

// Backward calls of this thread that have not returned; each inner one came from a node or a hook.
thread_local int depth = 0;
constexpr int kDeepest = 60;  // per thread: beyond, another one lends its stack

// f on a thread of its own, in this one's modes, which waits for it.
template <class F>
void on_another_thread(F&& f) {
  std::exception_ptr error;
  std::thread([&, grad_mode = GradMode::is_enabled(), inference = inference_mode()] {
    GradMode::set_enabled(grad_mode);
    inference_mode() = inference;
    try {
      f();
    } catch (...) {
      error = std::current_exception();
    }
  }).join();
  if (error) std::rethrow_exception(error);
}

}  // namespace

GraphNode* running_node() {
  return current_node ? static_cast<GraphNode*>(current_node->get()) : nullptr;
}

std::shared_ptr<GraphNode> share_running_node() {
  return current_node ? std::static_pointer_cast<GraphNode>(*current_node) : nullptr;
}

Tensors GraphNode::operator()(Tensors&& inputs) {
  const NodePtr self = getptr();
  const RunningNode running(self);
  Needs needs;
  for (size_t i = 0; i < edges.size(); ++i)
    if (edges[i].is_valid()) needs.add(i);
  return run(std::move(inputs), needs);
}

IntArrayRef argument_sizes(size_t i) {
  const Edge& edge = running_node()->edges[i];
  return static_cast<const GraphNode&>(*edge.function).outputs[edge.input_nr].sizes;
}

Tensors run_backward(const std::vector<Edge>& roots, const Tensors& grads, bool keep_graph,
                     bool create_graph, bool accumulate, const std::vector<Edge>& inputs) {
  Tensors results;
  const auto run = [&] {
    struct Depth {
      Depth() { ++depth; }
      ~Depth() { --depth; }
    } counted;
    Task task(keep_graph, create_graph);
    task.discover(roots);
    if (!inputs.empty()) task.select(inputs, accumulate);
    for (size_t i = 0; i < roots.size(); ++i) task.feed(roots[i], grads[i]);
    task.start(roots);
    results = task.take_results();
  };
  // A capture belongs to its thread.
  if (depth < kDeepest || Capturing::active())
    run();
  else
    on_another_thread(run);
  return results;
}

}  // namespace pumice
