// tril, triu and their indices.
#include <algorithm>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/along_dim.h"
#include "ops/copy.h"
#include "ops/launch.h"
#include "pumice/functions.h"
#include "shaders/kernels/triangle.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

using Keep = kernel::triangle::KEEP;

Tensor triangle(const Tensor& self, int64_t diagonal, Keep keep) {
  const NoGradGuard guard;
  Tensor y = make_tensor(self.sizes(), self.scalar_type(), self.device());
  if (y.numel() == 0) return y;
  const int64_t rows = self.size(-2), columns = self.size(-1);
  const Bits in = bits_of(self.contiguous()), out = bits_of(y);
  const auto width = static_cast<uint32_t>(columns) * in.words;
  const auto total = static_cast<uint32_t>(out.tensor.numel() / width);
  const uint32_t share = std::max(1u, kBlock / width);
  launch(kernel::triangle{.total = total,
                          .share = share,
                          .rows = static_cast<uint32_t>(rows),
                          .columns = width,
                          .words = in.words,
                          // Beyond the matrix all diagonals are alike.
                          .diagonal = static_cast<int32_t>(std::clamp(diagonal, -rows, columns))},
         {in.tensor, out.tensor},
         {.groups = (total + share - 1) / share, .spec = {static_cast<uint16_t>(keep)}});
  return y;
}

void check_matrix(std::string_view op, const Tensor& self) {
  check(impl_of(self, op.data()).sizes.size() >= 2, ErrorKind::shape,
        "{}: input tensor must have at least 2 dimensions",
        op.ends_with('_') ? op.substr(0, op.size() - 1) : op);
}

template <Keep keep>
GradFn grad_of(int64_t diagonal) {
  return [diagonal](const Tensors& g, Needs) {
    return Tensors{keep == Keep::lower ? tril(g[0], diagonal) : triu(g[0], diagonal)};
  };
}

template <Keep keep>
Tensor part(const char* op, const char* node, const Tensor& self, int64_t diagonal) {
  check_matrix(op, self);
  return record(node, {self}, triangle(self, diagonal, keep),
                [&] { return grad_of<keep>(diagonal); });
}

template <Keep keep>
Tensor& part_(const char* op, const char* node, const Tensor& self, int64_t diagonal) {
  check_matrix(op, self);
  if (without_repeats(self).defined()) {
    const Tensor all = ones(self.sizes(), self.options().dtype(kBool));
    return rename_write(self.masked_fill_(logical_not(triangle(all, diagonal, keep)), 0), node);
  }
  check_inplace(op, self);
  copy_into(self, triangle(self, diagonal, keep));
  record_inplace(node, Tensors{self}, self, [&] { return grad_of<keep>(diagonal); });
  return const_cast<Tensor&>(self);
}

Tensor indices(const char* op, int64_t rows, int64_t columns, const TensorOptions& options,
               auto&& first, auto&& end) {
  check(rows >= 0, ErrorKind::value, "{}: row must be non-negative, got{}", op, rows);
  check(columns >= 0, ErrorKind::value, "{}: col must be non-negative, got{}", op, columns);
  std::vector<int64_t> row_list, column_list;
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = std::clamp<int64_t>(first(row), 0, columns);
         column < std::clamp<int64_t>(end(row), 0, columns); ++column) {
      row_list.push_back(row);
      column_list.push_back(column);
    }
  const auto count = static_cast<int64_t>(row_list.size());
  row_list.insert(row_list.end(), column_list.begin(), column_list.end());
  return tensor(row_list, options).reshape({2, count});
}

}  // namespace

Tensor tril(const Tensor& self, int64_t diagonal) {
  return part<Keep::lower>("tril", "TrilBackward0", self, diagonal);
}
Tensor triu(const Tensor& self, int64_t diagonal) {
  return part<Keep::upper>("triu", "TriuBackward0", self, diagonal);
}

Tensor tril_indices(int64_t row, int64_t col, int64_t offset, const TensorOptions& options) {
  return indices(
      "tril_indices", row, col, options, [](int64_t) { return 0; },
      [&](int64_t r) { return r + offset + 1; });
}
Tensor triu_indices(int64_t row, int64_t col, int64_t offset, const TensorOptions& options) {
  return indices(
      "triu_indices", row, col, options, [&](int64_t r) { return r + offset; },
      [&](int64_t) { return col; });
}

Tensor Tensor::tril(int64_t diagonal) const { return pumice::tril(*this, diagonal); }
Tensor Tensor::triu(int64_t diagonal) const { return pumice::triu(*this, diagonal); }
Tensor& Tensor::tril_(int64_t diagonal) const {
  return part_<Keep::lower>("tril_", "TrilBackward0", *this, diagonal);
}
Tensor& Tensor::triu_(int64_t diagonal) const {
  return part_<Keep::upper>("triu_", "TriuBackward0", *this, diagonal);
}

}  // namespace pumice
