// Rows of the operator table: matrix products.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/binary.h"
#include "shaders/kernels/matmul.h"
#include "shaders/kernels/matmul_int.h"

namespace pumice {

namespace {
Tensor einsum_in_order(std::string_view equation, TensorList operands) {
  return einsum(equation, operands);
}
}  // namespace

void add_product_rows(std::vector<Op>& rows) {
  using K = std::span<const KernelInfo* const>;
  const K product = kernels<kernel::matmul>(), elements = kernels<kernel::binary>();
  const auto add = [&](const char* name, BoxedCall call, K forward) {
    rows.push_back({name, OpKind::dense, true, call, forward, forward});
  };
  add("mm", box<&mm>, product);
  add("bmm", box<&bmm>, product);
  add("mv", box<&mv>, product);
  add("dot", box<&dot>, product);
  add("matmul", box<&matmul>, product);
  add("linear", box<&linear>, product);
  add("addmm", box<&addmm>, product);
  add("addmv", box<&addmv>, product);
  add("addbmm", box<&addbmm>, product);
  add("baddbmm", box<&baddbmm>, product);
  add("addr", box<&addr>, elements);
  add("outer", box<&outer>, elements);
  add("inner", box<&inner>, product);
  add("tensordot", box<&tensordot>, product);
  add("kron", box<&kron>, elements);
  add("einsum", box<&einsum_in_order>, product);
}

}  // namespace pumice
