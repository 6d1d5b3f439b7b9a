// Special functions made of others.
#include "pumice/special.h"

#include <cmath>
#include <numbers>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

// Integers in the default dtype.
Tensor real(const char* op, const Tensor& self) {
  return is_floating_point(impl_of(self, op).dtype) ? self : self.to(default_dtype());
}

}  // namespace

Tensor special_entr(const Tensor& self) {
  const Tensor x = real("special_entr", self);
  const auto run = [&] {
    const NoGradGuard no_grad;
    const Tensor inside = where(gt(x, 0), neg(x) * log(x), x);
    return where(lt(x, 0), -INFINITY, inside);
  };
  return record("SpecialEntrBackward0", {x}, run(), [&] {
    return [x = Saved(x)](const Tensors& g, Needs) {
      return Tensors{neg(g[0] * (log(x.unpack()) + 1))};
    };
  });
}

#define PUMICE_SPECIAL(name) \
  Tensor name(const Tensor& self) { return unary(MoreUnary::name, self); }
PUMICE_SPECIAL(special_log_ndtr)
PUMICE_SPECIAL(special_ndtri)
PUMICE_SPECIAL(special_erfcx)
PUMICE_SPECIAL(special_i0e)
PUMICE_SPECIAL(special_i1)
PUMICE_SPECIAL(special_i1e)
#undef PUMICE_SPECIAL

Tensor special_ndtr(const Tensor& self) {
  return rename_node(erfc(self * -std::numbers::sqrt2 * 0.5) * 0.5, "MulBackward1");
}

namespace {

Tensor xlog1py(const char* node, const Tensor& self, const Tensor& other) {
  const char* op = "special_xlog1py";
  const Device device = common_device(op, {self, other});
  broadcast_shapes(self.sizes(), other.sizes(), op);
  const ScalarType promoted = result_type(self, other),
                   dtype = is_floating_point(promoted) ? promoted : default_dtype();
  const Tensor a = self.to(device, dtype), b = other.to(device, dtype);
  const auto run = [&] {
    const NoGradGuard no_grad;
    return where(logical_and(eq(a, 0), eq(b, b)), 0, a * log1p(b));
  };
  return record(node, {a, b}, run(), [&] {
    return [a = Saved(a), b = Saved(b)](const Tensors& g, Needs needs) {
      const Tensor x = a.unpack(), y = b.unpack();
      Tensor by_x, by_y;
      if (needs[0]) {
        const Tensor none = logical_and(eq(x, 0), le(y, -1));
        by_x = sum_to(masked_fill(g[0] * log1p(y), none, 0), x.sizes());
      }
      if (needs[1]) by_y = sum_to(g[0] * x / (y + 1), y.sizes());
      return Tensors{by_x, by_y};
    };
  });
}

}  // namespace

Tensor special_xlog1py(const Tensor& self, const Tensor& other) {
  return xlog1py("SpecialXlog1PyBackward0", self, other);
}
Tensor special_xlog1py(Scalar self, const Tensor& other) {
  impl_of(other, "special_xlog1py", "#1 'other'");
  return xlog1py("SpecialXlog1PyBackward1", number_beside(self, other), other);
}
Tensor special_xlog1py(const Tensor& self, Scalar other) {
  impl_of(self, "special_xlog1py");
  return xlog1py("SpecialXlog1PyBackward2", self, number_beside(other, self));
}

Tensor mvlgamma(const Tensor& self, int64_t p) {
  check(impl_of(self, "mvlgamma").dtype != kBool, ErrorKind::dtype,
        "mvlgamma: The input tensor may not be a boolean tensor.");
  check(p >= 1, ErrorKind::value, "mvlgamma: p has to be greater than or equal to 1");
  const Tensor x = real("mvlgamma", self);
  const Tensor halves = arange(p, x.options()) * -0.5;
  const auto size = static_cast<double>(p);
  const Tensor terms = sum(lgamma(x.unsqueeze(-1) + halves), IntArrayRef{-1});
  return rename_node(terms + size * (size - 1) / 4 * std::log(std::numbers::pi),
                     "MvlgammaBackward0");
}
Tensor Tensor::mvlgamma(int64_t p) const { return pumice::mvlgamma(*this, p); }
Tensor& Tensor::mvlgamma_(int64_t p) const {
  check_writable("mvlgamma", *this, real("mvlgamma", *this).scalar_type());
  return rename_write(copy_(pumice::mvlgamma(before_write(*this), p)), "MvlgammaBackward0");
}

}  // namespace pumice
