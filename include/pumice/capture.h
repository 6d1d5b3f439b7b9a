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

  /// Fills the captured inputs with `inputs` (same shapes and dtypes, any device; contiguous ones
  /// on the host or the same device cost no submission of their own), submits, and returns the
  /// outputs, detached, whose storages the next call overwrites. shape/dtype error on a mismatch.
  std::vector<Tensor> operator()(const std::vector<Tensor>& inputs = {});

 private:
  friend Captured capture(Function, const std::vector<Tensor>&);
  struct State;
  std::shared_ptr<State> state_;
};

/// Calls fn once on stand-ins for `inputs`, keeps the work it records instead of running it, and
/// freezes its plan and recorded command buffers: parameters change when the result is called, not
/// here. Whole training steps (forward, backward, optimizer) can be captured; tensors made before
/// are updated in place, those made inside and still held are written anew by each call. Reading a
/// tensor on the host, kernels that the device lacks and work on another device are errors that
/// name the call. The device is the inputs', or the default one.
Captured capture(Captured::Function fn, const std::vector<Tensor>& inputs);

/// While it lives, work that this thread records inside a capture's fn runs at once and once, as
/// state made on first use must (an optimizer's). It may not touch what the capture has changed so
/// far.
class OutsideCapture {
 public:
  OutsideCapture();
  ~OutsideCapture();
  OutsideCapture(const OutsideCapture&) = delete;
  OutsideCapture& operator=(const OutsideCapture&) = delete;

 private:
  class Capturing* capture_ = nullptr;
};

/// Counters of one device since start; subtract two for a span.
struct Statistics {
  uint64_t allocations = 0;      ///< blocks taken from the driver
  uint64_t allocated_bytes = 0;  ///< held from the driver now
  uint64_t pipelines_created = 0;
  uint64_t plans_made = 0;  ///< batches planned anew
  uint64_t plans_reused = 0;
  uint64_t submits = 0;     ///< queue submissions
  uint64_t dispatches = 0;  ///< kernels run
  uint64_t recorded = 0;    ///< dispatches recorded by operators, before fusion and removal
  uint64_t barriers = 0;
  uint64_t host_waits = 0;        ///< times the host waited for the device
  uint64_t fallbacks = 0;         ///< dispatches run by the CPU for a device that lacks the kernel
  uint64_t lapack_transfers = 0;  ///< matrices sent to the CPU for LAPACK, and results sent back
  uint64_t lapack_bytes = 0;      ///< what these held
  uint64_t bytes_planned = 0;     ///< arena bytes of the plans run
  uint64_t bytes_without_aliasing = 0;  ///< what their temporaries would take one by one
};
Statistics statistics(Device device);

}  // namespace pumice
