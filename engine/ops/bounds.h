// Whether the values of an index tensor lie where they must.
#pragma once

#include <optional>

#include "graph/faults.h"
#include "pumice/tensor.h"

namespace pumice {

/// Values lie in [low, high), or are `skip`. `dim` is for the message.
struct Bounds {
  int64_t low, high, dim = 0;
  std::optional<int64_t> skip = {};
};

/// The error of that text. On the CPU, outside captures, at once; elsewhere a kernel looks, and
/// what it has found is raised where the host waits for the device, while operators leave out, or
/// clamp, what lies outside. Devices without int64 see low words. `index` is int64.
void check_bounds(const FaultText& text, const Tensor& index, const Bounds& bounds);

/// value error of that text unless all of a bool tensor hold; found as by check_bounds().
void check_holds(const FaultText& text, const Tensor& condition);

/// While it lives, this thread checks no bounds: gradients use indices that their operator checked,
/// and a number was looked at before it became a tensor.
class KnownInBounds {
 public:
  KnownInBounds();
  ~KnownInBounds();
  KnownInBounds(const KnownInBounds&) = delete;
  KnownInBounds& operator=(const KnownInBounds&) = delete;

 private:
  bool before_;
};

bool known_in_bounds();

}  // namespace pumice
