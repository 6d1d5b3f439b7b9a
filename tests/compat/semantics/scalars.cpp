// Numbers on either side, operators, and the dtypes that come of them.
#include "show.h"

namespace semantics {
namespace {

void arithmetic(ScalarType d) {
  const Tensor x = torch::tensor({1, 3}).to(d), y = torch::tensor({3, 2}).to(d);
  SHOW(x + y, x + 2, x + 1.5, x + true, 2 + x, 1.5 + x, torch::add(x, y, 2), torch::add(x, 2));
  SHOW(x * y, x * 2, x * 2.5, x * true, 2 * x, 2.5 * x, torch::multiply(x, y),
       torch::multiply(x, 2));
  SHOW(x / y, x / 2, x / 2.5, torch::divide(x, y), torch::true_divide(x, 2),
       torch::div(x, 2, "floor"));
  SHOW(x == y, x<y, x == 1, x != 1.5, x<2, x <= 1, x> 0.5, x >= 2, 2> x, 1.5 < x, 1 == x, 3 != x);
  SHOW(torch::greater(x, y), torch::less_equal(x, 1), torch::not_equal(x, y), torch::less(x, 2.5),
       torch::greater_equal(x, 1));
  SHOW(-x, x.abs(), torch::absolute(x), torch::negative(x), torch::square(x), torch::clip(x, 2, 3));
}

// Functions that are made of others.
void made_of_others(ScalarType d) {
  const Tensor x = torch::tensor({1, 3}).to(d), y = torch::tensor({3, 2}).to(d);
  SHOW(torch::pow(2, y), torch::pow(2.5, y), x.pow(0.5), torch::fix(x), torch::sgn(x));
  SHOW(torch::where(x > 1, x, 7), torch::equal(x, x), torch::allclose(x, x), x.clamp_min(2),
       x.clamp_max(2));
  SHOW(x.max(y), x.min(y));
}

void arithmetic_of_bools() {
  const Tensor x = torch::tensor({true, false}), y = torch::tensor({true, true});
  SHOW(x + y, x * y, x / y, x + 2, x + 1.5, x + true, 2 + x, x * 2.5, 1 - x.to(kInt));
  SHOW(x == y, x < y, x == 1, x < 0.5, x & y, x | y, x ^ y, ~x, x & true, x | false);
  SHOW(x.logical_and(y), torch::where(x, y, x), x.sum(), x.to(kFloat).mean());
  THROWS(x - y);
  THROWS(-x);
  THROWS(x - 1.0 < y.neg());
}

void whole(ScalarType d) {
  const Tensor x = torch::tensor({1, 7}).to(d), y = torch::tensor({3, 2}).to(d);
  SHOW(x - y, x - 1, x - 1.5, 5 - x, x % 2, x % y, x.fmod(2), x.fmod(2.5), x.remainder(y),
       x.remainder(2.5));
  SHOW(torch::rsub(x, 9), torch::rsub(x, y, 2), torch::sub(x, y, 2), torch::remainder(9, x));
  SHOW(x & y, x | y, x ^ y, ~x, x & 3, x | 8, x ^ 1, x.bitwise_left_shift(1),
       x.bitwise_right_shift(1));
  SHOW(torch::bitwise_and(x, y), torch::bitwise_or(3, x), torch::bitwise_not(x),
       x.bitwise_left_shift(y));
  SHOW(x.floor_divide(2), x.floor_divide(y), x.div(2, "trunc"), x.div(y, "floor"),
       torch::div(x, 2.5, "floor"));
  SHOW(x.floor(), x.ceil(), x.round(), x.trunc(), x.exp().scalar_type(), x.sqrt().scalar_type(),
       x.sin().scalar_type());
}

void floating(ScalarType d) {
  const Tensor x = torch::tensor({0.5, 2.25}).to(d), y = torch::tensor({1.5, -0.5}).to(d);
  SHOW(x - y, x - 1, x - 1.5, 5 - x, 2 / x, 2.5 / x, 5 % x, x % 2, torch::subtract(x, y),
       torch::rsub(x, 2), x.fmod(2), x.remainder(-2));
  SHOW(torch::arcsin(x / 4), torch::arccos(x / 4), torch::arctan(x), torch::arcsinh(x),
       torch::arccosh(x + 1), torch::arctanh(x / 4));
  SHOW(torch::clip(x, 1), torch::heaviside(y, x), torch::positive(y), torch::deg2rad(x),
       torch::rad2deg(x), torch::sinc(x), torch::signbit(y));
  with({kDouble},
       [&] { SHOW(torch::float_power(x, 2), torch::float_power(x, x), x.float_power(0.5)); });
  SHOW(torch::isposinf(x), torch::isneginf(x), torch::clamp_min(x, 1), torch::clamp_max(x, 1));
}

// Dtypes that come of two: tensors with dims count before those without, and these before numbers.
void promotion() {
  for (const ScalarType a : all_dtypes())
    for (const ScalarType b : all_dtypes())
      with({a, b}, [&] {
        SHOW(torch::promote_types(a, b), torch::can_cast(a, b));
        const Tensor x = torch::ones({2}, a), y = torch::ones({2}, b), z = torch::ones({}, b);
        SHOW(torch::result_type(x, y), torch::result_type(x, z), torch::result_type(z, x));
        if (a == b)
          SHOW(torch::result_type(x, 1), torch::result_type(x, 1.5), torch::result_type(2.5, z));
      });
  const Tensor whole = torch::ones({2}, kInt), single = torch::ones({2}),
               zero_dim = torch::tensor(2.5);
  SHOW(whole + single, whole + zero_dim, single + torch::tensor(2), whole * torch::tensor(3L),
       whole / whole);
  SHOW((whole == 1.0), (whole < zero_dim), torch::maximum(whole, single),
       whole + torch::ones({2}, kLong));
}

void in_place(ScalarType d) {
  const Tensor x = torch::tensor({2, 3}).to(d);
  const auto fresh = [&] { return x.clone(); };
  SHOW(fresh().add_(2), fresh().sub_(1), fresh().mul_(3), fresh() += 1, fresh() -= 1, fresh() *= 2,
       fresh() += x);
  SHOW(fresh().eq_(2), fresh().lt_(3), fresh().pow_(2), fresh().clamp_(2, 2), fresh().clamp_min_(3),
       fresh().clamp_max_(2));
  SHOW(fresh().add_(torch::ones({}, kInt)), fresh().add_(x, 2), fresh().add_(true),
       fresh().multiply_(2).subtract_(1));
}

}  // namespace

void scalars() {
  const std::vector<ScalarType> numbers{kByte, kChar,  kShort,  kInt,
                                        kLong, kFloat, kDouble, kBFloat16};
  each(numbers, arithmetic);
  each({kInt, kFloat}, made_of_others);
  arithmetic_of_bools();
  each(whole_dtypes(), whole);
  each({kFloat, kDouble}, floating);
  promotion();
  each(numbers, in_place);
  THROWS(torch::ones({2}, kInt).add_(1.5));
  THROWS(torch::ones({2}, kInt).div_(2));
  THROWS(torch::ones({2}, kInt) - torch::tensor({true, false}) - 1 & 1.5);
  THROWS(torch::ones({2}, kInt).add_(torch::ones({2})));
  THROWS(torch::ones({2}).add_(torch::ones({3})));
  THROWS(torch::ones({2}).add_(torch::ones({2, 2})));
  THROWS(torch::ones({2}) & torch::ones({2}));
}

}  // namespace semantics
