// Views that take elements by a pattern of two dims: diagonal, and windows (unfold).
#include "autograd/node.h"
#include "base/error.h"
#include "ops/view.h"
#include "pumice/functions.h"

namespace pumice {

Tensor Tensor::diagonal(int64_t shift, int64_t dim1_arg, int64_t dim2_arg) const {
  const TensorImpl& from = impl_of(*this, "diagonal");
  const int64_t dim1 = wrap_dim(dim1_arg, dim(), "diagonal");
  const int64_t dim2 = wrap_dim(dim2_arg, dim(), "diagonal");
  check(dim1 != dim2, ErrorKind::value, "diagonal: diagonal dimensions cannot be identical {}, {}",
        dim1_arg, dim2_arg);
  const int64_t rows = from.sizes[dim1], columns = from.sizes[dim2];
  const int64_t length = std::max<int64_t>(
      shift >= 0 ? std::min(rows, columns - shift) : std::min(rows + shift, columns), 0);
  int64_t offset = from.offset;
  if (length > 0) offset += shift >= 0 ? shift * from.strides[dim2] : -shift * from.strides[dim1];
  DimVector sizes = from.sizes, strides = from.strides;
  for (const int64_t gone : {std::max(dim1, dim2), std::min(dim1, dim2)}) {
    sizes.erase(gone);
    strides.erase(gone);
  }
  sizes.push_back(length);
  strides.push_back(from.strides[dim1] + from.strides[dim2]);
  return view_of("DiagonalBackward0", *this, sizes, strides, offset, [&]() -> GradFn {
    return [whole = from.sizes, shift, dim1, dim2](const Tensors& grads, Needs) {
      return Tensors{embedded("DiagonalBackwardBackward0", grads[0], whole,
                              [=](const Tensor& t) { return t.diagonal(shift, dim1, dim2); })};
    };
  });
}

namespace {

// Adds windows (..., count, ..., size) back to where they were taken: one slice of all windows
// after the other, or one window after the other, whichever are fewer.
Tensor fold_windows(const Tensor& grad, const DimVector& sizes, int64_t dim, int64_t size,
                    int64_t step) {
  if (sizes.empty()) return sum(grad);
  Tensor result = zeros(sizes, grad.options());
  const int64_t count = grad.size(dim);
  if (size <= count) {
    for (int64_t k = 0; k < size; ++k)
      result.slice(dim, k, k + (count - 1) * step + 1, step).add_(grad.select(-1, k));
  } else {
    for (int64_t w = 0; w < count; ++w)
      result.narrow(dim, w * step, size).add_(grad.select(dim, w).movedim(-1, dim));
  }
  return result;
}

}  // namespace

Tensor Tensor::unfold(int64_t dimension, int64_t size, int64_t step) const {
  const TensorImpl& from = impl_of(*this, "unfold");
  const int64_t d = wrap_dim(dimension, dim(), "unfold");
  const bool scalar = from.sizes.empty();
  const int64_t most = scalar ? 1 : from.sizes[d];
  check(size >= 0, ErrorKind::value, "unfold: size is {} but must be >= 0", size);
  check(size <= most, ErrorKind::value,
        "unfold: maximum size for tensor at dimension {} is {} but size is {}", d, most, size);
  check(step > 0, ErrorKind::value, "unfold: step is {} but must be > 0", step);
  DimVector sizes = from.sizes, strides = from.strides;
  sizes.push_back(size);
  strides.push_back(scalar ? 1 : strides[d]);
  if (!scalar) {
    sizes[d] = (most - size) / step + 1;
    strides[d] *= step;
  }
  return view_of("UnfoldBackward0", *this, sizes, strides, from.offset, [&]() -> GradFn {
    return [whole = from.sizes, d, size, step](const Tensors& grads, Needs) {
      Tensor folded;
      {
        const NoGradGuard no_grad;
        folded = fold_windows(grads[0], whole, d, size, step);
        folded.impl()->version() = 0;  // sums into parts are how it is made
      }
      return Tensors{record("UnfoldBackwardBackward0", {grads[0]}, folded, [&]() -> GradFn {
        return [d, size, step](const Tensors& more, Needs) {
          return Tensors{more[0].unfold(d, size, step)};
        };
      })};
    };
  });
}

}  // namespace pumice
