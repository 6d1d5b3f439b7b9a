// What the files that make up the operator table share.
#pragma once

#include <array>

#include "ops/table.h"

namespace pumice {

/// Pointers to the infos of these kernels.
template <class... Kernel>
std::span<const KernelInfo* const> kernels() {
  static const std::array<const KernelInfo*, sizeof...(Kernel)> infos{&Kernel::info...};
  return infos;
}

/// The rows that come from shaders/elementwise.def.
void add_elementwise_rows(std::vector<Op>& rows);
/// Elementwise operators with arguments, or made of several rows.
void add_more_elementwise_rows(std::vector<Op>& rows);
/// Matrix products.
void add_product_rows(std::vector<Op>& rows);
/// Linear algebra.
void add_linalg_rows(std::vector<Op>& rows);
/// Triangles, joining, repeating, turning.
void add_rearranging_rows(std::vector<Op>& rows);
/// Softmax, losses, normalization, pooling, joining.
void add_structured_rows(std::vector<Op>& rows);
/// sum, max, norm, median and their kin.
void add_reduction_rows(std::vector<Op>& rows);
/// cumsum and its kin.
void add_scan_rows(std::vector<Op>& rows);
/// unique and its kin, histc, bincount.
void add_count_rows(std::vector<Op>& rows);
/// sort, topk and their kin.
void add_sort_rows(std::vector<Op>& rows);
/// Reading and writing by index tensors and masks.
void add_indexing_rows(std::vector<Op>& rows);

/// zeros, arange and their kin.
void add_factory_rows(std::vector<Op>& rows);
void add_view_rows(std::vector<Op>& rows);
void add_random_rows(std::vector<Op>& rows);

}  // namespace pumice
