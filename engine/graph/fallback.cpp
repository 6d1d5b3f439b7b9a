// Running single commands on the CPU.
#include "graph/fallback.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "base/warnings.h"
#include "graph/queue.h"

namespace pumice {
namespace {

bool fallback_is_error() {
  const char* mode = std::getenv("PUMICE_FALLBACK");
  return mode && std::strcmp(mode, "error") == 0;
}

std::string variant_name(const KernelInfo& kernel, const Variant& variant) {
  std::string name;
  for (ScalarType t : {variant.t, variant.u})
    if (t != ScalarType::Undefined) name += (name.empty() ? "" : ", ") + std::string(dtype_name(t));
  for (size_t i = 0; i < kernel.spec.size(); ++i) {
    const auto values = kernel.spec[i].values;
    const uint16_t v = variant.spec[i];
    name += text_of("{}{}", name.empty() ? "" : ", ",
                    v < values.size() ? values[v] : std::to_string(v).c_str());
  }
  return name;
}

/// The bytes of one block that a command names: one copy on the CPU, though several bindings meet
/// in it.
struct Hull {
  Memory* memory;
  uint64_t begin, end;
  bool write;
  std::shared_ptr<Memory> copy;
};

std::vector<Hull> hulls_of(const PlanNode& node, const Command& command) {
  std::vector<Hull> hulls;
  for (size_t b = 0; b < command.binding_count; ++b) {
    const Command::Range& r = command.bindings[b];
    const bool write = node.access[b] != Access::read;
    Hull hull{r.memory, r.offset, r.offset + r.bytes, write, nullptr};
    for (size_t i = 0; i < hulls.size();) {
      const Hull& h = hulls[i];
      if (h.memory != hull.memory || hull.begin >= h.end || h.begin >= hull.end) {
        ++i;
        continue;
      }
      hull = {h.memory, std::min(h.begin, hull.begin), std::max(h.end, hull.end),
              h.write || hull.write, nullptr};
      hulls.erase(hulls.begin() + static_cast<std::ptrdiff_t>(i));
      i = 0;  // the larger hull may meet those passed before
    }
    hulls.push_back(hull);
  }
  return hulls;
}

}  // namespace

bool SupportCache::native(const KernelInfo& kernel, const Variant& variant) {
  if (by_kernel_.size() <= kernel.id) by_kernel_.resize(kernel.id + 1);
  auto& known = by_kernel_[kernel.id];
  for (const auto& [v, native] : known)
    if (v == variant) return native;
  known.emplace_back(variant, backend_.supports(kernel, variant));
  return known.back().second;
}

void allow_fallback(Device device, const KernelInfo& kernel, const Variant& variant) {
  const std::string what =
      text_of("{}: {} has no kernel for ({})", kernel.name, device, variant_name(kernel, variant));
  const bool cpu_can = !device.is_cpu() && get_backend(kCPU).supports(kernel, variant);
  check(cpu_can && !fallback_is_error(), ErrorKind::unsupported, "{}", what);
  note_once(what + ", the CPU runs it");
}

void run_fallback(Queue& queue, const PlanNode& node, const Command& command) {
  Queue& cpu = Queue::of(kCPU);
  std::vector<Hull> hulls = hulls_of(node, command);
  Command here = command;
  here.barrier_before = false;
  Ticket done;
  {
    std::lock_guard lock(cpu.mutex);
    for (Hull& h : hulls) {
      h.copy = cpu.pool.take(h.end - h.begin, cpu.last);
      cpu.backend.wait(cpu.last);  // the block may have been used a moment ago
      queue.backend.read(*h.memory, h.begin, h.copy->host(), h.end - h.begin);
    }
    for (size_t b = 0; b < here.binding_count; ++b) {
      Command::Range& r = here.bindings[b];
      for (const Hull& h : hulls) {
        if (h.memory != r.memory || r.offset < h.begin || r.offset + r.bytes > h.end) continue;
        r = {h.copy.get(), r.offset - h.begin, r.bytes};
        break;
      }
    }
    done = cpu.last = cpu.backend.submit({&here, 1});
  }
  cpu.backend.wait(done);
  for (const Hull& h : hulls)
    if (h.write) queue.backend.write(*h.memory, h.begin, h.copy->host(), h.end - h.begin);
  ++queue.backend.stats().fallbacks;
}

}  // namespace pumice
