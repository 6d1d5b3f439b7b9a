// Rows of the operator table: elementwise operators with arguments, with another form for integers,
// or made of several rows of shaders/elementwise.def.
#include "ops/table_rows.h"
#include "pumice/special.h"
#include "shaders/kernels/binary.h"
#include "shaders/kernels/binary_more.h"
#include "shaders/kernels/binary_more_int.h"
#include "shaders/kernels/compare.h"
#include "shaders/kernels/compare_scalar.h"
#include "shaders/kernels/logical.h"
#include "shaders/kernels/unary.h"
#include "shaders/kernels/unary_grad.h"
#include "shaders/kernels/unary_more.h"
#include "shaders/kernels/where.h"

namespace pumice {
namespace {

using K = std::span<const KernelInfo* const>;
using One = Tensor(const Tensor&);
using Two = Tensor(const Tensor&, const Tensor&);
using Number = Tensor(const Tensor&, Scalar);
using NumberFirst = Tensor(Scalar, const Tensor&);
using Rounding = std::optional<std::string_view>;

// What is no tensor, as one.
Tensor answer(bool yes, const Tensor& like) {
  return full({}, yes, TensorOptions(kBool).device(like.device()));
}
Tensor whether_all_close(const Tensor& self, const Tensor& other, double rtol, double atol,
                         bool equal_nan) {
  return answer(allclose(self, other, rtol, atol, equal_nan), self);
}
Tensor whether_equal(const Tensor& self, const Tensor& other) {
  return answer(equal(self, other), self);
}

void add_unary(std::vector<Op>& rows) {
  const K more = kernels<kernel::unary_more>();
  const auto add = [&](const char* name, BoxedCall call, K forward) {
    rows.push_back({name, OpKind::elementwise, true, call, forward, {}});
  };
  add("floor", box<as<One>(&floor)>, more);
  add("ceil", box<as<One>(&ceil)>, more);
  add("round", box<as<One>(&round), as<Tensor(const Tensor&, int64_t)>(&round)>, more);
  add("trunc", box<as<One>(&trunc)>, more);
  add("frac", box<&frac>, more);
  add("sign", box<&sign>, more);
  add("logit", box<&logit>, more);
  add("nan_to_num", box<&nan_to_num>, more);
  add("polygamma", box<&polygamma>, more);
  const K unary = kernels<kernel::unary>(), unary_grad = kernels<kernel::unary_grad>();
  add("special_entr", box<&special_entr>, kernels<kernel::unary>());
  add("special_ndtr", box<&special_ndtr>, more);
  add("special_log_ndtr", box<&special_log_ndtr>, more);
  add("special_ndtri", box<&special_ndtri>, more);
  add("special_erfcx", box<&special_erfcx>, more);
  add("special_i0e", box<&special_i0e>, more);
  add("special_i1", box<&special_i1>, more);
  add("special_i1e", box<&special_i1e>, more);
  add("special_xlog1py",
      box<as<Two>(&special_xlog1py), as<Number>(&special_xlog1py),
          as<NumberFirst>(&special_xlog1py)>,
      more);
  add("mvlgamma", box<&mvlgamma>, more);
  rows.push_back({"leaky_relu", OpKind::elementwise, true, box<&leaky_relu>, unary, unary_grad});
  rows.push_back({"gelu", OpKind::elementwise, true, box<&gelu>, unary, unary_grad});
}

void add_binary(std::vector<Op>& rows) {
  const K more = kernels<kernel::binary_more>(), bits = kernels<kernel::binary_more_int>();
  const auto add = [&](const char* name, BoxedCall call, K forward) {
    rows.push_back({name, OpKind::elementwise, true, call, forward, {}});
  };
  add("fmod", box<as<Two>(&fmod), as<Number>(&fmod)>, more);
  add("remainder", box<as<Two>(&remainder), as<Number>(&remainder), as<NumberFirst>(&remainder)>,
      more);
  rows.push_back({"div", OpKind::elementwise, true,
                  box<as<Two>(&div), as<Number>(&div),
                      as<Tensor(const Tensor&, const Tensor&, Rounding)>(&div),
                      as<Tensor(const Tensor&, Scalar, Rounding)>(&div)>,
                  kernels<kernel::binary, kernel::binary_more, kernel::binary_more_int>(),
                  kernels<kernel::binary>()});
  rows.push_back({"floor_divide",
                  OpKind::elementwise,
                  false,
                  box<as<Two>(&floor_divide), as<Number>(&floor_divide)>,
                  more,
                  {}});
  add("xlogy", box<as<Two>(&xlogy), as<Number>(&xlogy), as<NumberFirst>(&xlogy)>, more);
  add("copysign", box<as<Two>(&copysign), as<Number>(&copysign)>, more);
  add("atan2", box<as<Two>(&atan2)>, more);
  add("hypot", box<as<Two>(&hypot)>, more);
  add("fmax", box<as<Two>(&fmax)>, more);
  add("fmin", box<as<Two>(&fmin)>, more);
  add("logaddexp", box<&logaddexp>, more);
  add("logaddexp2", box<&logaddexp2>, more);
  const auto add_bits = [&](const char* name, BoxedCall call) {
    rows.push_back({name, OpKind::elementwise, false, call, bits, {}});
  };
  add_bits("bitwise_and",
           box<as<Two>(&bitwise_and), as<Number>(&bitwise_and), as<NumberFirst>(&bitwise_and)>);
  add_bits("bitwise_or",
           box<as<Two>(&bitwise_or), as<Number>(&bitwise_or), as<NumberFirst>(&bitwise_or)>);
  add_bits("bitwise_xor",
           box<as<Two>(&bitwise_xor), as<Number>(&bitwise_xor), as<NumberFirst>(&bitwise_xor)>);
  add_bits("bitwise_left_shift", box<as<Two>(&bitwise_left_shift), as<Number>(&bitwise_left_shift),
                                     as<NumberFirst>(&bitwise_left_shift)>);
  add_bits("bitwise_right_shift",
           box<as<Two>(&bitwise_right_shift), as<Number>(&bitwise_right_shift),
               as<NumberFirst>(&bitwise_right_shift)>);
  add_bits("bitwise_not", box<&bitwise_not>);
  add_bits("gcd", box<&gcd>);
  add_bits("lcm", box<&lcm>);
  rows.push_back({"nextafter", OpKind::elementwise, false, box<&nextafter>, {}, {}});
}

void add_choices(std::vector<Op>& rows) {
  const K choice = kernels<kernel::where>(), unary = kernels<kernel::unary>(),
          unary_grad = kernels<kernel::unary_grad>(), binary = kernels<kernel::binary>();
  const auto add = [&](const char* name, BoxedCall call, K forward, K backward) {
    rows.push_back({name, OpKind::elementwise, true, call, forward, backward});
  };
  using Bounds = const std::optional<Tensor>&;
  add("clamp",
      box<as<Tensor(const Tensor&, std::optional<Scalar>, std::optional<Scalar>)>(&clamp),
          as<Tensor(const Tensor&, Bounds, Bounds)>(&clamp)>,
      unary, unary_grad);
  add("where",
      box<as<Tensor(const Tensor&, const Tensor&, const Tensor&)>(&where),
          as<Tensor(const Tensor&, const Tensor&, Scalar)>(&where),
          as<Tensor(const Tensor&, Scalar, const Tensor&)>(&where),
          as<Tensor(const Tensor&, Scalar, Scalar)>(&where)>,
      choice, choice);
  add("masked_fill",
      box<as<Tensor(const Tensor&, const Tensor&, Scalar)>(&masked_fill),
          as<Tensor(const Tensor&, const Tensor&, const Tensor&)>(&masked_fill)>,
      choice, choice);
  add("lerp",
      box<as<Tensor(const Tensor&, const Tensor&, Scalar)>(&lerp),
          as<Tensor(const Tensor&, const Tensor&, const Tensor&)>(&lerp)>,
      binary, binary);
  add("addcmul", box<&addcmul>, binary, binary);
  add("addcdiv", box<&addcdiv>, binary, binary);
  const K scalar = kernels<kernel::compare_scalar>();
  const auto add_test = [&](const char* name, BoxedCall call, K forward) {
    rows.push_back({name, OpKind::elementwise, false, call, forward, {}});
  };
  add_test("isnan", box<&isnan>, kernels<kernel::compare>());
  add_test("isinf", box<&isinf>, scalar);
  add_test("isfinite", box<&isfinite>, scalar);
  const K compared = kernels<kernel::compare, kernel::logical>();
  add_test("allclose", box<&whether_all_close>, compared);
  add_test("equal", box<&whether_equal>, compared);
  add_test("isclose", box<&isclose>, compared);
}

}  // namespace

void add_more_elementwise_rows(std::vector<Op>& rows) {
  add_unary(rows);
  add_binary(rows);
  add_choices(rows);
}

}  // namespace pumice
