// Rows of the operator table that read and write by index tensors and masks.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/coordinate.h"
#include "shaders/kernels/gather.h"
#include "shaders/kernels/index_add.h"
#include "shaders/kernels/index_offset.h"
#include "shaders/kernels/index_put.h"
#include "shaders/kernels/index_select.h"
#include "shaders/kernels/mask_count.h"
#include "shaders/kernels/mask_place.h"
#include "shaders/kernels/mask_scan.h"
#include "shaders/kernels/scatter_add.h"
#include "shaders/kernels/segment_join.h"
#include "shaders/kernels/where.h"

namespace pumice {
namespace {

using K = std::span<const KernelInfo* const>;

/// An undefined tensor stands for a whole dim.
std::vector<std::optional<Tensor>> optional_list(TensorList list) {
  std::vector<std::optional<Tensor>> indices;
  for (const Tensor& index : list)
    indices.push_back(index.defined() ? std::optional(index) : std::nullopt);
  return indices;
}
Tensor index_row(const Tensor& self, TensorList indices) {
  return index(self, optional_list(indices));
}
Tensor gather_row(const Tensor& self, int64_t dim, const Tensor& index) {
  return gather(self, dim, index);
}
Tensor index_put_row(const Tensor& self, TensorList indices, const Tensor& values,
                     bool accumulate) {
  return index_put(self, optional_list(indices), values, accumulate);
}

}  // namespace

void add_indexing_rows(std::vector<Op>& rows) {
  const auto add = [&](const char* name, BoxedCall call, K forward, K backward, bool as_bits) {
    rows.push_back({name, OpKind::structured, true, call, forward, backward, as_bits});
  };
  using kernel::gather, kernel::index_add, kernel::index_offset, kernel::index_put,
      kernel::index_select, kernel::scatter_add;
  const K columns = kernels<scatter_add>(), slices = kernels<index_add, kernel::segment_join>(),
          picks = kernels<index_select>(), reads = kernels<index_offset, index_select>(),
          writes = kernels<index_offset, index_put>(),
          mask = kernels<kernel::mask_count, kernel::mask_scan, kernel::mask_place>(),
          masked = kernels<kernel::mask_place, index_select, kernel::where>();
  add("gather", box<&gather_row, &pumice::gather>, kernels<gather>(), columns, true);
  add("take_along_dim", box<&take_along_dim>, kernels<gather>(), columns, true);
  add("index_select", box<&pumice::index_select>, picks, slices, true);
  add("index_add", box<&pumice::index_add>, slices, {}, false);
  add("index_reduce", box<&pumice::index_reduce>, slices, slices, false);
  add("index_copy", box<&index_copy>, writes, {}, true);
  add("index_fill",
      box<as<Tensor(const Tensor&, int64_t, const Tensor&, Scalar)>(&index_fill),
          as<Tensor(const Tensor&, int64_t, const Tensor&, const Tensor&)>(&index_fill)>,
      writes, {}, true);
  using Text = std::string_view;
  add("scatter",
      box<as<Tensor(const Tensor&, int64_t, const Tensor&, Scalar)>(&scatter),
          as<Tensor(const Tensor&, int64_t, const Tensor&, Scalar, Text)>(&scatter),
          as<Tensor(const Tensor&, int64_t, const Tensor&, const Tensor&)>(&scatter),
          as<Tensor(const Tensor&, int64_t, const Tensor&, const Tensor&, Text)>(&scatter)>,
      writes, {}, true);
  add("scatter_add", box<&pumice::scatter_add>, columns, {}, false);
  add("scatter_reduce", box<&scatter_reduce>, columns, columns, false);
  add("take", box<&take>, reads, slices, true);
  add("put", box<&put>, writes, {}, true);
  add("masked_select", box<&masked_select>, picks, masked, true);
  add("masked_scatter", box<&masked_scatter>, picks, {}, true);
  add("index", box<&index_row>, reads, slices, true);
  add("index_put", box<&index_put_row>, writes, {}, true);
  add("embedding", box<&embedding>, picks, slices, true);
  rows.push_back({"nonzero", OpKind::structured, false, box<&nonzero>, mask, {}});
  rows.push_back({"argwhere", OpKind::structured, false, box<&argwhere>, mask, {}});
  rows.push_back({"nonzero_numpy", OpKind::structured, false, box<&nonzero_numpy>, mask, {}});
}

}  // namespace pumice
