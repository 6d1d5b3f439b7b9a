// The table of dtypes that PyTorch's kernels refuse.
#include "ops/refusals.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/error.h"

namespace pumice {

namespace {

enum class Takes {
  floating,
  numbers,  ///< every dtype but bool
  bits,     ///< integers and bool
  whole     ///< integers alone
};

struct Row {
  std::string_view op;
  const char* kernel;
  Takes takes;
};
constexpr Row rows[] = {
    {"abs", "abs_cpu", Takes::numbers},
    {"addbmm", "addmm_impl_cpu_", Takes::numbers},
    {"addcdiv", "addcdiv_cpu_out", Takes::numbers},
    {"addcmul", "addcmul_cpu_out", Takes::numbers},
    {"addmm", "addmm_impl_cpu_", Takes::numbers},
    {"addmv", "addmv_impl_cpu", Takes::numbers},
    {"arange", "arange_cpu", Takes::numbers},
    {"argmax", "argmax_cpu", Takes::numbers},
    {"argmin", "argmin_cpu", Takes::numbers},
    {"avg_pool2d", "avg_pool2d", Takes::floating},
    {"baddbmm", "baddbmm", Takes::numbers},
    {"batch_norm", "batch_norm", Takes::floating},
    {"bernoulli", "bernoulli_tensor_cpu_p_", Takes::floating},
    {"bincount", "bincount_cpu", Takes::whole},
    {"bitwise_and", "bitwise_and_cpu", Takes::bits},
    {"bitwise_left_shift", "lshift_cpu", Takes::whole},
    {"bitwise_not", "bitwise_not_cpu", Takes::bits},
    {"bitwise_or", "bitwise_or_cpu", Takes::bits},
    {"bitwise_right_shift", "rshift_cpu", Takes::whole},
    {"bitwise_xor", "bitwise_xor_cpu", Takes::bits},
    {"bmm", "bmm", Takes::numbers},
    {"cdist", "cdist", Takes::floating},
    {"ceil", "ceil_vml_cpu", Takes::numbers},
    {"cholesky_inverse", "cholesky_inverse_out_cpu", Takes::floating},
    {"cholesky_solve", "cholesky_solve_cpu", Takes::floating},
    {"conv2d", "slow_conv2d_cpu", Takes::numbers},
    {"cross", "cross", Takes::numbers},
    {"cross_entropy_loss", "log_softmax_lastdim_kernel_impl", Takes::floating},
    {"cumprod_", "cumprod_out_cpu", Takes::numbers},
    {"cumsum_", "cumsum_out_cpu", Takes::numbers},
    {"div_floor", "div_floor_cpu", Takes::numbers},
    {"div_trunc", "div_trunc_cpu", Takes::numbers},
    {"dot", "dot", Takes::numbers},
    {"floor", "floor_vml_cpu", Takes::numbers},
    {"fmod", "fmod_cpu", Takes::numbers},
    {"frac", "frac_cpu", Takes::floating},
    {"gcd", "gcd_cpu", Takes::whole},
    {"gelu", "GeluKernelImpl", Takes::floating},
    {"gelu_tanh", "GeluKernelImpl", Takes::floating},
    {"geometric_", "geometric_cpu", Takes::numbers},
    {"histc", "histogram_cpu", Takes::floating},
    {"hypot", "hypot_cpu", Takes::floating},
    {"kthvalue", "kthvalue_cpu", Takes::numbers},
    {"layer_norm", "LayerNormKernelImpl", Takes::floating},
    {"lcm", "lcm_cpu", Takes::whole},
    {"leaky_relu", "leaky_relu_cpu", Takes::floating},
    {"lerp", "lerp_kernel_scalar", Takes::floating},
    {"lerp_tensor", "lerp_kernel_tensor", Takes::floating},
    {"linalg.eigh", "linalg_eigh_cpu", Takes::floating},
    {"linalg_lstsq", "linalg_lstsq_cpu", Takes::floating},
    {"linear", "addmm_impl_cpu_", Takes::numbers},
    {"linspace", "linspace_cpu", Takes::numbers},
    {"log_normal_", "log_normal_cpu", Takes::floating},
    {"log_softmax", "log_softmax_lastdim_kernel_impl", Takes::floating},
    {"logaddexp", "logaddexp_cpu", Takes::floating},
    {"logaddexp2", "logaddexp2_cpu", Takes::floating},
    {"logcumsumexp", "logcumsumexp_out_cpu", Takes::floating},
    {"lu", "lu_cpu", Takes::floating},
    {"matmul", "addmm_impl_cpu_", Takes::numbers},
    {"max_pool2d", "max_pool2d", Takes::numbers},
    {"median", "median_cpu", Takes::numbers},
    {"median_dim", "median_out", Takes::numbers},
    {"mm", "addmm_impl_cpu_", Takes::numbers},
    {"mse_loss", "mse_cpu", Takes::floating},
    {"mv", "addmv_impl_cpu", Takes::numbers},
    {"nextafter", "nextafter_cpu", Takes::floating},
    {"nll_loss", "nll_loss_out_frame", Takes::floating},
    {"nll_loss2d", "nll_loss2d_forward_out_frame", Takes::floating},
    {"normal_", "normal_kernel_cpu", Takes::floating},
    {"orgqr", "orgqr_cpu", Takes::floating},
    {"pow", "pow", Takes::numbers},
    {"randperm", "randperm", Takes::numbers},
    {"remainder", "remainder_cpu", Takes::numbers},
    {"repeat_interleave", "repeat_interleave_cpu", Takes::whole},
    {"round", "round_vml_cpu", Takes::numbers},
    {"round_decimals", "round_cpu", Takes::floating},
    {"searchsorted", "searchsorted_out_cpu", Takes::numbers},
    {"silu", "silu_cpu", Takes::floating},
    {"smooth_l1_loss", "smooth_l1_cpu", Takes::floating},
    {"softmax", "softmax_lastdim_kernel_impl", Takes::floating},
    {"softmax_outer", "softmax_kernel_impl", Takes::floating},
    {"topk", "topk_cpu", Takes::numbers},
    {"trace", "trace", Takes::numbers},
    {"trunc", "trunc_vml_cpu", Takes::numbers},
    {"uniform_", "check_uniform_bounds", Takes::floating},
};
constexpr bool before(const Row& row, std::string_view op) { return row.op < op; }
static_assert(std::is_sorted(std::begin(rows), std::end(rows),
                             [](const Row& a, const Row& b) { return before(a, b.op); }),
              "found by halving");

const Row* find(std::string_view op) {
  const Row* row = std::lower_bound(std::begin(rows), std::end(rows), op, before);
  return row != std::end(rows) && row->op == op ? row : nullptr;
}

bool taken(Takes takes, ScalarType dtype) {
  switch (takes) {
    case Takes::floating:
      return is_floating_point(dtype);
    case Takes::numbers:
      return dtype != kBool;
    case Takes::bits:
      return is_integral(dtype, true);
    default:
      return is_integral(dtype, false);
  }
}

}  // namespace

void refuse_dtype(const char* op, ScalarType dtype, const char* shown) {
  const Row* row = find(op);
  fail(ErrorKind::dtype, "{}: \"{}\" not implemented for '{}'", shown ? shown : op,
       row ? row->kernel : op, toString(dtype));
}

bool refuses(const char* op, ScalarType dtype) {
  const Row* row = find(op);
  return row && !taken(row->takes, dtype);
}

bool check_mixed(const char* op, const Tensor& input, std::span<const Tensor* const> parameters) {
  const auto first = std::find_if(parameters.begin(), parameters.end(),
                                  [](const Tensor* t) { return t->defined(); });
  const ScalarType own = input.scalar_type();
  if (first == parameters.end() || (*first)->scalar_type() == own) return false;
  for (const Tensor* t : parameters)
    check(!t->defined() || t->scalar_type() == kFloat, ErrorKind::dtype,
          "{}: mixed dtype (CPU): expect parameter to have scalar type of Float", op);
  check(own == kHalf || own == kBFloat16, ErrorKind::dtype,
        "{}: mixed dtype (CPU): all inputs must share same datatype.", op);
  return true;
}

void check_dtype(const char* op, ScalarType dtype, const char* shown) {
  if (refuses(op, dtype)) [[unlikely]]
    refuse_dtype(op, dtype, shown);
}

}  // namespace pumice
