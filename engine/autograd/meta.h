// What a tensor carries for differentiation besides its history.
#pragma once

#include <mutex>

#include "autograd/node.h"
#include "tensor/impl.h"

namespace pumice {

struct AutogradMeta {
  bool requires_grad = false;  ///< of a leaf, as set by the user
  Tensor grad;
  std::shared_ptr<AccumulateGrad> accumulator;  ///< of a leaf, once `used`
  std::atomic<bool> used{false};
  std::shared_ptr<TensorHooks> hooks;  ///< of a leaf; of another tensor its node has them, too
  std::shared_ptr<Tensor> retained;    ///< grad of a tensor that is no leaf, after retain_grad()

  Tensor& shown_grad() { return retained ? *retained : grad; }
};

AutogradMeta& meta_of(TensorImpl& impl);  ///< made when absent
bool requires_grad(const TensorImpl& impl);
/// The node that made the tensor, null for a leaf. A view whose base was changed in place since
/// gets a new one here.
const std::shared_ptr<GraphNode>& history(TensorImpl& impl);
/// PyTorch's error where a view may not be written to while recording; `indirect`: it was written
/// to through its base or another view of it.
void refuse_write(const TensorImpl& view, bool indirect);
/// Where the tensor's gradient goes: its node, its accumulator, or nowhere.
Edge edge_of(const Tensor& tensor);
/// Makes the tensor output `nr` of the node; a retained gradient moves along.
void attach(TensorImpl& impl, std::shared_ptr<GraphNode> node, uint32_t nr);
/// Guards what is made on demand in the tensor's meta.
std::mutex& meta_mutex(const TensorImpl& impl);

}  // namespace pumice
