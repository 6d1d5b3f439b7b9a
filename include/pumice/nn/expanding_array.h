// ExpandingArray: one number per spatial dim, given as one for all or one for each.
#pragma once

#include <array>
#include <initializer_list>
#include <ostream>
#include <string>

#include "pumice/array_ref.h"
#include "pumice/error.h"

namespace pumice {

template <size_t D, class T = int64_t>
class ExpandingArray {
 public:
  ExpandingArray(T value) { values_.fill(value); }
  /// shape error unless there are D values, or one.
  ExpandingArray(std::initializer_list<T> list) : ExpandingArray(ArrayRef<T>(list)) {}
  ExpandingArray(const std::vector<T>& values) : ExpandingArray(ArrayRef<T>(values)) {}
  ExpandingArray(const std::array<T, D>& values) : values_(values) {}
  explicit ExpandingArray(ArrayRef<T> values) {
    if (values.size() == 1) {
      values_.fill(values[0]);
    } else if (values.size() == D) {
      for (size_t i = 0; i < D; ++i) values_[i] = values[i];
    } else {
      throw Error(ErrorKind::shape, "Expected " + std::to_string(D) + " values, but instead got " +
                                        std::to_string(values.size()));
    }
  }

  operator ArrayRef<T>() const { return ArrayRef<T>(values_.data(), D); }
  const std::array<T, D>& operator*() const noexcept { return values_; }
  std::array<T, D>& operator*() noexcept { return values_; }
  const std::array<T, D>* operator->() const noexcept { return &values_; }
  T operator[](size_t i) const { return values_[i]; }
  friend bool operator==(const ExpandingArray&, const ExpandingArray&) = default;

 private:
  std::array<T, D> values_{};
};

template <size_t D, class T>
std::ostream& operator<<(std::ostream& out, const ExpandingArray<D, T>& values) {
  out << '[';
  for (size_t i = 0; i < D; ++i) out << (i ? ", " : "") << values[i];
  return out << ']';
}

}  // namespace pumice
