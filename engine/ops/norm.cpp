// norm over any dims and for any exponent, and logsumexp, with their gradients.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/iterate.h"
#include "ops/norm_grad.h"
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

}  // namespace

// 0 where the norm is, and, for p below 1, where an element is.
Tensor norm_grad(const Tensor& g, const Tensor& x, const Tensor& norm, double p, IntArrayRef dims) {
  if (p == 0) return {};  // none
  if (p == 1) return mul(g, sign(x));
  const Tensor zero = eq(norm, 0);
  if (p == 2) return mul(g, div(x, norm).masked_fill_(zero, 0));
  if (std::isinf(p)) {
    const Tensor here = logical_or(eq(abs(x), norm), ne(x, x)).to(x.scalar_type());
    const Tensor ties = dims.empty() ? here : sum(here, dims, true);
    return mul(mul(sign(x), here), div(g, ties));
  }
  if (p < 1) {
    const Tensor slope = masked_fill(mul(sign(x), pow(abs(x), p - 1)), eq(x, 0), 0);
    return mul(mul(slope, g), pow(norm, 1 - p));
  }
  const Tensor slope = p < 2 ? mul(sign(x), pow(abs(x), p - 1)) : mul(x, pow(abs(x), p - 2));
  return mul(slope, masked_fill(div(g, pow(norm, p - 1)), zero, 0));
}

namespace {

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
    DimVector over;
    for (size_t d = 0; d < dims.reduced.size(); ++d)
      if (dims.reduced[d]) over.push_back(static_cast<int64_t>(d));
    return [x = Saved(x), y = Saved::output(y), p, over = std::move(over), kept = dims.kept_sizes](
               const Tensors& g, Needs) {
      return Tensors{norm_grad(g[0].reshape(kept), x.unpack(), y.unpack().reshape(kept), p, over)};
    };
  });
}

double exponent(const std::optional<Scalar>& p) { return p ? p->to_double() : 2; }

}  // namespace

Tensor Tensor::dist(const Tensor& other, Scalar p) const {
  const auto run = [&] {
    const NoGradGuard guard;
    return pumice::norm(*this - other, p);
  };
  const Tensor y = run();
  return record("DistBackward0", {*this, other}, y, [&] {
    return [a = Saved(*this), b = Saved(other), y = Saved::output(y), p = p.to_double()](
               const Tensors& g, Needs needs) {
      const Tensor left = a.unpack(), right = b.unpack(), apart = left - right;
      DimVector dims;
      for (int64_t d = 0; d < apart.dim(); ++d) dims.push_back(d);
      const Tensor slope = norm_grad(g[0], apart, y.unpack(), p, dims);
      if (!slope.defined()) return Tensors(2);
      return Tensors{needs[0] ? sum_to(slope, left.sizes()) : Tensor(),
                     needs[1] ? sum_to(-slope, right.sizes()) : Tensor()};
    };
  });
}

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
