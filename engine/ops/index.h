// Moving and joining elements by index tensors, below autograd.
#pragma once

#include "base/dim_vector.h"
#include "base/error.h"
#include "ops/copy.h"
#include "pumice/autograd.h"

namespace pumice {

/// How elements for one place are joined; the kernels' OP.
enum class Join : uint16_t { sum, prod, max, min };

/// self's slices along dim at a contiguous int64 index, as a tensor of `sizes`; indices are
/// clamped.
Tensor pick_slices(const Tensor& self, int64_t dim, const Tensor& index, IntArrayRef sizes);
/// Joins source's slices at index along dim to those of y, contiguous and of compute dtype. Indices
/// outside, or equal to `skip`, do nothing. Always in the same order.
void add_slices(const Tensor& y, int64_t dim, const Tensor& index, const Tensor& source,
                int64_t skip = -1, Join join = Join::sum);

/// Where source's slices go along a dim of self.
struct JoinedSlices {
  int64_t dim;
  Tensor at;  ///< contiguous int64
};
/// PyTorch's checks of index_add and its kin, which it calls `said` in their messages; whole:
/// source has self's rank even where that is 0 or 1; scattered: an index outside is scatter's
/// error.
JoinedSlices check_slice_join(const char* op, const char* said, const Tensor& self, int64_t dim,
                              const Tensor& index, const Tensor& source, bool whole,
                              bool scattered);

inline constexpr int64_t kFlat = -1;
/// A dim that an index tensor stands for.
struct IndexedDim {
  int64_t dim;   ///< of the tensor that is indexed, for messages; kFlat: places in all of it
  int64_t size;  ///< indices lie in [0, size), or [-size, size) where they wrap
  int64_t step;
};
/// The sum of index * step over index tensors (int64, broadcast to `shape`), as a contiguous int64
/// tensor of `shape`; -1 where an index lies outside.
Tensor offsets_of(ArrayRef<Tensor> indices, IntArrayRef shape, ArrayRef<IndexedDim> dims,
                  bool wraps);
/// index error "OP: index 5 is out of bounds for dimension 0 with size 3", as check_bounds() finds
/// it; of another kind where PyTorch's operator has it so.
void check_indices(const char* op, const Tensor& index, const IndexedDim& of, bool wraps,
                   ErrorKind kind = ErrorKind::index);
/// The same in the words of index_select: "OP: index out of range in self".
void check_slices(const char* op, const Tensor& index, const Tensor& self, int64_t dim);

/// y's elements at offset + place = values, all broadcast to `shape`. `places` are y's strides over
/// shape, 0 along dims that an index replaces; offsets count y's elements, and -1 writes nothing.
void put_elements(const Tensor& y, IntArrayRef shape, IntArrayRef places, const Tensor& offsets,
                  const Tensor& values);

/// value error where `other` shares elements of the written-to `self`, in PyTorch's words;
/// else other, or a copy of it where that cannot be told from the strides.
Tensor apart(const char* op, const Tensor& self, const Tensor& other);
/// That error alone, for operators that can read the view that they write.
void check_overlap(const char* op, const Tensor& self, const Tensor& other);

/// int64 positions of the elements of a bool tensor that hold, in row-major order; waits for their
/// number, which inside a capture is an error that names `op`.
Tensor true_positions(const char* op, const Tensor& mask);
/// For each element of a bool tensor how many that hold come before it, as int64 of mask's sizes.
Tensor true_ranks(const Tensor& mask);
/// masked_fill whose result lies as self does, not in rows.
Tensor masked_fill_like(const Tensor& self, const Tensor& mask, const Tensor& value);

/// Calls write on a contiguous tensor of dtype `compute` that holds y's values: y itself where it
/// is one, else a copy, which is then copied back.
template <class F>
void with_workable(const Tensor& y, ScalarType compute, F&& write) {
  if (y.is_contiguous() && y.scalar_type() == compute) return write(y);
  const NoGradGuard no_grad;
  const Tensor work = y.to(TensorOptions(compute), false, true).contiguous();
  write(work);
  copy_into(y, work);
}

}  // namespace pumice
