// Triangles and diagonals, joining, repeating, turning.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

/// Zero above (tril) or below (triu) the diagonal of the last two dims; diagonal > 0 lies above the
/// main one.
Tensor tril(const Tensor& self, int64_t diagonal = 0);
Tensor triu(const Tensor& self, int64_t diagonal = 0);
/// int64 (2, n): the rows and columns of the triangle's elements of a (row, col) matrix.
Tensor tril_indices(int64_t row, int64_t col, int64_t offset = 0,
                    const TensorOptions& options = TensorOptions(kLong));
Tensor triu_indices(int64_t row, int64_t col, int64_t offset = 0,
                    const TensorOptions& options = TensorOptions(kLong));
/// (n) -> the matrix with it as diagonal; (m, n) -> its diagonal, copied.
Tensor diag(const Tensor& self, int64_t diagonal = 0);
/// The last dim as diagonal of matrices in dims dim1 and dim2 of the result.
Tensor diag_embed(const Tensor& self, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1);
/// The elements, flattened, as diagonal of a matrix.
inline Tensor diagflat(const Tensor& self, int64_t offset = 0) { return self.diagflat(offset); }
/// self, with src in place of its part that select, slice, diagonal or as_strided views.
inline Tensor select_scatter(const Tensor& self, const Tensor& src, int64_t dim, int64_t index) {
  return self.select_scatter(src, dim, index);
}
inline Tensor slice_scatter(const Tensor& self, const Tensor& src, int64_t dim = 0,
                            std::optional<int64_t> start = {}, std::optional<int64_t> end = {},
                            int64_t step = 1) {
  return self.slice_scatter(src, dim, start, end, step);
}
inline Tensor diagonal_scatter(const Tensor& self, const Tensor& src, int64_t offset = 0,
                               int64_t dim1 = 0, int64_t dim2 = 1) {
  return self.diagonal_scatter(src, offset, dim1, dim2);
}
inline Tensor as_strided_scatter(const Tensor& self, const Tensor& src, IntArrayRef size,
                                 IntArrayRef stride, std::optional<int64_t> storage_offset = {}) {
  return self.as_strided_scatter(src, size, stride, storage_offset);
}
/// Slices along dim whose p-norm exceeds maxnorm shrunk to it.
inline Tensor renorm(const Tensor& self, Scalar p, int64_t dim, Scalar maxnorm) {
  return self.renorm(p, dim, maxnorm);
}
/// The sum of a matrix's diagonal; integers sum to int64.
Tensor trace(const Tensor& self);
/// (...) int64 -> (..., num_classes) int64, 1 at each class; -1: as many as the largest asks for.
Tensor one_hot(const Tensor& self, int64_t num_classes = -1);
/// Differences of neighbours along dim, n times over; prepend and append are joined to self first.
inline Tensor diff(const Tensor& self, int64_t n = 1, int64_t dim = -1,
                   const std::optional<Tensor>& prepend = {},
                   const std::optional<Tensor>& append = {}) {
  return self.diff(n, dim, prepend, append);
}
/// Of vectors of 3 along dim (unset: the first dim of size 3); both broadcast.
inline Tensor cross(const Tensor& self, const Tensor& other, std::optional<int64_t> dim = {}) {
  return self.cross(other, dim);
}
/// The p-norm of the difference.
inline Tensor dist(const Tensor& self, const Tensor& other, Scalar p = 2) {
  return self.dist(other, p);
}

/// At least that many dims: (n) -> (1, n) -> (1, n, 1); (m, n) -> (m, n, 1).
Tensor atleast_1d(const Tensor& self);
std::vector<Tensor> atleast_1d(TensorList tensors);
Tensor atleast_2d(const Tensor& self);
std::vector<Tensor> atleast_2d(TensorList tensors);
Tensor atleast_3d(const Tensor& self);
std::vector<Tensor> atleast_3d(TensorList tensors);
/// cat along the second dim (the first of vectors), the first dim, the third dim; vectors as
/// columns.
Tensor hstack(TensorList tensors);
Tensor vstack(TensorList tensors);
inline Tensor row_stack(TensorList tensors) { return vstack(tensors); }
Tensor dstack(TensorList tensors);
Tensor column_stack(TensorList tensors);
/// Matrices along the diagonal of one, zeros elsewhere.
Tensor block_diag(TensorList tensors);

/// All expanded to the shape to which they broadcast together.
std::vector<Tensor> broadcast_tensors(TensorList tensors);
/// The coordinates of the grid that vectors span; indexing "ij", or "xy": its first two dims
/// swapped.
std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing);
std::vector<Tensor> meshgrid(TensorList tensors);  ///< as "ij", with a warning
/// Every choice of one element per vector, as rows.
Tensor cartesian_prod(TensorList tensors);
/// Every choice of r elements of a vector, as rows.
Tensor combinations(const Tensor& self, int64_t r = 2, bool with_replacement = false);

/// The whole tensor repeats[d] times along each dim; more repeats than dims add dims in front.
Tensor repeat(const Tensor& self, IntArrayRef repeats);
/// repeat, where fewer counts than dims are filled up with ones in front.
Tensor tile(const Tensor& self, IntArrayRef dims);
/// Each element along dim (flattened without one) repeats times, one count or one per element. A
/// tensor of counts is read on the host; output_size is the sum of the counts.
Tensor repeat_interleave(const Tensor& self, int64_t repeats, std::optional<int64_t> dim = {},
                         std::optional<int64_t> output_size = {});
Tensor repeat_interleave(const Tensor& self, const Tensor& repeats, std::optional<int64_t> dim = {},
                         std::optional<int64_t> output_size = {});
/// int64: i repeated repeats[i] times, for each i.
Tensor repeat_interleave(const Tensor& repeats, std::optional<int64_t> output_size = {});

/// Shifts elements along dims, the last to the front; over the flattened tensor without dims.
Tensor roll(const Tensor& self, IntArrayRef shifts, IntArrayRef dims = {});
/// Reverses dims; a copy.
Tensor flip(const Tensor& self, IntArrayRef dims);
Tensor fliplr(const Tensor& self);
Tensor flipud(const Tensor& self);
/// Turns by k quarters in the plane of two dims, from the first to the second.
Tensor rot90(const Tensor& self, int64_t k = 1, IntArrayRef dims = {0, 1});

}  // namespace pumice
