// nextafter: the neighbouring number, found in the bits.
#include <limits>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/elementwise.h"
#include "ops/index.h"
#include "ops/iterate.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

constexpr const char* kNode = "NextafterBackward0";

Tensors no_gradient(const Tensors&, Needs) {
  fail(ErrorKind::unsupported, "the derivative for 'nextafter' is not implemented.");
}

struct Bits {
  ScalarType dtype;
  int64_t lowest;  ///< the sign alone
};
Bits bits_like(ScalarType dtype) {
  switch (element_size(dtype)) {
    case 2:
      return {kShort, std::numeric_limits<int16_t>::min()};
    case 4:
      return {kInt, std::numeric_limits<int32_t>::min()};
    default:
      return {kLong, std::numeric_limits<int64_t>::min()};
  }
}

// Of one dtype, any shapes.
Tensor neighbours(const Tensor& a, const Tensor& b) {
  const NoGradGuard no_grad;
  const auto [integer, sign] = bits_like(a.scalar_type());
  const Tensor bits = a.contiguous().view(integer);
  // Away from zero where b lies beyond a; from zero itself to the smallest number of b's sign.
  const Tensor grows = eq(lt(a, b), gt(a, 0)), zero = eq(bitwise_and(bits, ~sign), 0);
  const Tensor moved = add(bits, where(grows, 1, -1).to(integer));
  const Tensor least = where(lt(b, 0), sign + 1, 1).to(integer);
  const Tensor next = where(zero, least, moved).view(a.scalar_type());
  const Tensor nan = logical_or(isnan(a), isnan(b));
  return where(nan, add(a, b), where(eq(a, b), b, next));
}

}  // namespace

Tensor nextafter(const Tensor& self, const Tensor& other) {
  const char* op = "nextafter";
  const Device device = common_device(op, {self, other});
  const ScalarType dtype = result_type(self, other);
  broadcast_shapes(self.sizes(), other.sizes(), op);
  check_dtype(op, dtype);
  check(dtype != kDouble || device_properties(device).int64, ErrorKind::unsupported,
        "nextafter: {} has no int64, in which the bits of float64 are counted", device);
  const Tensor y = neighbours(self.detach().to(device, dtype), other.detach().to(device, dtype));
  return record(kNode, {self, other}, y, [] { return no_gradient; });
}
Tensor Tensor::nextafter(const Tensor& other) const { return pumice::nextafter(*this, other); }
Tensor& Tensor::nextafter_(const Tensor& other) const {
  check_overlap("nextafter", *this, other);
  const Tensor values = pumice::nextafter(before_write(*this), other);
  return rename_write(copy_(values), kNode);
}

}  // namespace pumice
