// Which form runs a dense command; half types by way of float; epilogues.
#include "cpu/dense.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/thread_pool.h"
#include "cpu/kernels.h"
#include "cpu/onednn.h"
#include "cpu/scratch.h"
#include "shaders/kernels/copy.h"
#include "shaders/kernels/sort_runs.h"
#include "shaders/kernels/unary.h"

namespace pumice::cpu {
namespace {

/// Runs a kernel over contiguous elements.
template <class P>
void run_elements(P p, Variant variant, std::initializer_list<void*> bindings, size_t n) {
  p.n = static_cast<uint32_t>(n);
  p.rank = 1;
  alignas(8) std::byte packed[kMaxParamBytes];
  pack_params(P::info, variant, &p, packed);
  const Runnable kernel(best_level(), P::info, variant);
  check(bool(kernel), ErrorKind::internal, "{}: no such variant on the CPU", P::info.name);
  CpuArgs args{};
  std::copy(bindings.begin(), bindings.end(), args.bindings);
  args.params = packed;
  parallel_for(0, (n + 1023) / 1024, 16, [&](size_t begin, size_t end) {
    kernel(args, static_cast<uint32_t>(begin), static_cast<uint32_t>(end));
  });
}

void convert(void* from, ScalarType from_type, void* to, ScalarType to_type, size_t n) {
  run_elements(kernel::copy{}, {.t = from_type, .u = to_type}, {from, to}, n);
}

// Positions among the specialization constants and bindings of the kernels that have them.
constexpr size_t kBias = 0, kResidual = 1, kEpilogue = 2, kBiasBinding = 2, kResidualBinding = 3;

/// y = f(y) for the command's EPILOGUE; the operators are those of the unary kernel, by name.
void apply_epilogue(const Command& c, uint16_t epilogue, void* y, ScalarType type, size_t n) {
  if (epilogue == 0) return;
  const char* const name = c.kernel->spec[kEpilogue].values[epilogue];
  const KernelSpec& ops = kernel::unary::info.spec[0];
  for (size_t i = 0; i < ops.values.size(); ++i)
    if (std::strcmp(ops.values[i], name) == 0)
      return run_elements(kernel::unary{}, {.t = type, .spec = {ops.numbers[i]}}, {y, y}, n);
  fail(ErrorKind::internal, "{}: unknown epilogue {}", c.kernel->name, name);
}

/// A dense command's tensors in the type that it is computed in.
template <class V>
struct Operands {
  V* in[4];
  V* out;
  size_t out_count;
  bool read[4];  ///< whether the input is there
  uint16_t epilogue;

  V* bias() const { return read[kBiasBinding] ? in[kBiasBinding] : nullptr; }
  V* residual() const { return read[kResidualBinding] ? in[kResidualBinding] : nullptr; }
};

template <class V>
void run_matmul(const Command& c, const Operands<V>& t) {
  matmul<V>(params<kernel::matmul>(c), t.in[0], t.in[1], t.bias(), t.residual(), t.out);
  apply_epilogue(c, t.epilogue, t.out, scalar_type_of<V>, t.out_count);
}

template <class V>
void run_conv2d(const Command& c, const Operands<V>& t) {
  const auto p = params<kernel::conv2d>(c);
  if constexpr (std::is_same_v<V, float>) {
    const bool relu = t.epilogue == static_cast<uint16_t>(kernel::conv2d::EPILOGUE::relu);
    if (onednn_conv2d(p, t.in[0], t.in[1], t.bias(), t.residual(), t.out, relu)) {
      if (!relu) apply_epilogue(c, t.epilogue, t.out, scalar_type_of<V>, t.out_count);
      return;
    }
  }
  conv2d<V>(p, t.in[0], t.in[1], t.bias(), t.residual(), t.out);
  apply_epilogue(c, t.epilogue, t.out, scalar_type_of<V>, t.out_count);
}

template <class V>
void run_grad_input(const Command& c, const Operands<V>& t) {
  const auto p = params<kernel::conv2d_grad_input>(c);
  if constexpr (std::is_same_v<V, float>)
    if (onednn_conv2d_grad_input(p, t.in[0], t.in[1], t.out)) return;
  conv2d_grad_input<V>(p, t.in[0], t.in[1], t.out);
}

template <class V>
void run_grad_weight(const Command& c, const Operands<V>& t) {
  const auto p = params<kernel::conv2d_grad_weight>(c);
  if constexpr (std::is_same_v<V, float>)
    if (onednn_conv2d_grad_weight(p, t.in[0], t.in[1], t.out)) return;
  conv2d_grad_weight<V>(p, t.in[0], t.in[1], t.out);
}

template <class V>
bool run(const Command& c, const Operands<V>& t) {
  if (c.kernel == &kernel::matmul::info)
    run_matmul(c, t);
  else if (c.kernel == &kernel::conv2d::info)
    run_conv2d(c, t);
  else if (c.kernel == &kernel::conv2d_grad_input::info)
    run_grad_input(c, t);
  else if (c.kernel == &kernel::conv2d_grad_weight::info)
    run_grad_weight(c, t);
  else
    return false;
  return true;
}

/// The last binding is the output, those before it inputs, of which some may only fill their place.
template <class V>
Operands<V> operands_of(const Command& c) {
  Operands<V> t{};
  const size_t last = c.binding_count - 1u;
  for (size_t i = 0; i < last; ++i) {
    t.in[i] = data<V>(c, i);
    t.read[i] = i < kBiasBinding;
  }
  t.out = data<V>(c, last);
  t.out_count = c.bindings[last].bytes / element_size(c.variant.t);
  if (last > kResidualBinding) {
    t.read[kBiasBinding] = c.variant.spec[kBias] != 0;
    t.read[kResidualBinding] = c.variant.spec[kResidual] != 0;
    t.epilogue = c.variant.spec[kEpilogue];
  }
  return t;
}

bool run_half(const Command& c) {
  const auto raw = operands_of<uint16_t>(c);
  Operands<float> t{{}, nullptr, raw.out_count, {}, raw.epilogue};
  std::copy(std::begin(raw.read), std::end(raw.read), t.read);
  const auto count = [&](size_t i) { return c.bindings[i].bytes / sizeof(uint16_t); };
  size_t total = t.out_count;
  for (size_t i = 0; i < std::size(t.read); ++i)
    if (t.read[i]) total += count(i) + 16;
  float* next = static_cast<float*>(scratch(kConvertSlot, total * sizeof(float)));
  for (size_t i = 0; i < std::size(t.read); ++i) {
    if (!t.read[i]) continue;
    t.in[i] = std::exchange(next, next + (count(i) + 15) / 16 * 16);
    convert(raw.in[i], c.variant.t, t.in[i], kFloat, count(i));
  }
  t.out = next;
  if (!run(c, t)) return false;
  convert(t.out, kFloat, raw.out, c.variant.t, t.out_count);
  return true;
}

}  // namespace

bool run_dense(const Command& c) {
  if (c.kernel == &kernel::sort_runs::info) {
    sort_runs(c);
    return true;
  }
  switch (c.variant.t) {
    case kFloat:
      return run(c, operands_of<float>(c));
    case kDouble:
      return run(c, operands_of<double>(c));
    case kHalf:
    case kBFloat16:
      return run_half(c);
    default:
      return false;
  }
}

}  // namespace pumice::cpu
