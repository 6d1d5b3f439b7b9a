// norm over any dims and for any exponent, and logsumexp, with their gradients.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/reduce_plan.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

Tensor size_of(const Tensor& x, double p, IntArrayRef dim) {
  if (p == 0) return sum(ne(x, 0).to(x.scalar_type()), dim);
  if (p == 1) return sum(abs(x), dim);
  if (p == 2) return sqrt(sum(square(x), dim));
  if (std::isinf(p)) return p > 0 ? amax(abs(x), dim) : amin(abs(x), dim);
  return pow(sum(pow(abs(x), p), dim), 1 / p);
}

// 0 where the norm is, and, for p below 1, where an element is.
Tensor size_grad(const Tensor& x, const Tensor& y, const Tensor& g, double p,
                 const ReduceDims& dims) {
  if (p == 0) return {};  // none
  const Tensor wide_g = spread(g, dims, x.sizes());
  if (p == 1) return mul(wide_g, sign(x));
  const Tensor wide_y = spread(y, dims, x.sizes());
  if (p == 2) return mul(wide_g, div(x, wide_y).masked_fill_(eq(wide_y, 0), 0));
  if (std::isinf(p)) {
    const Tensor here = logical_or(eq(abs(x), wide_y), ne(x, x)).to(x.scalar_type());
    DimVector over;
    for (size_t d = 0; d < dims.reduced.size(); ++d)
      if (dims.reduced[d]) over.push_back(static_cast<int64_t>(d));
    const Tensor ties = over.empty() ? here : sum(here, over, true);
    return mul(mul(sign(x), here), div(wide_g, ties));
  }
  if (p < 1) {
    const Tensor slope = masked_fill(mul(sign(x), pow(abs(x), p - 1)), eq(x, 0), 0);
    return mul(mul(slope, wide_g), pow(wide_y, 1 - p));
  }
  const Tensor slope = p < 2 ? mul(sign(x), pow(abs(x), p - 1)) : mul(x, pow(abs(x), p - 2));
  return mul(slope, masked_fill(div(wide_g, pow(wide_y, p - 1)), eq(wide_y, 0), 0));
}

Tensor norm_over(const Tensor& self, double p, IntArrayRef dim, bool keepdim,
                 std::optional<ScalarType> dtype) {
  const ScalarType own = impl_of(self, "norm").dtype;
  check(is_floating_point(own), ErrorKind::dtype, "{} Got {}{}",
        dtype ? "norm: linalg.vector_norm: Expected a floating point or complex tensor as input."
              : "norm: norm(): input dtype should be either floating point or complex.",
        toString(own), dtype ? "" : " instead.");
  check(!dtype || is_floating_point(*dtype), ErrorKind::dtype,
        "norm: norm(): the desired output dtype should be either floating point or complex. Got {} "
        "instead.",
        dtype ? dtype_name(*dtype) : "");
  check(!dtype || promote_types(own, *dtype) == *dtype, ErrorKind::dtype,
        "norm: linalg.vector_norm: the dtype of the input ({}) should be convertible without "
        "narrowing to the specified dtype ({})",
        toString(own), toString(dtype.value_or(own)));
  const Tensor x = dtype ? self.to(*dtype) : self;
  const ReduceDims dims = reduce_dims(x, dim, "norm");
  if (dims.count == 0 && (p < 0 || std::isinf(p)))
    return linalg_vector_norm(x, p, dim, keepdim);  // which refuses it, in PyTorch's words
  Tensor y;
  {
    NoGradGuard no_grad;
    const bool half = x.scalar_type() == kHalf || x.scalar_type() == kBFloat16;
    y = shaped(size_of(half ? x.to(kFloat) : x, p, dim).to(x.scalar_type()), dims, keepdim);
  }
  return record(dim.empty() ? "NormBackward0" : "NormBackward1", {x}, y, [&] {
    return [x = Saved(x), y = Saved::output(y), p, dims](const Tensors& g, Needs) {
      return Tensors{size_grad(x.unpack(), y.unpack(), g[0], p, dims)};
    };
  });
}

double exponent(const std::optional<Scalar>& p) { return p ? p->to_double() : 2; }

}  // namespace

Tensor norm(const Tensor& self, Scalar p) { return norm_over(self, p.to_double(), {}, false, {}); }
Tensor norm(const Tensor& self, std::optional<Scalar> p, ScalarType dtype) {
  return norm_over(self, exponent(p), {}, false, dtype);
}
Tensor norm(const Tensor& self, std::optional<Scalar> p, IntArrayRef dim, bool keepdim) {
  return norm_over(self, exponent(p), dim, keepdim, {});
}
Tensor norm(const Tensor& self, std::optional<Scalar> p, IntArrayRef dim, bool keepdim,
            ScalarType dtype) {
  return norm_over(self, exponent(p), dim, keepdim, dtype);
}

Tensor logsumexp(const Tensor& self, IntArrayRef dim, bool keepdim) {
  const ScalarType own = impl_of(self, "logsumexp").dtype;
  const Tensor x = is_floating_point(own) ? self : self.to(default_dtype());
  const ReduceDims dims = reduce_dims(x, dim, "logsumexp");
  Tensor y;
  {
    NoGradGuard no_grad;
    if (dims.count == 0) {
      y = log(sum(x, dim));
    } else {
      // Rows whose maximum is infinite are summed as they are.
      const Tensor most = amax(x, dim);
      const Tensor middle = masked_fill(most, eq(abs(most), INFINITY), 0);
      y = add(log(sum(exp(sub(x, spread(middle, dims, x.sizes()))), dim)), middle);
    }
    y = shaped(y, dims, keepdim);
  }
  return record("LogsumexpBackward0", {x}, y, [&] {
    return [x = Saved(x), y = Saved::output(y), dims](const Tensors& g, Needs) {
      const Tensor input = x.unpack();
      const IntArrayRef sizes = input.sizes();
      return Tensors{
          mul(spread(g[0], dims, sizes), exp(sub(input, spread(y.unpack(), dims, sizes))))};
    };
  });
}

Tensor Tensor::norm(Scalar p) const { return pumice::norm(*this, p); }
Tensor Tensor::norm(std::optional<Scalar> p, ScalarType dtype) const {
  return pumice::norm(*this, p, dtype);
}
Tensor Tensor::norm(std::optional<Scalar> p, IntArrayRef dim, bool keepdim) const {
  return pumice::norm(*this, p, dim, keepdim);
}
Tensor Tensor::norm(std::optional<Scalar> p, IntArrayRef dim, bool keepdim,
                    ScalarType dtype) const {
  return pumice::norm(*this, p, dim, keepdim, dtype);
}
Tensor Tensor::logsumexp(IntArrayRef dim, bool keepdim) const {
  return pumice::logsumexp(*this, dim, keepdim);
}

}  // namespace pumice
