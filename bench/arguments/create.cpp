// Arguments of factories and random numbers.
#include "bench/arguments/makers.h"

namespace pumice::bench {
namespace {

Args sizes(int64_t n, const TensorOptions& on) { return {std::vector<int64_t>{n}, on}; }
Args window(int64_t n, const TensorOptions& on) { return {n, true, on}; }
Args like(int64_t n, const TensorOptions& on) { return {randn({n}, on), on}; }

}  // namespace

const Makers& create_makers() {
  static const Makers table{
      {"zeros", sizes},
      {"ones", sizes},
      {"full",
       [](auto n, auto on) {
         return Args{std::vector<int64_t>{n}, 0.5, on};
       }},
      {"zeros_like", like},
      {"ones_like", like},
      {"full_like",
       [](auto n, auto on) {
         return Args{randn({n}, on), 0.5, on};
       }},
      {"eye",
       [](auto n, auto on) {
         return Args{side(n), side(n), on};
       }},
      {"arange",
       [](auto n, auto on) {
         return Args{int64_t{0}, n, int64_t{1}, on};
       }},
      {"linspace",
       [](auto n, auto on) {
         return Args{-1.0, 1.0, n, on};
       }},
      {"logspace",
       [](auto n, auto on) {
         return Args{-1.0, 1.0, n, 2.0, on};
       }},
      {"bartlett_window", window},
      {"blackman_window", window},
      {"hann_window", window},
      {"hamming_window", window},
      {"kaiser_window", window},
      {"rand", sizes},
      {"randn", sizes},
      {"randint",
       [](auto n, auto on) {
         return Args{int64_t{0}, int64_t{100}, std::vector<int64_t>{n}, on.dtype(kLong)};
       }},
      {"rand_like",
       [](auto n, auto on) {
         return Args{zeros({n}, on), on};
       }},
      {"randn_like",
       [](auto n, auto on) {
         return Args{zeros({n}, on), on};
       }},
      {"randint_like",
       [](auto n, auto on) {
         return Args{zeros({n}, on), int64_t{0}, int64_t{100}, on.dtype(kLong)};
       }},
      {"multinomial",
       [](auto n, auto on) {
         return Args{rand({n}, on), int64_t{100}, true};
       }},
      // Sorts by ranks, which costs the square of the length.
      {"randperm",
       [](auto n, auto on) {
         return Args{std::min<int64_t>(n, 1 << 14), on.dtype(kLong)};
       }},
      {"bernoulli", [](auto n, auto on) { return Args{rand({n}, on)}; }},
  };
  return table;
}

}  // namespace pumice::bench
