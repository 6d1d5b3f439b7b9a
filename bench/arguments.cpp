// Arguments of a chosen size for every row of the operator table.
#include "arguments.h"

#include <bit>
#include <cmath>
#include <functional>
#include <map>

#include "pumice/pumice.h"

namespace pumice::bench {
namespace {

using Args = std::vector<Arg>;
/// Arguments of about `n` elements in all on the device.
using Maker = std::function<Args(int64_t n, const TensorOptions& on)>;

/// Side of a square matrix of up to n elements: a power of two where n is one.
int64_t side(int64_t n) {
  const auto bits = static_cast<uint64_t>(n);
  return std::has_single_bit(bits) ? int64_t{1} << (std::bit_width(bits) - 1) / 2
                                   : static_cast<int64_t>(std::sqrt(static_cast<double>(n)));
}
/// An image of up to n elements in 32 channels.
std::vector<int64_t> image(int64_t n) {
  const int64_t s = std::max<int64_t>(side(n / 32), 4);
  return {1, 32, s, s};
}
Tensor matrix(int64_t n, const TensorOptions& on) { return randn({side(n), side(n)}, on); }
Tensor indices(int64_t below, IntArrayRef shape, const TensorOptions& on) {
  return randint(below, shape, on.dtype(kLong));
}
/// Every place below n once.
Tensor places(int64_t n, const TensorOptions& on) { return randperm(n, on.dtype(kLong)); }
Tensor positive(IntArrayRef shape, const TensorOptions& on) { return rand(shape, on).add(0.5); }

Args unary(int64_t n, const TensorOptions& on) { return {positive({n}, on)}; }
Args binary(int64_t n, const TensorOptions& on) { return {positive({n}, on), positive({n}, on)}; }
Args logical(int64_t n, const TensorOptions& on) {
  return {positive({n}, on) > 1, positive({n}, on) > 1};
}
Args fractions(int64_t n, const TensorOptions& on) {
  return {rand({n}, on).mul(0.875).add(0.0625)};
}
Args bits(int64_t n, const TensorOptions& on) {
  return {randint(31, {n}, on.dtype(kInt)), randint(31, {n}, on.dtype(kInt))};
}
Args scaled_product(int64_t n, const TensorOptions& on) {
  return {randn({n}, on), randn({n}, on), positive({n}, on), 0.5};
}
Args whole(int64_t n, const TensorOptions& on) { return {randn({n}, on), std::monostate{}}; }
Args scanned(int64_t n, const TensorOptions& on) {
  return {positive({n}, on), int64_t{0}, std::monostate{}};
}
Args rows(int64_t n, const TensorOptions& on) { return {matrix(n, on), int64_t{1}, false}; }
Args row_list(int64_t n, const TensorOptions& on) {
  return {matrix(n, on), std::vector<int64_t>{1}, false};
}
Args square_pair(int64_t n, const TensorOptions& on) {
  // Products cost more than bytes: a quarter of the elements.
  return {matrix(n / 4, on), matrix(n / 4, on)};
}
Args vectors(int64_t n, const TensorOptions& on) {
  return {randn({side(n)}, on), randn({side(n)}, on)};
}
Args beside_diagonal(int64_t n, const TensorOptions& on) { return {matrix(n, on), int64_t{1}}; }
std::vector<Tensor> list_of(const Args& args) {
  std::vector<Tensor> list;
  for (const Arg& arg : args) list.push_back(std::get<Tensor>(arg));
  return list;
}
Args two_matrices(int64_t n, const TensorOptions& on) {
  return {std::vector<Tensor>{matrix(n / 2, on), matrix(n / 2, on)}};
}
/// A matrix that is far from singular; its factors cost the cube of its side.
Tensor square(int64_t n, const TensorOptions& on) {
  const int64_t s = side(n / 64);
  return randn({s, s}, on).mul(0.5 / static_cast<double>(s)).add(diag(ones({s}, on)));
}
/// The same with singular values that lie apart, which their derivatives need.
Tensor spread(int64_t n, const TensorOptions& on) {
  const Tensor a = square(n, on);
  return a.add(diag(arange(a.size(0), on)));
}
Args one_square(int64_t n, const TensorOptions& on) { return {square(n, on)}; }
/// One whose determinant's logarithm is not close to zero.
Args scaled_square(int64_t n, const TensorOptions& on) { return {square(n, on).mul(2)}; }
Args batched_addition(int64_t n, const TensorOptions& on) {
  const int64_t s = side(n / 8);
  return {randn({s, s}, on), randn({8, s, s}, on), randn({8, s, s}, on), int64_t{1}, int64_t{1}};
}
Args near_pair(int64_t n, const TensorOptions& on) {
  return {positive({n}, on), positive({n}, on), 0.125, 0.0, false};
}
const std::vector<int64_t> kTwo{2, 2}, kOne{1, 1}, kNone{0, 0};

/// Rows that are called with more than one or two tensors of one shape.
const std::map<std::string_view, Maker>& makers() {
  static const std::map<std::string_view, Maker> table{
      {"logical_and", logical},
      {"logical_or", logical},
      {"logical_xor", logical},
      {"logical_not", [](auto n, auto on) { return Args{logical(n, on)[0]}; }},
      {"leaky_relu",
       [](auto n, auto on) {
         return Args{randn({n}, on), 0.01};
       }},
      {"gelu",
       [](auto n, auto on) {
         return Args{randn({n}, on), std::string("none")};
       }},
      {"clamp",
       [](auto n, auto on) {
         return Args{randn({n}, on), -0.5, 0.5};
       }},
      {"add",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on), int64_t{1}};
       }},
      {"sub",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on), int64_t{1}};
       }},
      {"asin", fractions},
      {"acos", fractions},
      {"atanh", fractions},
      {"erfinv", fractions},
      {"logit",
       [](auto n, auto on) {
         return Args{fractions(n, on)[0], std::monostate{}};
       }},
      {"nan_to_num",
       [](auto n, auto on) {
         return Args{randn({n}, on), 0.5, 2.0, -2.0};
       }},
      {"polygamma",
       [](auto n, auto on) {
         return Args{int64_t{2}, positive({n}, on)};
       }},
      {"bitwise_and", bits},
      {"bitwise_or", bits},
      {"bitwise_xor", bits},
      {"bitwise_left_shift", bits},
      {"bitwise_right_shift", bits},
      {"bitwise_not", [](auto n, auto on) { return Args{bits(n, on)[0]}; }},
      {"lerp",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on), 0.25};
       }},
      {"addcmul", scaled_product},
      {"addcdiv", scaled_product},
      {"isclose", near_pair},
      {"allclose", near_pair},
      {"where",
       [](auto n, auto on) {
         return Args{randn({n}, on) > 0, randn({n}, on), randn({n}, on)};
       }},
      {"masked_fill",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on) > 0, 1.5};
       }},
      {"sum", whole},
      {"mean", whole},
      {"var",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::vector<int64_t>{1}, true, false};
       }},
      {"std",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::vector<int64_t>{1}, true, false};
       }},
      {"prod",
       [](auto n, auto on) {
         return Args{1 + randn({side(n), side(n)}, on) / 64, int64_t{1}, false, std::monostate{}};
       }},
      {"var_mean",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::vector<int64_t>{1}, true, false};
       }},
      {"std_mean",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::vector<int64_t>{1}, true, false};
       }},
      {"norm",
       [](auto n, auto on) {
         return Args{matrix(n, on), 2.0, std::vector<int64_t>{1}, false};
       }},
      {"logsumexp", row_list},
      {"aminmax", rows},
      {"median", rows},
      {"nanmedian", rows},
      {"mode",
       [](auto n, auto on) {
         return Args{randint(50, {side(n), side(n)}, on.dtype(kLong)).to(kFloat), int64_t{1},
                     false};
       }},
      {"count_nonzero",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::vector<int64_t>{1}};
       }},
      {"max", rows},
      {"min", rows},
      {"argmax", rows},
      {"argmin", rows},
      {"any",
       [](auto n, auto on) {
         return Args{matrix(n, on) > 3, int64_t{1}, false};
       }},
      {"all",
       [](auto n, auto on) {
         return Args{matrix(n, on) > -3, int64_t{1}, false};
       }},
      {"amax", row_list},
      {"cumsum", scanned},
      {"cumprod",
       [](auto n, auto on) {
         return Args{1 + randn({side(n), side(n)}, on) / 64, int64_t{1}, std::monostate{}};
       }},
      {"cummax",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}};
       }},
      {"cummin",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}};
       }},
      {"logcumsumexp",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}};
       }},
      {"_unique",
       [](auto n, auto on) {
         return Args{randint(999, {n}, on.dtype(kLong)), true, true};
       }},
      {"_unique2",
       [](auto n, auto on) {
         return Args{randint(999, {n}, on.dtype(kLong)), true, true, true};
       }},
      {"unique_dim",
       [](auto n, auto on) {
         return Args{randint(9, {n / 2, 2}, on.dtype(kLong)), int64_t{0}, true, true, true};
       }},
      {"unique_consecutive",
       [](auto n, auto on) {
         return Args{randint(2, {n}, on.dtype(kLong)), true, true, std::monostate{}};
       }},
      {"histc",
       [](auto n, auto on) {
         return Args{arange(n, on.dtype(kFloat)), int64_t{100}, int64_t{0}, n};
       }},
      {"bincount",
       [](auto n, auto on) {
         return Args{randint(999, {n}, on.dtype(kLong)), std::monostate{}, int64_t{0}};
       }},
      {"sort", rows},
      {"argsort", rows},
      {"topk",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{5}, int64_t{1}, true, true};
       }},
      {"kthvalue",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{5}, int64_t{1}, false};
       }},
      {"amin", row_list},
      {"mm", square_pair},
      {"matmul", square_pair},
      {"bmm",
       [](auto n, auto on) {
         const int64_t s = side(n / 8);
         return Args{randn({8, s, s}, on), randn({8, s, s}, on)};
       }},
      {"addmm",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), matrix(n / 4, on), matrix(n / 4, on), int64_t{1},
                     int64_t{1}};
       }},
      {"mv",
       [](auto n, auto on) {
         return Args{matrix(n, on), randn({side(n)}, on)};
       }},
      {"outer", vectors},
      {"kron",
       [](auto n, auto on) {
         return Args{matrix(n / 16, on), randn({4, 4}, on)};
       }},
      {"addmv",
       [](auto n, auto on) {
         const Tensor vector = randn({side(n)}, on);
         return Args{vector, matrix(n, on), vector.clone(), int64_t{1}, int64_t{1}};
       }},
      {"addr",
       [](auto n, auto on) {
         Args args = vectors(n, on);
         return Args{matrix(n, on), args[0], args[1], int64_t{1}, int64_t{1}};
       }},
      {"addbmm", batched_addition},
      {"baddbmm", batched_addition},
      {"tensordot",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), matrix(n / 4, on), std::vector<int64_t>{0},
                     std::vector<int64_t>{1}};
       }},
      {"einsum",
       [](auto n, auto on) {
         return Args{std::string("ij,kj->ki"),
                     std::vector<Tensor>{matrix(n / 4, on), matrix(n / 4, on)}};
       }},
      {"tril", beside_diagonal},
      {"triu", beside_diagonal},
      {"diag",
       [](auto n, auto on) {
         return Args{randn({side(n)}, on), int64_t{0}};
       }},
      {"diag_embed",
       [](auto n, auto on) {
         return Args{randn({side(n)}, on), int64_t{0}, int64_t{0}, int64_t{1}};
       }},
      {"trace", [](auto n, auto on) { return Args{matrix(n, on)}; }},
      {"hstack", two_matrices},
      {"vstack", two_matrices},
      {"dstack", two_matrices},
      {"column_stack", two_matrices},
      {"block_diag", [](auto n, auto on) { return two_matrices(n / 4, on); }},
      {"cartesian_prod", [](auto n, auto on) { return Args{list_of(vectors(n, on))}; }},
      {"combinations",
       [](auto n, auto on) {
         return Args{randn({side(n)}, on), int64_t{2}, false};
       }},
      {"broadcast_tensors", [](auto n, auto on) { return Args{list_of(vectors(n, on))}; }},
      {"meshgrid",
       [](auto n, auto on) {
         return Args{list_of(vectors(n, on)), std::string("ij")};
       }},
      {"repeat",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), kTwo};
       }},
      {"tile",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), kTwo};
       }},
      {"repeat_interleave",
       [](auto n, auto on) {
         return Args{matrix(n / 2, on), int64_t{2}, int64_t{1}, std::monostate{}};
       }},
      {"roll",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::vector<int64_t>{3, -5}, std::vector<int64_t>{0, 1}};
       }},
      {"flip",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::vector<int64_t>{1}};
       }},
      {"rot90",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}, std::vector<int64_t>{0, 1}};
       }},
      {"zeros",
       [](auto n, auto on) {
         return Args{std::vector<int64_t>{n}, on};
       }},
      {"ones",
       [](auto n, auto on) {
         return Args{std::vector<int64_t>{n}, on};
       }},
      {"full",
       [](auto n, auto on) {
         return Args{std::vector<int64_t>{n}, 0.5, on};
       }},
      {"zeros_like",
       [](auto n, auto on) {
         return Args{randn({n}, on), on};
       }},
      {"ones_like",
       [](auto n, auto on) {
         return Args{randn({n}, on), on};
       }},
      {"full_like",
       [](auto n, auto on) {
         return Args{randn({n}, on), 0.5, on};
       }},
      {"eye",
       [](auto n, auto on) {
         return Args{side(n), side(n), on};
       }},
      {"arange",
       [](auto n, auto on) {
         return Args{int64_t{0}, n, int64_t{1}, on};
       }},
      {"linspace",
       [](auto n, auto on) {
         return Args{-1.0, 1.0, n, on};
       }},
      {"logspace",
       [](auto n, auto on) {
         return Args{-1.0, 1.0, n, 2.0, on};
       }},
      {"linalg_inv", one_square},
      {"linalg_det", [](auto, auto on) { return one_square(64, on); }},
      {"linalg_slogdet", scaled_square},
      {"logdet", scaled_square},
      {"linalg_solve",
       [](auto n, auto on) {
         return Args{square(n, on), randn({side(n / 64), 4}, on), true};
       }},
      {"linalg_solve_triangular",
       [](auto n, auto on) {
         return Args{square(n, on), randn({side(n / 64), 4}, on), true, true, false};
       }},
      {"linalg_cholesky",
       [](auto n, auto on) {
         const Tensor a = square(n, on);
         return Args{matmul(a, a.t()), false};
       }},
      {"linalg_qr",
       [](auto n, auto on) {
         return Args{square(n, on), std::string("reduced")};
       }},
      {"linalg_svdvals",
       [](auto n, auto on) {
         return Args{spread(n, on), std::monostate{}};
       }},
      {"linalg_svd",
       [](auto n, auto on) {
         return Args{spread(n / 16, on), false, std::monostate{}};
       }},
      {"svd",
       [](auto n, auto on) {
         return Args{spread(n / 16, on), true, true};
       }},
      {"linalg_eigh",
       [](auto n, auto on) {
         return Args{spread(n, on), std::string("L")};
       }},
      {"linalg_eigvalsh",
       [](auto n, auto on) {
         return Args{spread(n, on), std::string("L")};
       }},
      {"linalg_pinv",
       [](auto n, auto on) {
         return Args{square(n, on), std::monostate{}, std::monostate{}, false};
       }},
      {"linalg_matrix_exp", one_square},
      {"linalg_matrix_power",
       [](auto n, auto on) {
         return Args{square(n, on), int64_t{3}};
       }},
      {"linalg_matrix_rank",
       [](auto n, auto on) {
         return Args{square(n, on), std::monostate{}, std::monostate{}, false};
       }},
      {"linalg_vector_norm",
       [](auto n, auto on) {
         return Args{matrix(n, on), 3.0, std::vector<int64_t>{1}, false, std::monostate{}};
       }},
      {"linalg_matrix_norm",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::string("fro"), std::vector<int64_t>{0, 1}, false,
                     std::monostate{}};
       }},
      {"linalg_norm",
       [](auto n, auto on) {
         return Args{matrix(n, on), 2.0, std::vector<int64_t>{1}, false, std::monostate{}};
       }},
      {"cdist",
       [](auto n, auto on) {
         return Args{randn({side(n), 16}, on), randn({side(n), 16}, on), 2.0, std::monostate{}};
       }},
      {"pdist",
       [](auto n, auto on) {
         return Args{randn({side(n), 16}, on), 2.0};
       }},
      {"linear",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), matrix(n / 4, on), randn({side(n / 4)}, on)};
       }},
      {"conv2d",
       [](auto n, auto on) {
         return Args{randn(image(n / 4), on),
                     randn({32, 32, 3, 3}, on),
                     randn({32}, on),
                     kOne,
                     kOne,
                     kOne,
                     int64_t{1}};
       }},
      {"max_pool2d",
       [](auto n, auto on) { return Args{randn(image(n), on), kTwo, kTwo, kNone, kOne, false}; }},
      {"max_pool2d_with_indices",
       [](auto n, auto on) { return Args{randn(image(n), on), kTwo, kTwo, kNone, kOne, false}; }},
      {"avg_pool2d",
       [](auto n, auto on) {
         return Args{randn(image(n), on), kTwo, kTwo, kNone, false, true, std::monostate{}};
       }},
      {"batch_norm",
       [](auto n, auto on) {
         return Args{randn(image(n), on),
                     rand({32}, on),
                     randn({32}, on),
                     zeros({32}, on),
                     ones({32}, on),
                     true,
                     0.1,
                     1e-5};
       }},
      {"layer_norm",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), std::vector<int64_t>{s}, rand({s}, on), randn({s}, on),
                     1e-5};
       }},
      {"softmax",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}, std::monostate{}};
       }},
      {"log_softmax",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}, std::monostate{}};
       }},
      {"nll_loss",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), indices(s, {s}, on), std::monostate{}, int64_t{1},
                     int64_t{-100}};
       }},
      {"cross_entropy_loss",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), indices(s, {s}, on), std::monostate{},
                     int64_t{1},        int64_t{-100},       0.0};
       }},
      {"mse_loss",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on), int64_t{1}};
       }},
      {"embedding",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), indices(s, {s}, on), int64_t{-1}, false, false};
       }},
      {"gather",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{1}, indices(s, {s, s}, on)};
       }},
      {"index_select",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{0}, indices(s, {s}, on)};
       }},
      {"index_add",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{0}, indices(s, {s}, on), randn({s, s}, on),
                     int64_t{1}};
       }},
      {"index_copy",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{1}, places(s, on), randn({s, s}, on)};
       }},
      {"index_fill",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{0}, indices(s, {s / 2}, on), 0.5};
       }},
      {"take_along_dim",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), indices(s, {s, 1}, on), int64_t{1}};
       }},
      {"take",
       [](auto n, auto on) {
         return Args{randn({n}, on), indices(n, {n}, on)};
       }},
      {"put",
       [](auto n, auto on) {
         return Args{randn({n}, on), indices(n, {n}, on), randn({n}, on), true};
       }},
      {"index",
       [](auto n, auto on) {
         return Args{randn({n}, on), std::vector<Tensor>{indices(n, {n}, on)}};
       }},
      {"index_put",
       [](auto n, auto on) {
         return Args{randn({n}, on), std::vector<Tensor>{indices(n, {n}, on)}, randn({n}, on),
                     true};
       }},
      {"masked_select",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on) > 0};
       }},
      {"masked_scatter",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on) > 0, randn({n}, on)};
       }},
      {"nonzero", [](auto n, auto on) { return Args{matrix(n, on) > 0}; }},
      {"argwhere", [](auto n, auto on) { return Args{matrix(n, on) > 0}; }},
      {"nonzero_numpy", [](auto n, auto on) { return Args{matrix(n, on) > 0}; }},
      {"scatter",
       [](auto n, auto on) {
         const int64_t s = side(n);
         const Tensor at = places(s, on).unsqueeze(0).expand({s, s});
         return Args{randn({s, s}, on), int64_t{1}, at, randn({s, s}, on)};
       }},
      {"scatter_add",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{1}, indices(s, {s, s}, on), randn({s, s}, on)};
       }},
      {"scatter_reduce",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{1},          indices(s, {s, s}, on),
                     randn({s, s}, on), std::string("amax"), true};
       }},
      {"cat",
       [](auto n, auto on) {
         return Args{std::vector<Tensor>{matrix(n / 2, on), matrix(n / 2, on)}, int64_t{0}};
       }},
      {"stack",
       [](auto n, auto on) {
         return Args{std::vector<Tensor>{matrix(n / 2, on), matrix(n / 2, on)}, int64_t{0}};
       }},
      {"rand",
       [](auto n, auto on) {
         return Args{std::vector<int64_t>{n}, on};
       }},
      {"randn",
       [](auto n, auto on) {
         return Args{std::vector<int64_t>{n}, on};
       }},
      {"randint",
       [](auto n, auto on) {
         return Args{int64_t{0}, int64_t{100}, std::vector<int64_t>{n}, on.dtype(kLong)};
       }},
      {"rand_like",
       [](auto n, auto on) {
         return Args{zeros({n}, on), on};
       }},
      {"randn_like",
       [](auto n, auto on) {
         return Args{zeros({n}, on), on};
       }},
      {"randint_like",
       [](auto n, auto on) {
         return Args{zeros({n}, on), int64_t{0}, int64_t{100}, on.dtype(kLong)};
       }},
      {"multinomial",
       [](auto n, auto on) {
         return Args{rand({n}, on), int64_t{100}, true};
       }},
      // Sorts by ranks, which costs the square of the length.
      {"randperm",
       [](auto n, auto on) { return Args{std::min<int64_t>(n, 1 << 14), on.dtype(kLong)}; }},
      {"bernoulli", [](auto n, auto on) { return Args{rand({n}, on)}; }},
      {"dropout", [](auto n, auto on) { return Args{randn({n}, on), 0.5, true}; }},
  };
  return table;
}

}  // namespace

// Its own maker, else one tensor, else two.
Args arguments(const Op& op, int64_t n, const TensorOptions& on) {
  if (auto found = makers().find(op.name); found != makers().end()) return found->second(n, on);
  Args one = unary(n, on);
  try {
    op(one);
    return one;
  } catch (const Error&) {
    return binary(n, on);
  }
}

}  // namespace pumice::bench
