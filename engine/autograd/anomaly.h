// What anomaly mode remembers of the calls that recorded nodes.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace pumice {

struct GraphNode;

/// The call that made a node: operator, results, addresses on the stack.
struct CallTrace {
  std::vector<void*> frames;
  std::string induced_by;             ///< the node whose backward recorded this one, or empty
  std::shared_ptr<CallTrace> parent;  ///< its trace
};

/// The trace of the call in progress, for anomaly mode.
std::shared_ptr<CallTrace> trace_call();
/// "Traceback of forward call that caused the error: ...", by the node's trace; empty without one.
std::string describe_call(const GraphNode& node);
/// Autograd error that names the node when one of its results holds NaN.
void check_for_nan(const GraphNode& node, const std::vector<class Tensor>& results);

}  // namespace pumice
