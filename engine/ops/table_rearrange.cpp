// Rows of the operator table: triangles, diagonals, joining, repeating, turning.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/copy.h"
#include "shaders/kernels/flip.h"
#include "shaders/kernels/index_add.h"
#include "shaders/kernels/index_select.h"
#include "shaders/kernels/reduce_columns.h"
#include "shaders/kernels/reduce_rows.h"
#include "shaders/kernels/triangle.h"

namespace pumice {

void add_rearranging_rows(std::vector<Op>& rows) {
  using K = std::span<const KernelInfo* const>;
  const K copy = kernels<kernel::copy>(), none{}, triangle = kernels<kernel::triangle>(),
          flips = kernels<kernel::flip>(),
          sums = kernels<kernel::reduce_rows, kernel::reduce_columns>();
  const auto add = [&](const char* name, BoxedCall call, K forward, K backward, bool as_bits) {
    rows.push_back({name, OpKind::structured, true, call, forward, backward, as_bits});
  };
  add("tril", box<&tril>, triangle, none, true);
  add("triu", box<&triu>, triangle, none, true);
  add("diag", box<&diag>, copy, none, false);
  add("diag_embed", box<&diag_embed>, copy, none, false);
  add("trace", box<&trace>, sums, none, false);
  add("hstack", box<&hstack>, copy, none, false);
  add("vstack", box<&vstack>, copy, none, false);
  add("dstack", box<&dstack>, copy, none, false);
  add("column_stack", box<&column_stack>, copy, none, false);
  add("block_diag", box<&block_diag>, copy, none, false);
  add("cartesian_prod", box<&cartesian_prod>, copy, sums, false);
  add("combinations", box<&combinations>, kernels<kernel::index_select>(),
      kernels<kernel::index_add>(), true);
  add("repeat", box<&repeat>, copy, sums, false);
  add("tile", box<&tile>, copy, sums, false);
  add("repeat_interleave",
      box<as<Tensor(const Tensor&, int64_t, std::optional<int64_t>, std::optional<int64_t>)>(
              &repeat_interleave),
          as<Tensor(const Tensor&, const Tensor&, std::optional<int64_t>, std::optional<int64_t>)>(
              &repeat_interleave),
          as<Tensor(const Tensor&, std::optional<int64_t>)>(&repeat_interleave)>,
      copy, sums, false);
  add("roll", box<&roll>, copy, none, false);
  add("flip", box<&flip>, flips, none, true);
  add("rot90", box<&rot90>, flips, none, true);
  rows.push_back({"broadcast_tensors", OpKind::view, true, box<&broadcast_tensors>, {}, {}});
  rows.push_back({"meshgrid",
                  OpKind::view,
                  true,
                  box<as<std::vector<Tensor>(TensorList, std::string_view)>(&meshgrid),
                      as<std::vector<Tensor>(TensorList)>(&meshgrid)>,
                  {},
                  {}});
}

}  // namespace pumice
