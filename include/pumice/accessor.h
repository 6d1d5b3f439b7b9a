// TensorAccessor: a CPU tensor's elements by N indices.
#pragma once

#include <algorithm>
#include <array>
#include <type_traits>

#include "pumice/tensor.h"

namespace pumice {

namespace detail {
/// shape error unless the tensor has `expected` dims.
void check_accessor_dims(const Tensor& tensor, size_t expected);
/// value error where int32 cannot count the tensor's elements.
void check_accessor_reach(const Tensor& tensor);
}  // namespace detail

/// A view of a tensor's memory with typed, unchecked access (at::TensorAccessor); valid while the
/// tensor and its sizes live. `accessor[i]` drops a dim; the last index gives the element.
template <class T, size_t N, class Index>
class TensorAccessor {
  static_assert(N > 0, "use data_ptr() or item() for a tensor without dims");

 public:
  TensorAccessor(T* data, const Index* sizes, const Index* strides)
      : data_(data), sizes_(sizes), strides_(strides) {}
  T* data() const { return data_; }
  ArrayRef<Index> sizes() const { return {sizes_, N}; }
  ArrayRef<Index> strides() const { return {strides_, N}; }
  Index size(Index dim) const { return sizes_[dim]; }
  Index stride(Index dim) const { return strides_[dim]; }
  decltype(auto) operator[](Index i) const {
    T* const at = data_ + i * strides_[0];
    if constexpr (N == 1)
      return static_cast<T&>(*at);
    else
      return TensorAccessor<T, N - 1, Index>(at, sizes_ + 1, strides_ + 1);
  }

 private:
  T* data_;
  const Index *sizes_, *strides_;
};

template <class T, size_t N>
TensorAccessor<T, N> Tensor::accessor() const& {
  detail::check_accessor_dims(*this, N);
  return {static_cast<T*>(data_ptr<std::remove_const_t<T>>()), sizes().data(), strides().data()};
}

/// A TensorAccessor that holds its sizes and strides, so that it may be copied to where the tensor
/// is not (at::GenericPackedTensorAccessor).
template <class T, size_t N, class Index>
class PackedTensorAccessor {
 public:
  PackedTensorAccessor(T* data, const int64_t* sizes, const int64_t* strides) : data_(data) {
    std::copy_n(sizes, N, sizes_.begin());
    std::copy_n(strides, N, strides_.begin());
  }
  T* data() const { return data_; }
  Index size(Index dim) const { return sizes_[static_cast<size_t>(dim)]; }
  Index stride(Index dim) const { return strides_[static_cast<size_t>(dim)]; }
  decltype(auto) operator[](Index i) const {
    return TensorAccessor<T, N, Index>(data_, sizes_.data(), strides_.data())[i];
  }

 private:
  T* data_;
  std::array<Index, N> sizes_, strides_;
};
template <class T, size_t N>
using PackedTensorAccessor32 = PackedTensorAccessor<T, N, int32_t>;
template <class T, size_t N>
using PackedTensorAccessor64 = PackedTensorAccessor<T, N, int64_t>;

template <class T, size_t N>
PackedTensorAccessor<T, N, int64_t> Tensor::packed_accessor64() const& {
  const auto elements = accessor<T, N>();
  return {elements.data(), sizes().data(), strides().data()};
}
template <class T, size_t N>
PackedTensorAccessor<T, N, int32_t> Tensor::packed_accessor32() const& {
  detail::check_accessor_reach(*this);
  const auto elements = accessor<T, N>();
  return {elements.data(), sizes().data(), strides().data()};
}

}  // namespace pumice
