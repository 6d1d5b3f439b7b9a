// Freezing a function's work into a plan that is only refilled and submitted, and statistics.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pumice/tensor.h"

namespace pumice {

/// A captured function; copies share the plan.
class Captured {
 public:
  using Function = std::function<std::vector<Tensor>(const std::vector<Tensor>&)>;

  /// Fills the captured inputs with `inputs` (same shapes, dtypes; any device), submits, and returns
  /// the outputs, whose storages the next call overwrites. shape/dtype error on a mismatch.
  std::vector<Tensor> operator()(const std::vector<Tensor>& inputs = {});

 private:
  friend Captured capture(Function, const std::vector<Tensor>&);
  struct State;
  std::shared_ptr<State> state_;
};

/// Runs fn once on copies of `inputs` and freezes its plan and recorded command buffers. Whole
/// training steps (forward, backward, optimizer) can be captured. Reading a tensor on the host
/// inside fn is an error that names the call; work of an input's device only.
Captured capture(Captured::Function fn, const std::vector<Tensor>& inputs);

/// Counters of one device since start; subtract two for a span.
struct Statistics {
  uint64_t allocations = 0;        ///< blocks taken from the driver
  uint64_t allocated_bytes = 0;    ///< held from the driver now
  uint64_t pipelines_created = 0;
  uint64_t plans_made = 0;         ///< batches planned anew
  uint64_t plans_reused = 0;
  uint64_t submits = 0;            ///< queue submissions
  uint64_t dispatches = 0;         ///< kernels run
  uint64_t recorded = 0;           ///< dispatches recorded by operators, before fusion and removal
  uint64_t barriers = 0;
  uint64_t host_waits = 0;         ///< times the host waited for the device
  uint64_t fallbacks = 0;          ///< dispatches run by the CPU for a device that lacks the kernel
  uint64_t bytes_planned = 0;          ///< arena bytes of the plans run
  uint64_t bytes_without_aliasing = 0; ///< what their temporaries would take one by one
};
Statistics statistics(Device device);

}  // namespace pumice
