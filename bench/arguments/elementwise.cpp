// Arguments of operators that take each element by itself.
#include "bench/arguments/makers.h"

namespace pumice::bench {
namespace {

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
Args near_pair(int64_t n, const TensorOptions& on) {
  return {positive({n}, on), positive({n}, on), 0.125, 0.0, false};
}

}  // namespace

const Makers& elementwise_makers() {
  static const Makers table{
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
      {"mvlgamma",
       [](auto n, auto on) {
         return Args{positive({n}, on) + 1, int64_t{3}};
       }},
      {"bitwise_and", bits},
      {"bitwise_or", bits},
      {"bitwise_xor", bits},
      {"bitwise_left_shift", bits},
      {"bitwise_right_shift", bits},
      {"gcd", bits},
      {"lcm", bits},
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
  };
  return table;
}

}  // namespace pumice::bench
