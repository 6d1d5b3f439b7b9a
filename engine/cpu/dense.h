// Dense kernels (matrix products, convolutions) on the CPU.
#pragma once

#include "device/backend.h"
#include "shaders/kernels/conv2d.h"
#include "shaders/kernels/conv2d_grad_input.h"
#include "shaders/kernels/conv2d_grad_weight.h"
#include "shaders/kernels/matmul.h"

namespace pumice::cpu {

/// Runs a dense command in a faster form than the portable kernel's; false when there is none for
/// it.
bool run_dense(const Command& command);
/// kernel::sort_runs, for runs of any length.
void sort_runs(const Command& command);

/// A binding's host address.
template <class V>
V* data(const Command& c, size_t i) {
  return reinterpret_cast<V*>(static_cast<std::byte*>(c.bindings[i].memory->host()) +
                              c.bindings[i].offset);
}

/// The launch struct of a command whose params are all integers.
template <class P>
P params(const Command& c) {
  P p;
  static_assert(std::is_trivially_copyable_v<P> && sizeof(P) <= kMaxParamBytes);
  __builtin_memcpy(&p, c.params.data(), sizeof p);
  return p;
}

// For float and double, without activations. bias and residual may be null, residual may be y.
template <class V>
void matmul(const kernel::matmul& p, const V* a, const V* b, const V* bias, const V* residual,
            V* y);
template <class V>
void conv2d(const kernel::conv2d& p, const V* x, const V* weight, const V* bias, const V* residual,
            V* y);
template <class V>
void conv2d_grad_input(const kernel::conv2d_grad_input& p, const V* g, const V* weight, V* dx);
template <class V>
void conv2d_grad_weight(const kernel::conv2d_grad_weight& p, const V* x, const V* g, V* dweight);

}  // namespace pumice::cpu
