// FuseGroup: elementwise operations that become one kernel.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "graph/element_op.h"

namespace pumice {

/// Operations over the same number of elements, in an order in which they may run per element.
/// Loads come before all stores, so each place is loaded once, or taken from the operation that
/// wrote it.
class FuseGroup {
 public:
  /// Whether a slot's contents are wanted by anything outside the group's members.
  using Wanted = std::function<bool(uint32_t slot, const std::vector<uint32_t>& members)>;

  FuseGroup(const ElementOp& first, uint32_t node);

  /// Adds the operation if it takes part in what the group reads or makes, and if the kernel stays
  /// within the limits on bindings and params.
  bool join(const ElementOp& op, uint32_t node, const Wanted& wanted);
  size_t size() const { return members_.size(); }
  const std::vector<uint32_t>& members() const { return members_; }
  /// The kernel as a node; its source goes to `kernels`. No bindings when nothing is wanted.
  PlanNode emit(const Wanted& wanted, std::vector<std::unique_ptr<FusedKernel>>& kernels) const;

 private:
  struct Step {
    ElementOp op;
    std::vector<int> inputs;  ///< values: loads are negative (-1 - load), steps are positions
  };
  /// Position of a step that wrote this place last, or -1.
  int writer_of(const ElementOperand& place) const;
  bool fits_memory(const ElementOp& op) const;
  bool connected(const ElementOp& op) const;
  void append(const ElementOp& op, uint32_t node);
  std::vector<int> stores(const Wanted& wanted) const;
  bool within_limits(const Wanted& wanted) const;

  std::vector<uint32_t> members_;  ///< nodes
  std::vector<Step> steps_;
  std::vector<ElementOperand> loads_;
  ScalarType t_ = ScalarType::Undefined;
};

}  // namespace pumice
