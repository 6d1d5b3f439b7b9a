// Norms of vectors and matrices.
#include <cmath>
#include <limits>

#include "autograd/record.h"
#include "ops/linalg_host.h"
#include "ops/norm_grad.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// Every dim where none are named; PyTorch's errors for dims out of range or named twice.
DimVector checked_dims(const char* op, const Tensor& self, std::optional<IntArrayRef> dims) {
  DimVector out;
  if (!dims || dims->empty()) {
    for (int64_t d = 0; d < self.dim(); ++d) out.push_back(d);
    return out;
  }
  for (const int64_t dim : *dims) {
    const int64_t d = wrap_dim(dim, self.dim(), op);
    check(std::find(out.begin(), out.end(), d) == out.end(), ErrorKind::value,
          "{}: dim {} appears multiple times in the list of dims", op, d);
    out.push_back(d);
  }
  return self.dim() > 0 ? out : DimVector();
}

std::string order_text(double ord) {
  return std::isinf(ord) ? (ord < 0 ? "-inf" : "inf") : text_of("{}", ord);
}

/// Orders without a value for no elements.
void check_identity(const Tensor& self, double ord, const DimVector& dims, bool all) {
  if (self.numel() > 0 || (ord >= 0 && ord != kInf)) return;
  check(!all, ErrorKind::value,
        "linalg.vector_norm cannot compute the {} norm on an empty tensor because the operation "
        "does not have an identity",
        order_text(ord));
  for (const int64_t d : dims)
    check(self.size(d) != 0, ErrorKind::value,
          "linalg.vector_norm cannot compute the {} norm on the dimension {}because this dimension "
          "is empty and the operation does not have an identity",
          order_text(ord), d);
}

/// The norm with kept dims, without history.
Tensor norm_of(const Tensor& x, double ord, const DimVector& dims) {
  if (dims.empty()) return ord == 0 ? ne(x, 0).to(x.scalar_type()) : abs(x);
  if (ord == kInf || ord == -kInf) {
    const Tensor sizes = abs(x);
    return ord > 0 ? amax(sizes, dims, true) : amin(sizes, dims, true);
  }
  if (ord == 0) return sum(ne(x, 0).to(x.scalar_type()), dims, true);
  if (ord == 1) return sum(abs(x), dims, true);
  if (ord == 2) return sqrt(sum(mul(x, x), dims, true));
  return pow(sum(pow(abs(x), ord), dims, true), 1 / ord);
}

void check_norm_dtype(const char* op, const Tensor& self, std::optional<ScalarType> dtype) {
  check(self.is_floating_point(), ErrorKind::dtype,
        "{}: Expected a floating point or complex tensor as input. Got {}", op,
        scalar_type_name(self.scalar_type()));
  if (!dtype) return;
  check(is_floating_point(*dtype), ErrorKind::dtype,
        "{}: dtype should be floating point or complex, but got {}", op, scalar_type_name(*dtype));
  check(promote_types(self.scalar_type(), *dtype) == *dtype, ErrorKind::dtype,
        "{}: the dtype of the input ({}) should be convertible without narrowing to the specified "
        "dtype ({})",
        op, scalar_type_name(self.scalar_type()), scalar_type_name(*dtype));
}

}  // namespace

Tensor linalg_vector_norm(const Tensor& self, Scalar ord, OptionalIntArrayRef dim, bool keepdim,
                          std::optional<ScalarType> dtype) {
  const char* op = "linalg.vector_norm";
  impl_of(self, op);
  check_norm_dtype(op, self, dtype);
  const double p = ord.to_double();
  const DimVector dims = checked_dims(op, self, dim);
  check_identity(self, p, dims, !dim || dim->empty());
  const Tensor x = dtype ? self.to(*dtype) : self;
  DimVector kept(x.sizes()), left;
  for (const int64_t d : dims) kept[d] = 1;
  for (int64_t d = 0; d < x.dim(); ++d)
    if (keepdim || std::find(dims.begin(), dims.end(), d) == dims.end()) left.push_back(kept[d]);
  const auto run = [&] {
    const NoGradGuard guard;
    const bool half = x.scalar_type() == kHalf || x.scalar_type() == kBFloat16;
    const Tensor y =
        half ? norm_of(x.to(kFloat), p, dims).to(x.scalar_type()) : norm_of(x, p, dims);
    return as_own(y.reshape(left));
  };
  const Tensor y = run();
  return record("LinalgVectorNormBackward0", {x}, y, [&] {
    return [x = Saved(x), y = Saved::output(y), p, dims, kept](const Tensors& g, Needs) {
      return Tensors{norm_grad(g[0].reshape(kept), x.unpack(), y.unpack().reshape(kept), p, dims)};
    };
  });
}

