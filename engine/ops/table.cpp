// The operator table.
#include "ops/table.h"

#include <algorithm>

#include "base/error.h"
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/conv2d.h"
#include "shaders/kernels/conv2d_grad_input.h"
#include "shaders/kernels/conv2d_grad_weight.h"

namespace pumice {
namespace {

using K = std::span<const KernelInfo* const>;

std::vector<Op> make_table() {
  std::vector<Op> rows;
  const auto add = [&](const char* name, OpKind kind, BoxedCall call, K forward, K backward) {
    rows.push_back({name, kind, true, call, forward, backward, false});
  };

  add_elementwise_rows(rows);
  add_more_elementwise_rows(rows);
  using enum OpKind;
  add_reduction_rows(rows);
  add_product_rows(rows);
  add_rearranging_rows(rows);
  add_linalg_rows(rows);
  using Dims = IntArrayRef;
  add("conv2d", dense,
      box<as<Tensor(const Tensor&, const Tensor&, const std::optional<Tensor>&, Dims, Dims, Dims,
                    int64_t)>(&conv2d)>,
      kernels<kernel::conv2d>(), kernels<kernel::conv2d_grad_input, kernel::conv2d_grad_weight>());

  add_structured_rows(rows);
  add_factory_rows(rows);
  add_view_rows(rows);
  add_random_rows(rows);
  add_scan_rows(rows);
  add_sort_rows(rows);
  add_count_rows(rows);
  add_indexing_rows(rows);
  return rows;
}

}  // namespace

void detail::no_overload(const char* name, size_t count) {
  fail(ErrorKind::value, "{}: no form of it takes these {} arguments", name, count);
}

const char* op_kind_name(OpKind kind) {
  constexpr const char* names[] = {"elementwise", "reduction", "structured",
                                   "dense",       "view",      "random"};
  return names[static_cast<size_t>(kind)];
}

std::span<const Op> op_table() {
  static const std::vector<Op> table = make_table();
  return table;
}

const Op* find_op(std::string_view name) {
  const auto table = op_table();
  const auto at = std::ranges::find_if(table, [&](const Op& op) { return op.name == name; });
  return at == table.end() ? nullptr : &*at;
}

}  // namespace pumice
