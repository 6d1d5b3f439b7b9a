// TensorAccessor: a CPU tensor's elements by N indices.
#pragma once

#include <type_traits>

#include "pumice/tensor.h"

namespace pumice {

namespace detail {
/// shape error unless the tensor has `expected` dims.
void check_accessor_dims(const Tensor& tensor, size_t expected);
}  // namespace detail

/// A view of a tensor's memory with typed, unchecked access (at::TensorAccessor); valid while the
/// tensor and its sizes live. `accessor[i]` drops a dim; the last index gives the element.
template <class T, size_t N>
class TensorAccessor {
  static_assert(N > 0, "use data_ptr() or item() for a tensor without dims");

 public:
  TensorAccessor(T* data, const int64_t* sizes, const int64_t* strides)
      : data_(data), sizes_(sizes), strides_(strides) {}
  T* data() const { return data_; }
  IntArrayRef sizes() const { return {sizes_, N}; }
  IntArrayRef strides() const { return {strides_, N}; }
  int64_t size(int64_t dim) const { return sizes_[dim]; }
  int64_t stride(int64_t dim) const { return strides_[dim]; }
  decltype(auto) operator[](int64_t i) const {
    T* const at = data_ + i * strides_[0];
    if constexpr (N == 1)
      return static_cast<T&>(*at);
    else
      return TensorAccessor<T, N - 1>(at, sizes_ + 1, strides_ + 1);
  }

 private:
  T* data_;
  const int64_t *sizes_, *strides_;
};

template <class T, size_t N>
TensorAccessor<T, N> Tensor::accessor() const& {
  detail::check_accessor_dims(*this, N);
  return {static_cast<T*>(data_ptr<std::remove_const_t<T>>()), sizes().data(), strides().data()};
}

}  // namespace pumice
