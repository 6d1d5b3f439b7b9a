// Finding and running the CPU's compiled kernels.
#include "cpu/kernels.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"

namespace pumice::cpu {
namespace {

bool processor_runs(std::string_view level) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (level == "v3")
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi2");
  if (level == "v4")
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#endif
  return level == "baseline";
}

/// Place of an instruction set in their order; of an unknown name, behind all.
size_t rank(std::string_view level) {
  constexpr std::string_view order[] = {"baseline", "v3", "v4"};
  return static_cast<size_t>(std::find(std::begin(order), std::end(order), level) - order);
}

/// Bytes of work under which another thread costs more than it saves.
constexpr uint64_t kBytesPerThread = 32 << 10;

}  // namespace

const CpuLevel& choose_level(std::span<const CpuLevel> levels, const char* wish,
                             bool (*runs)(std::string_view)) {
  const size_t most = wish ? rank(wish) : SIZE_MAX;
  const CpuLevel* best = nullptr;
  for (const CpuLevel& level : levels)
    if (runs(level.name) && (!best || rank(level.name) <= most)) best = &level;
  check(best, ErrorKind::device,
        "this processor runs none of the instruction sets that pumice was built for ({} up)",
        levels[0].name);
  return *best;
}

const CpuLevel& best_level() {
  static const CpuLevel& level =
      choose_level(cpu_levels(), std::getenv("PUMICE_CPU_LEVEL"), processor_runs);
  return level;
}

CpuKernel find_kernel(const CpuLevel& level, const KernelInfo& info, const Variant& variant) {
  const int types = find_types(info, variant.t, variant.u);
  if (types < 0) return nullptr;
  size_t at = static_cast<size_t>(types);
  if (info.dense) return level.kernels[info.id][at];
  for (size_t s = 0; s < info.spec.size(); ++s) {
    const auto numbers = info.spec[s].numbers;
    const auto found = std::find(numbers.begin(), numbers.end(), variant.spec[s]);
    if (found == numbers.end()) return nullptr;
    at = at * numbers.size() + static_cast<size_t>(found - numbers.begin());
  }
  return level.kernels[info.id][at];
}

void run_kernel(CpuKernel kernel, const Command& command) {
  CpuArgs args{};
  uint64_t bytes = 0;
  for (size_t i = 0; i < command.binding_count; ++i) {
    const Command::Range& range = command.bindings[i];
    if (!range.memory) continue;
    args.bindings[i] = static_cast<std::byte*>(range.memory->host()) + range.offset;
    bytes += range.bytes;
  }
  args.params = command.params.data();
  args.spec = command.variant.spec.data();
  const uint64_t threads = command.kernel->dense ? command.groups : bytes / kBytesPerThread;
  if (threads <= 1) return kernel(args, 0, command.groups);
  const size_t grain = std::max<size_t>(1, command.groups / threads);
  parallel_for(0, command.groups, grain, [&](size_t begin, size_t end) {
    kernel(args, static_cast<uint32_t>(begin), static_cast<uint32_t>(end));
  });
}

}  // namespace pumice::cpu
