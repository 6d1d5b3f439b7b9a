// What happens to gradients between two nodes: hooks, and the fit to what they are gradients of.
#pragma once

#include "autograd/node.h"

namespace pumice {

/// Runs the hooks of the node's outputs over their gradients, and stores retained ones.
void run_hooks(GraphNode& node, Tensors& grads);
/// Makes each result of `node` a gradient of what it leads to: broadcast dims are summed away,
/// dtypes cast; autograd error in PyTorch's words otherwise.
void validate(const GraphNode& node, Tensors& results);

}  // namespace pumice
