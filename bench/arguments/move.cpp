// Arguments of operators that move, gather and join elements.
#include "bench/arguments/makers.h"

namespace pumice::bench {
namespace {

std::vector<Tensor> list_of(const Args& args) {
  std::vector<Tensor> list;
  for (const Arg& arg : args) list.push_back(std::get<Tensor>(arg));
  return list;
}
Args two_matrices(int64_t n, const TensorOptions& on) {
  return {std::vector<Tensor>{matrix(n / 2, on), matrix(n / 2, on)}};
}

}  // namespace

const Makers& move_makers() {
  static const Makers table{
      {"hstack", two_matrices},
      {"vstack", two_matrices},
      {"dstack", two_matrices},
      {"column_stack", two_matrices},
      {"block_diag", [](auto n, auto on) { return two_matrices(n / 4, on); }},
      {"cartesian_prod", [](auto n, auto on) { return Args{list_of(vectors(n, on))}; }},
      {"combinations",
       [](auto n, auto on) {
         return Args{randn({side(n)}, on), int64_t{2}, false};
       }},
      {"broadcast_tensors", [](auto n, auto on) { return Args{list_of(vectors(n, on))}; }},
      {"meshgrid",
       [](auto n, auto on) {
         return Args{list_of(vectors(n, on)), std::string("ij")};
       }},
      {"repeat",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), kTwo};
       }},
      {"tile",
       [](auto n, auto on) {
         return Args{matrix(n / 4, on), kTwo};
       }},
      {"repeat_interleave",
       [](auto n, auto on) {
         return Args{matrix(n / 2, on), int64_t{2}, int64_t{1}, std::monostate{}};
       }},
      {"roll",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::vector<int64_t>{3, -5}, std::vector<int64_t>{0, 1}};
       }},
      {"flip",
       [](auto n, auto on) {
         return Args{matrix(n, on), std::vector<int64_t>{1}};
       }},
      {"rot90",
       [](auto n, auto on) {
         return Args{matrix(n, on), int64_t{1}, std::vector<int64_t>{0, 1}};
       }},
      {"gather",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{1}, indices(s, {s, s}, on)};
       }},
      {"index_select",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{0}, indices(s, {s}, on)};
       }},
      {"index_add",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{0}, indices(s, {s}, on), randn({s, s}, on),
                     int64_t{1}};
       }},
      {"index_reduce",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{0},          indices(s, {s}, on),
                     randn({s, s}, on), std::string("amax"), true};
       }},
      {"index_copy",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{1}, places(s, on), randn({s, s}, on)};
       }},
      {"index_fill",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{0}, indices(s, {s / 2}, on), 0.5};
       }},
      {"take_along_dim",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), indices(s, {s, 1}, on), int64_t{1}};
       }},
      {"take",
       [](auto n, auto on) {
         return Args{randn({n}, on), indices(n, {n}, on)};
       }},
      {"put",
       [](auto n, auto on) {
         return Args{randn({n}, on), indices(n, {n}, on), randn({n}, on), true};
       }},
      {"index",
       [](auto n, auto on) {
         return Args{randn({n}, on), std::vector<Tensor>{indices(n, {n}, on)}};
       }},
      {"index_put",
       [](auto n, auto on) {
         return Args{randn({n}, on), std::vector<Tensor>{indices(n, {n}, on)}, randn({n}, on),
                     true};
       }},
      {"masked_select",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on) > 0};
       }},
      {"masked_scatter",
       [](auto n, auto on) {
         return Args{randn({n}, on), randn({n}, on) > 0, randn({n}, on)};
       }},
      {"nonzero", [](auto n, auto on) { return Args{matrix(n, on) > 0}; }},
      {"argwhere", [](auto n, auto on) { return Args{matrix(n, on) > 0}; }},
      {"nonzero_numpy", [](auto n, auto on) { return Args{matrix(n, on) > 0}; }},
      {"scatter",
       [](auto n, auto on) {
         const int64_t s = side(n);
         const Tensor at = places(s, on).unsqueeze(0).expand({s, s});
         return Args{randn({s, s}, on), int64_t{1}, at, randn({s, s}, on)};
       }},
      {"scatter_add",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{1}, indices(s, {s, s}, on), randn({s, s}, on)};
       }},
      {"scatter_reduce",
       [](auto n, auto on) {
         const int64_t s = side(n);
         return Args{randn({s, s}, on), int64_t{1},          indices(s, {s, s}, on),
                     randn({s, s}, on), std::string("amax"), true};
       }},
      {"cat",
       [](auto n, auto on) {
         return Args{std::vector<Tensor>{matrix(n / 2, on), matrix(n / 2, on)}, int64_t{0}};
       }},
      {"stack",
       [](auto n, auto on) {
         return Args{std::vector<Tensor>{matrix(n / 2, on), matrix(n / 2, on)}, int64_t{0}};
       }},
  };
  return table;
}

}  // namespace pumice::bench
