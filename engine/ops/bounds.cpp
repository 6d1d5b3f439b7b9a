// Checking index tensors, at once or by a kernel.
#include "ops/bounds.h"

#include <algorithm>
#include <limits>

#include "graph/stream.h"
#include "ops/launch.h"
#include "pumice/autograd.h"
#include "pumice/functions.h"
#include "shaders/kernels/check_bounds.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

thread_local bool known = false;

std::optional<int64_t> find_outside(const Tensor& index, const Bounds& b) {
  const auto* values = static_cast<int64_t*>(pumice::detail::host_elements(index));
  const auto span = static_cast<uint64_t>(b.high) - static_cast<uint64_t>(b.low);
  constexpr int64_t kRun = 1024;  // a run without branches first
  for (int64_t start = 0; start < index.numel(); start += kRun) {
    const int64_t end = std::min(start + kRun, index.numel());
    bool outside = false;
    for (int64_t i = start; i < end; ++i)
      outside |= static_cast<uint64_t>(values[i]) - static_cast<uint64_t>(b.low) >= span;
    for (int64_t i = start; outside && i < end; ++i)
      if ((values[i] < b.low || values[i] >= b.high) && values[i] != b.skip) return values[i];
  }
  return {};
}

int32_t low_word(int64_t v) {
  using Limits = std::numeric_limits<int32_t>;
  return static_cast<int32_t>(std::clamp<int64_t>(v, Limits::min(), Limits::max()));
}

void record_check(const FaultText& text, const Tensor& index, const Bounds& b) {
  const Binding slot = Stream::current(index.device()).next_fault_slot();
  Tensor fault = make_tensor({Faults::kWords}, kInt, index.device());
  fault.impl()->storage = StorageHandle(slot.storage);
  fault.impl()->offset = static_cast<int64_t>(slot.offset / 4);
  launch(kernel::check_bounds{.n = static_cast<uint32_t>(index.numel()),
                              .low = low_word(b.low),
                              .high = low_word(b.high),
                              .skip = low_word(b.skip.value_or(b.low)),
                              .text = static_cast<int32_t>(Faults::number_of(text)),
                              .dim = low_word(b.dim)},
         {index, fault}, {.groups = blocks(index.numel())});
}

}  // namespace

KnownInBounds::KnownInBounds() : before_(std::exchange(known, true)) {}
KnownInBounds::~KnownInBounds() { known = before_; }

bool known_in_bounds() { return known; }

void check_holds(const FaultText& text, const Tensor& condition) {
  if (known || condition.numel() == 0) return;
  const NoGradGuard no_grad;
  check_bounds({text.op, text.text, ErrorKind::value}, logical_not(all(condition)).to(kLong),
               {.low = 0, .high = 1});
}

void check_bounds(const FaultText& text, const Tensor& index, const Bounds& bounds) {
  if (known || index.numel() == 0) return;
  const Device device = index.device();
  const NoGradGuard no_grad;
  const Tensor flat = index.contiguous();
  if (!device.is_cpu() || Stream::current(device).capturing())
    return record_check(text, flat, bounds);
  if (const auto bad = find_outside(flat, bounds)) raise({text, *bad, bounds.dim, bounds.high});
}

}  // namespace pumice
