// cdist and pdist.
#include <cmath>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "shaders/kernels/cdist.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

Tensor distances(const Tensor& x1, const Tensor& x2, double p) {
  const NoGradGuard guard;
  DimVector sizes(x1.sizes());
  sizes.back() = x2.size(-2);
  const int64_t columns = x1.size(-1);
  if (x1.numel() == 0 || x2.numel() == 0) return zeros(sizes, x1.options());
  Tensor y = make_tensor(sizes, x1.scalar_type(), x1.device());
  using Kernel = kernel::cdist;
  const auto form = p == 0          ? Kernel::NORM::zero
                    : p == 1        ? Kernel::NORM::one
                    : p == 2        ? Kernel::NORM::two
                    : std::isinf(p) ? Kernel::NORM::inf
                                    : Kernel::NORM::any;
  const auto count = static_cast<uint32_t>(y.numel());
  const Tensor a = x1.contiguous(), b = x2.contiguous();
  launch(Kernel{count, static_cast<uint32_t>(x1.size(-2)), static_cast<uint32_t>(x2.size(-2)),
                static_cast<uint32_t>(columns), std::isinf(p) ? 0.0 : p},
         {a, b, y},
         {.groups = count,
          .width = static_cast<uint32_t>(columns),
          .spec = {static_cast<uint16_t>(form)}});
  return y;
}

/// a / b, and zero where b is zero, in the derivative as well.
Tensor ratio(const Tensor& a, const Tensor& b) {
  const Tensor zero = eq(b, 0);
  return where(zero, 0, div(a, where(zero, 1, b)));
}

Tensor sign_of(const Tensor& t) {
  return sub(gt(t, 0).to(t.scalar_type()), lt(t, 0).to(t.scalar_type()));
}

/// By x1: the sum over x2's rows of g / distance * (x1 - x2), without the differences.
Tensor euclidean_grad(const Tensor& weight, const Tensor& x1, const Tensor& x2) {
  return sub(mul(x1, sum(weight, IntArrayRef{-1}, true)), matmul(weight, x2));
}

Tensors distances_grad(const Tensor& g, const Tensor& x1, const Tensor& x2, const Tensor& y,
                       double p, Needs needs) {
  if (p == 0) return {zeros_like(x1), zeros_like(x2)};
  if (p == 2) {
    const Tensor weight = ratio(g, y);
    return {needs[0] ? euclidean_grad(weight, x1, x2) : Tensor(),
            needs[1] ? euclidean_grad(weight.transpose(-2, -1), x2, x1) : Tensor()};
  }
  const Tensor difference = sub(x1.unsqueeze(-2), x2.unsqueeze(-3)), far = y.unsqueeze(-1),
               flow = g.unsqueeze(-1);
  Tensor by;
  if (p == 1)
    by = mul(sign_of(difference), flow);
  else if (std::isinf(p))  // every component of that size takes it whole
    by = mul(mul(sign_of(difference), eq(abs(difference), far).to(g.scalar_type())), flow);
  else if (p < 2)
    by = mul(mul(sign_of(difference), where(eq(difference, 0), 0, pow(abs(difference), p - 1))),
             ratio(flow, pow(far, p - 1)));
  else
    by = mul(mul(difference, pow(abs(difference), p - 2)), ratio(flow, pow(far, p - 1)));
  return {needs[0] ? sum(by, IntArrayRef{-2}) : Tensor(),
          needs[1] ? neg(sum(by, IntArrayRef{-3})) : Tensor()};
}

void check_input(const char* op, const Tensor& t, const char* name) {
  check(t.is_floating_point(), ErrorKind::dtype,
        "{}: cdist only supports floating-point dtypes, {} got: {}", op, name,
        scalar_type_name(t.scalar_type()));
  check(t.scalar_type() == kFloat || t.scalar_type() == kDouble, ErrorKind::dtype,
        "{}: \"cdist\" not implemented for '{}'", op, scalar_type_name(t.scalar_type()));
}

/// t with these batch dims.
Tensor with_batch(const Tensor& t, IntArrayRef batch) {
  DimVector sizes(batch);
  sizes.push_back(t.size(-2));
  sizes.push_back(t.size(-1));
  return t.sizes() == IntArrayRef(sizes) ? t : t.expand(sizes);
}

}  // namespace

Tensor cdist(const Tensor& left, const Tensor& right, double p,
             std::optional<int64_t> compute_mode) {
  const char* op = "cdist";
  for (const auto& [t, name] : {std::pair(&left, "X1"), std::pair(&right, "X2")})
    check(impl_of(*t, op).sizes.size() >= 2, ErrorKind::shape,
          "{}: cdist only supports at least 2D tensors, {} got: {}D", op, name, t->dim());
  check(left.size(-1) == right.size(-1), ErrorKind::shape,
        "{}: X1 and X2 must have the same number of columns. X1: {} X2: {}", op, left.size(-1),
        right.size(-1));
  check_input(op, left, "X1");
  check_input(op, right, "X2");
  check(p >= 0, ErrorKind::value, "{}: cdist only supports non-negative p values", op);
  check(!compute_mode || (*compute_mode >= 0 && *compute_mode <= 2), ErrorKind::value,
        "{}: possible modes: 0, 1, 2, but was: {}", op, compute_mode.value_or(0));
  const bool nothing = left.numel() == 0 || right.numel() == 0;
  check(nothing || left.scalar_type() == right.scalar_type(), ErrorKind::dtype,
        "{}: expected scalar type {} but found {}", op, scalar_type_name(left.scalar_type()),
        scalar_type_name(right.scalar_type()));
  const auto lead = [](const Tensor& t) {
    return IntArrayRef(t.sizes().data(), t.sizes().size() - 2);
  };
  const DimVector batch = broadcast_shapes(lead(left), lead(right), op);
  const Tensor x1 = with_batch(left, batch), x2 = with_batch(right, batch);
  const Tensor y = distances(x1, x2, p);
  return record("CdistBackward0", {x1, x2}, y, [&] {
    return
        [x1 = Saved(x1), x2 = Saved(x2), y = Saved::output(y), p](const Tensors& g, Needs needs) {
          return distances_grad(g[0], x1.unpack(), x2.unpack(), y.unpack(), p, needs);
        };
  });
}

Tensor pdist(const Tensor& self, double p) {
  check(impl_of(self, "pdist").sizes.size() == 2, ErrorKind::shape,
        "pdist: pdist only supports 2D tensors, got: {}D", self.dim());
  check(self.is_floating_point(), ErrorKind::dtype,
        "pdist: pdist only supports floating-point dtypes");
  check(p >= 0, ErrorKind::value, "pdist: pdist only supports non-negative p values");
  const int64_t n = self.size(0);
  std::vector<int64_t> pairs;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = i + 1; j < n; ++j) pairs.push_back(i * n + j);
  const Tensor index = tensor(pairs, TensorOptions(kLong).device(self.device()));
  const auto run = [&] {
    const NoGradGuard guard;
    return index_select(cdist(self, self, p).reshape({n * n}), 0, index);
  };
  const Tensor y = run();
  return record("PdistBackward0", {self}, y, [&] {
    return [x = Saved(self), y = Saved::output(y), index, n, p](const Tensors& g, Needs) {
      const auto square = [&](const Tensor& t) {
        return index_copy(zeros({n * n}, t.options()), 0, index, t).reshape({n, n});
      };
      const Tensor at = x.unpack();
      const Tensors by =
          distances_grad(square(g[0]), at, at, square(y.unpack()), p, Needs{.mask = 3});
      return Tensors{by[0] + by[1]};
    };
  });
}

}  // namespace pumice
