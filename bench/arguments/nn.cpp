// Arguments of networks.
#include "bench/arguments/makers.h"

namespace pumice::bench {

const Makers& nn_makers() {
  static const Makers table{
      {"conv2d",
       [](auto n, auto on) {
         return Args{randn(image(n / 4), on),
                     randn({32, 32, 3, 3}, on),
                     randn({32}, on),
                     kOne,
                     kOne,
                     kOne,
                     int64_t{1}};
       }},
      {"max_pool2d",
       [](auto n, auto on) { return Args{randn(image(n), on), kTwo, kTwo, kNone, kOne, false}; }},
      {"max_pool2d_with_indices",
       [](auto n, auto on) { return Args{randn(image(n), on), kTwo, kTwo, kNone, kOne, false}; }},
      {"avg_pool2d",
       [](auto n, auto on) {
         return Args{randn(image(n), on), kTwo, kTwo, kNone, false, true, std::monostate{}};
       }},
      {"batch_norm",
       [](auto n, auto on) {
         return Args{randn(image(n), on),
                     rand({32}, on),
                     randn({32}, on),
                     zeros({32}, on),
                     ones({32}, on),
                     true,
                     0.1,
                     1e-5};
       }},
      {"layer_norm",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), std::vector<int64_t>{s}, rand({s}, on), randn({s}, on),
                     1e-5};
       }},
      {"softmax",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}, std::monostate{}};
       }},
      {"log_softmax",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}, std::monostate{}};
       }},
      {"nll_loss",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), indices(s, {s}, on), std::monostate{}, int64_t{1},
                     int64_t{-100}};
       }},
      {"cross_entropy_loss",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), indices(s, {s}, on), std::monostate{},
                     int64_t{1},        int64_t{-100},       0.0};
       }},
      {"mse_loss",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on), int64_t{1}};
       }},
      {"embedding",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), indices(s, {s}, on), int64_t{-1}, false, false};
       }},
      {"dropout",
       [](auto n, auto on) {
         return Args{randn({n}, on), 0.5, true};
       }},
  };
  return table;
}

}  // namespace pumice::bench
