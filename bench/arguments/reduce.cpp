// Arguments of reductions, scans and orders.
#include "bench/arguments/makers.h"

namespace pumice::bench {
namespace {

Args whole(int64_t n, const TensorOptions& on) { return {randn({n}, on), std::monostate{}}; }
Args scanned(int64_t n, const TensorOptions& on) {
  return {positive({n}, on), int64_t{0}, std::monostate{}};
}
Args rows(int64_t n, const TensorOptions& on) { return {matrix(n, on), int64_t{1}, false}; }
Args row_list(int64_t n, const TensorOptions& on) {
  return {matrix(n, on), std::vector<int64_t>{1}, false};
}

Args spread_of_rows(int64_t n, const TensorOptions& on) {
  return {matrix(n, on), std::vector<int64_t>{1}, true, false};
}
Args quantiles(int64_t n, const TensorOptions& on) {
  return {matrix(n, on), 0.3, int64_t{1}, false, std::string("linear")};
}
Args integrated(int64_t n, const TensorOptions& on) {
  return {matrix(n, on), matrix(n, on), int64_t{1}};
}

}  // namespace

const Makers& reduce_makers() {
  static const Makers table{
      {"sum", whole},
      {"mean", whole},
      {"var", spread_of_rows},
      {"std", spread_of_rows},
      {"prod",
       [](auto n, auto on) {
         return Args{1 + randn({side(n), side(n)}, on) / 64, int64_t{1}, false, std::monostate{}};
       }},
      {"var_mean", spread_of_rows},
      {"std_mean", spread_of_rows},
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
      {"quantile", quantiles},
      {"nanquantile", quantiles},
      {"cov",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}, std::monostate{}, std::monostate{}};
       }},
      {"corrcoef", [](auto n, auto on) { return Args{matrix(n, on)}; }},
      {"trapezoid", integrated},
      {"cumulative_trapezoid", integrated},
      {"searchsorted",
       [](auto n, auto on) {
         return Args{arange(n, on), randn({n}, on) * 999, false,
                     false,         std::monostate{},     std::monostate{}};
       }},
      {"bucketize",
       [](auto n, auto on) {
         return Args{randn({n}, on) * 999, arange(999, on), false, false};
       }},
      {"isin",
       [](auto n, auto on) {
         return Args{randint(9999, {n}, on.dtype(kLong)), randint(9999, {999}, on.dtype(kLong)),
                     false, false};
       }},
  };
  return table;
}

}  // namespace pumice::bench
