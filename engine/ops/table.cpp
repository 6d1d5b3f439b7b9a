// The operator table, and what devices can do of it.
#include "ops/table.h"

#include <algorithm>

#include "base/error.h"
#include "ops/table_rows.h"
#include "pumice/functions.h"

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
  add("masked_fill", elementwise, box<&masked_fill>, where_kernel, where_kernel);

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

  const K product = kernels<kernel::matmul>();
  add("mm", dense, box<&mm>, product, product);
  add("bmm", dense, box<&bmm>, product, product);
  add("addmm", dense, box<&addmm>, product, product);
  add("matmul", dense, box<&matmul>, product, product);
  add("linear", dense, box<&linear>, product, product);
  add("conv2d", dense, box<&conv2d>, kernels<kernel::conv2d>(),
      kernels<kernel::conv2d_grad_input, kernel::conv2d_grad_weight>());

  add_structured_rows(rows);
  return rows;
}

/// The first value of every specialization constant.
Variant plain_variant(const KernelInfo& kernel, ScalarType t, ScalarType u) {
  Variant variant{.t = t, .u = u};
  for (size_t i = 0; i < kernel.spec.size(); ++i) variant.spec[i] = kernel.spec[i].numbers[0];
  return variant;
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

bool supports(const Backend& backend, K kernels, ScalarType dtype, bool as_bits) {
  if (as_bits) {
    const size_t bytes = element_size(dtype);
    dtype = bytes == 1 ? kByte : bytes == 2 ? kShort : kInt;
  }
  // Kernels that know nothing of the dtype (a shared later stage) do not speak against it, but one
  // must speak for it.
  bool any = kernels.empty();
  for (const KernelInfo* kernel : kernels) {
    if (kernel->types.empty() && !backend.supports(*kernel, plain_variant(*kernel, {}, {})))
      return false;
    for (const auto& [t, u] : kernel->types) {
      if (t != dtype) continue;
      if (!backend.supports(*kernel, plain_variant(*kernel, t, u))) return false;
      any = true;
      break;
    }
    any |= kernel->types.empty();
  }
  return any;
}

std::vector<OpSupport> op_support(Device device) {
  const Backend& backend = get_backend(device);
  std::vector<OpSupport> rows;
  for (const Op& op : op_table()) {
    OpSupport row{&op, {}, {}};
    for (int i = 0; i < kNumScalarTypes; ++i) {
      const auto dtype = static_cast<ScalarType>(i);
      if (!supports(backend, op.forward, dtype, op.as_bits)) continue;
      row.forward.push_back(dtype);
      if (op.differentiable && pumice::is_floating_point(dtype) &&
          supports(backend, op.backward, dtype, false))
        row.backward.push_back(dtype);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace pumice