namespace {

/// The two dims of a matrix norm, checked.
std::pair<int64_t, int64_t> matrix_dims(const Tensor& A, IntArrayRef dim) {
  const char* op = "linalg.matrix_norm";
  check_is_matrix(op, A);
  check_norm_dtype(op, A, {});
  check(dim.size() == 2, ErrorKind::value, "{}: dim must be a 2-tuple. Got {}", op,
        fmt::join(dim.begin(), dim.end(), " "));
  const int64_t a = wrap_dim(dim[0], A.dim(), op), b = wrap_dim(dim[1], A.dim(), op);
  check(a != b, ErrorKind::value, "{}: dims must be different. Got ({}, {})", op, a, b);
  return {a, b};
}

/// Singular values of the matrices in two dims, as a last dim.
Tensor singular_values(const Tensor& A, int64_t rows, int64_t columns) {
  DimVector order;
  for (int64_t d = 0; d < A.dim(); ++d)
    if (d != rows && d != columns) order.push_back(d);
  order.push_back(rows);
  order.push_back(columns);
  return linalg_svdvals(A.permute(order));
}

/// Puts dims of size 1 where two dims were.
Tensor keep_dims(const Tensor& t, int64_t a, int64_t b, bool keepdim) {
  return keepdim ? t.unsqueeze(std::min(a, b)).unsqueeze(std::max(a, b)) : t;
}

}  // namespace

Tensor linalg_matrix_norm(const Tensor& self, Scalar ord, IntArrayRef dim, bool keepdim,
                          std::optional<ScalarType> dtype) {
  const double p = ord.to_double(), size = std::abs(p);
  check(size == 1 || size == 2 || size == kInf, ErrorKind::value,
        "linalg.matrix_norm: Order {} not supported.", order_text(p));
  const auto [rows, columns] = matrix_dims(self, dim);
  check_norm_dtype("linalg.matrix_norm", self, dtype);
  const Tensor A = dtype ? self.to(*dtype) : self;
  const auto extreme = [&](const Tensor& t, int64_t d, bool keep) {
    return p > 0 ? amax(t, {d}, keep) : amin(t, {d}, keep);
  };
  if (size == 2)
    return keep_dims(extreme(singular_values(A, rows, columns), -1, false), rows, columns, keepdim);
  const int64_t summed = size == 1 ? rows : columns, over = size == 1 ? columns : rows;
  const Tensor y = extreme(linalg_vector_norm(A, 1, IntArrayRef(summed), true), over, true);
  return keepdim ? y : as_own(y.squeeze(std::max(rows, columns)).squeeze(std::min(rows, columns)));
}

Tensor linalg_matrix_norm(const Tensor& self, std::string_view ord, IntArrayRef dim, bool keepdim,
                          std::optional<ScalarType> dtype) {
  check(ord == "fro" || ord == "nuc", ErrorKind::value,
        "linalg.matrix_norm: Order {} not supported.", ord);
  const auto [rows, columns] = matrix_dims(self, dim);
  check_norm_dtype("linalg.matrix_norm", self, dtype);
  const Tensor A = dtype ? self.to(*dtype) : self;
  if (ord == "fro") return linalg_vector_norm(A, 2, dim, keepdim);
  return keep_dims(sum(singular_values(A, rows, columns), IntArrayRef{-1}), rows, columns, keepdim);
}

namespace {

// `must` as PyTorch spells it.
void check_norm_dims(const Tensor& A, std::optional<IntArrayRef> dim, const char* must) {
  check(!dim || dim->size() == 1 || dim->size() == 2, ErrorKind::value,
        "linalg.norm: If dim is specified, it {} be of length 1 or 2. Got {}", must,
        dim ? write_list(*dim) : "");
  check(dim || A.dim() == 1 || A.dim() == 2, ErrorKind::shape,
        "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {}D.",
        A.dim());
}

constexpr int64_t kFirstTwo[] = {0, 1};

}  // namespace

Tensor linalg_norm(const Tensor& self, const std::optional<Scalar>& ord, OptionalIntArrayRef dim,
                   bool keepdim, std::optional<ScalarType> dtype) {
  impl_of(self, "linalg.norm");
  if (ord) check_norm_dims(self, dim, "must");
  if (ord && (dim ? dim->size() == 2 : self.dim() == 2))
    return linalg_matrix_norm(self, *ord, dim.value_or(IntArrayRef(kFirstTwo, 2)), keepdim, dtype);
  return linalg_vector_norm(self, ord.value_or(2), dim, keepdim, dtype);
}

Tensor linalg_norm(const Tensor& self, std::string_view ord, OptionalIntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  impl_of(self, "linalg.norm");
  check_norm_dims(self, dim, "mut");
  return linalg_matrix_norm(self, ord, dim.value_or(IntArrayRef(kFirstTwo, 2)), keepdim, dtype);
}

}  // namespace pumice
