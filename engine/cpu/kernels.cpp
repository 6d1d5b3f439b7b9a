// Finding and running the CPU's compiled kernels.
#include "cpu/kernels.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "base/thread_pool.h"
#include "shaders/kernels/copy.h"

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

/// Elementwise kernels: the last constant says how the operands lie.
bool is_elementwise(const KernelInfo& info) {
  return !info.spec.empty() && std::string_view(info.spec.back().name) == "LAYOUT";
}

ScalarType full_width(ScalarType type) {
  return type == kHalf || type == kBFloat16 ? kFloat : type;
}

ScalarType element_type(Elem elem, const Variant& variant) {
  switch (elem) {
    case Elem::T:
      return variant.t;
    case Elem::U:
      return variant.u;
    case Elem::C:
      return full_width(variant.t);
    case Elem::index:
      return kLong;
    case Elem::boolean:
      return kBool;
    default:
      return kFloat;  // 32 bits of any kind
  }
}

CpuKernel find_code(const CpuLevel& level, const KernelInfo& info, const Variant& variant) {
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

Runnable::Runnable(const CpuLevel& level, const KernelInfo& info, const Variant& variant) {
  if (find_types(info, variant.t, variant.u) < 0) return;
  if (!is_elementwise(info)) {
    code_ = find_code(level, info, variant);
    return;
  }
  const size_t layout = info.spec.size() - 1;
  Variant compiled = variant;
  compiled.t = full_width(variant.t);
  compiled.u = full_width(variant.u);
  compiled.spec[layout] = 0;
  code_ = find_code(level, info, compiled);
  if (variant.spec[layout] || compiled.t != variant.t || compiled.u != variant.u)
    go_by_blocks(level, info, variant);
}

void Runnable::go_by_blocks(const CpuLevel& level, const KernelInfo& info, const Variant& variant) {
  by_blocks_ = level.elements;
  const bool copies = &info == &kernel::copy::info;
  elements_.code = code_;
  elements_.contiguous = variant.spec[info.spec.size() - 1] == 0;
  elements_.moves = copies && full_width(variant.t) == full_width(variant.u);
  elements_.count = static_cast<uint32_t>(info.bindings.size());
  elements_.dims = info.params[2].count + 1u;
  const bool converts = !(copies && variant.t == variant.u);
  for (size_t k = 0; k < info.bindings.size(); ++k) {
    const auto [_, access, elem] = info.bindings[k];
    const ScalarType type = element_type(elem, variant);
    const auto half = type == kHalf       ? ElementsOperand::f16
                      : type == kBFloat16 ? ElementsOperand::bf16
                                          : ElementsOperand::none;
    elements_.operands[k] = {static_cast<uint8_t>(element_size(type)),
                             converts ? half : ElementsOperand::none, access != Access::write,
                             access != Access::read};
  }
}

void run_kernel(const Runnable& kernel, const Command& command) {
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
