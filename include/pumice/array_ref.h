// A view of a contiguous sequence, as the arguments of libtorch's functions take it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace pumice {

/// Non-owning (pointer, length); valid while what it was made from lives.
template <class T>
class ArrayRef {
 public:
  using value_type = T;
  constexpr ArrayRef() = default;
  constexpr ArrayRef(const T& one) : data_(&one), size_(1) {}
  constexpr ArrayRef(const T* data, size_t size) : data_(data), size_(size) {}
  constexpr ArrayRef(const T* begin, const T* end)
      : data_(begin), size_(static_cast<size_t>(end - begin)) {}
  ArrayRef(const std::vector<T>& v) : data_(v.data()), size_(v.size()) {}
  template <size_t N>
  constexpr ArrayRef(const std::array<T, N>& a) : data_(a.data()), size_(N) {}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winit-list-lifetime"
#endif
  constexpr ArrayRef(std::initializer_list<T> list) : data_(list.begin()), size_(list.size()) {}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

  constexpr const T* data() const { return data_; }
  constexpr size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr const T* begin() const { return data_; }
  constexpr const T* end() const { return data_ + size_; }
  constexpr const T& operator[](size_t i) const { return data_[i]; }
  constexpr const T& front() const { return data_[0]; }
  constexpr const T& back() const { return data_[size_ - 1]; }
  constexpr auto rbegin() const { return std::reverse_iterator(end()); }
  constexpr auto rend() const { return std::reverse_iterator(begin()); }
  const T& at(size_t i) const {
    if (i >= size_) throw std::out_of_range("ArrayRef: index beyond its size");
    return data_[i];
  }
  /// The n elements from start on.
  ArrayRef slice(size_t start, size_t n) const {
    if (start > size_ || n > size_ - start)
      throw std::out_of_range("ArrayRef: slice beyond its size");
    return {data_ + start, n};
  }
  ArrayRef slice(size_t start) const { return slice(start, size_ - start); }
  bool equals(ArrayRef other) const { return *this == other; }
  std::vector<T> vec() const { return std::vector<T>(begin(), end()); }
  friend bool operator==(ArrayRef a, ArrayRef b) {
    if (a.size_ != b.size_) return false;
    for (size_t i = 0; i < a.size_; ++i)
      if (!(a.data_[i] == b.data_[i])) return false;
    return true;
  }

 private:
  const T* data_ = nullptr;
  size_t size_ = 0;
};

using IntArrayRef = ArrayRef<int64_t>;

/// Dims, or none: {0, 1}, {2}, 2 and nullopt alike. An optional alone, given {2}, would keep a view
/// of a number that is gone by the call.
class OptionalIntArrayRef : public std::optional<IntArrayRef> {
  using Base = std::optional<IntArrayRef>;

 public:
  OptionalIntArrayRef() = default;
  OptionalIntArrayRef(std::nullopt_t) {}
  OptionalIntArrayRef(Base dims) : Base(dims) {}
  OptionalIntArrayRef(const int64_t& dim) : Base(IntArrayRef(dim)) {}
  OptionalIntArrayRef(const std::optional<int64_t>& dim) {
    if (dim) emplace(*dim);
  }
  OptionalIntArrayRef(std::initializer_list<int64_t> dims) : Base(IntArrayRef(dims)) {}
  template <class List>
  requires(std::is_convertible_v<const List&, IntArrayRef> && !std::is_arithmetic_v<List>)
      OptionalIntArrayRef(const List& dims)
      : Base(IntArrayRef(dims)) {}

  /// No dims where there are none.
  IntArrayRef or_empty() const { return has_value() ? **this : IntArrayRef(); }
};

}  // namespace pumice
