// The operator table.
#include "ops/table.h"

#include <algorithm>

#include "base/error.h"
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/arg_reduce.h"
#include "shaders/kernels/conv2d.h"
#include "shaders/kernels/conv2d_grad_input.h"
#include "shaders/kernels/conv2d_grad_weight.h"
#include "shaders/kernels/reduce_columns.h"
#include "shaders/kernels/reduce_rows.h"
#include "shaders/kernels/unary.h"
#include "shaders/kernels/unary_grad.h"
#include "shaders/kernels/where.h"

namespace pumice {
namespace {

using K = std::span<const KernelInfo* const>;

std::vector<Op> make_table() {
  std::vector<Op> rows;
  const auto add = [&](const char* name, OpKind kind, BoxedCall call, K forward, K backward) {
    rows.push_back({name, kind, true, call, forward, backward, false});
  };
  const auto add_plain = [&](const char* name, OpKind kind, BoxedCall call, K forward) {
    rows.push_back({name, kind, false, call, forward, {}, false});
  };

  add_elementwise_rows(rows);
  using enum OpKind;
  const K unary = kernels<kernel::unary>(), unary_grad = kernels<kernel::unary_grad>(),
          where_kernel = kernels<kernel::where>();
  add("leaky_relu", elementwise, box<&leaky_relu>, unary, unary_grad);
  add("gelu", elementwise, box<&gelu>, unary, unary_grad);
  add("clamp", elementwise, box<&clamp>, unary, unary_grad);
  add("where", elementwise,
      box<as<Tensor(const Tensor&, const Tensor&, const Tensor&)>(&where),
          as<Tensor(const Tensor&, const Tensor&, Scalar)>(&where),
          as<Tensor(const Tensor&, Scalar, const Tensor&)>(&where)>,
      where_kernel, where_kernel);
  add("masked_fill", elementwise,
      box<as<Tensor(const Tensor&, const Tensor&, Scalar)>(&masked_fill),
          as<Tensor(const Tensor&, const Tensor&, const Tensor&)>(&masked_fill)>,
      where_kernel, where_kernel);

  // Reductions that keep the dtype, and those that give bools or indices.
  const K reduce = kernels<kernel::reduce_rows, kernel::reduce_columns>(),
          arg_reduce = kernels<kernel::arg_reduce>(), none{};
  using Dims = IntArrayRef;
  using Dtype = std::optional<ScalarType>;
  add("sum", reduction,
      box<as<Tensor(const Tensor&, Dtype)>(&sum),
          as<Tensor(const Tensor&, Dims, bool, Dtype)>(&sum)>,
      reduce, none);
  add("mean", reduction,
      box<as<Tensor(const Tensor&, Dtype)>(&mean),
          as<Tensor(const Tensor&, Dims, bool, Dtype)>(&mean)>,
      reduce, none);
  add("var", reduction,
      box<as<Tensor(const Tensor&, bool)>(&var), as<Tensor(const Tensor&, Dims, bool, bool)>(&var)>,
      reduce, none);
  add("std", reduction,
      box<as<Tensor(const Tensor&, bool)>(&pumice::std),
          as<Tensor(const Tensor&, Dims, bool, bool)>(&pumice::std)>,
      reduce, none);
  using Pair = std::tuple<Tensor, Tensor>;
  add("max", reduction,
      box<as<Tensor(const Tensor&)>(&max), as<Pair(const Tensor&, int64_t, bool)>(&max)>,
      arg_reduce, none);
  add("min", reduction,
      box<as<Tensor(const Tensor&)>(&min), as<Pair(const Tensor&, int64_t, bool)>(&min)>,
      arg_reduce, none);
  add("amax", reduction, box<&amax>, reduce, none);
  add("amin", reduction, box<&amin>, reduce, none);
  add_plain("argmax", reduction, box<&argmax>, arg_reduce);
  add_plain("argmin", reduction, box<&argmin>, arg_reduce);
  add_plain("any", reduction,
            box<as<Tensor(const Tensor&)>(&any), as<Tensor(const Tensor&, int64_t, bool)>(&any)>,
            reduce);
  add_plain("all", reduction,
            box<as<Tensor(const Tensor&)>(&all), as<Tensor(const Tensor&, int64_t, bool)>(&all)>,
            reduce);

  add_product_rows(rows);
  add_rearranging_rows(rows);
  add("conv2d", dense, box<&conv2d>, kernels<kernel::conv2d>(),
      kernels<kernel::conv2d_grad_input, kernel::conv2d_grad_weight>());

  add_structured_rows(rows);
  add_scan_rows(rows);
  add_sort_rows(rows);
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
