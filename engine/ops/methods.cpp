// The operators as methods of Tensor.
#include "autograd/record.h"
#include "ops/copy.h"
#include "ops/elementwise.h"
#include "pumice/functions.h"

namespace pumice {

Tensor Tensor::sum(std::optional<ScalarType> dtype) const { return pumice::sum(*this, dtype); }
Tensor Tensor::sum(OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return pumice::sum(*this, dim, keepdim, dtype);
}
Tensor Tensor::mean(std::optional<ScalarType> dtype) const { return pumice::mean(*this, dtype); }
Tensor Tensor::mean(OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return pumice::mean(*this, dim, keepdim, dtype);
}
#define PUMICE_EXTREME_METHODS(name)                                         \
  Tensor Tensor::name() const { return pumice::name(*this); }                \
  std::tuple<Tensor, Tensor> Tensor::name(int64_t dim, bool keepdim) const { \
    return pumice::name(*this, dim, keepdim);                                \
  }                                                                          \
  Tensor Tensor::a##name(IntArrayRef dim, bool keepdim) const {              \
    return pumice::a##name(*this, dim, keepdim);                             \
  }                                                                          \
  Tensor Tensor::arg##name(std::optional<int64_t> dim, bool keepdim) const { \
    return pumice::arg##name(*this, dim, keepdim);                           \
  }
PUMICE_EXTREME_METHODS(max)
PUMICE_EXTREME_METHODS(min)
#define PUMICE_LOGICAL_REDUCTION(name)                               \
  Tensor Tensor::name() const { return pumice::name(*this); }        \
  Tensor Tensor::name(int64_t dim, bool keepdim) const {             \
    return pumice::name(*this, dim, keepdim);                        \
  }                                                                  \
  Tensor Tensor::name(OptionalIntArrayRef dim, bool keepdim) const { \
    return pumice::name(*this, dim, keepdim);                        \
  }
PUMICE_LOGICAL_REDUCTION(any)
PUMICE_LOGICAL_REDUCTION(all)

Tensor Tensor::softmax(int64_t dim, std::optional<ScalarType> dtype) const {
  return pumice::softmax(dtype ? to(*dtype) : *this, dim);
}
Tensor Tensor::log_softmax(int64_t dim, std::optional<ScalarType> dtype) const {
  return pumice::log_softmax(dtype ? to(*dtype) : *this, dim);
}

}  // namespace pumice
