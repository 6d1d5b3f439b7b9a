// Sizes and strides without an allocation for up to six dims.
#pragma once

#include <algorithm>
#include <array>
#include <memory>

#include "pumice/array_ref.h"

namespace pumice {

/// A vector of int64 with six elements in place.
class DimVector {
 public:
  DimVector() = default;
  explicit DimVector(size_t n, int64_t value = 0) { resize(n, value); }
  DimVector(IntArrayRef v) { assign(v); }
  DimVector(std::initializer_list<int64_t> v) { assign(IntArrayRef(v.begin(), v.size())); }
  DimVector(const DimVector& o) {
    if (o.heap_)
      assign(o);
    else  // all places, which takes no call
      inline_ = o.inline_, size_ = o.size_;
  }
  DimVector(DimVector&&) noexcept = default;
  DimVector& operator=(const DimVector& o) {
    if (this != &o) assign(o);
    return *this;
  }
  DimVector& operator=(DimVector&&) noexcept = default;
  DimVector& operator=(IntArrayRef v) {
    assign(v);
    return *this;
  }
  DimVector& operator=(std::initializer_list<int64_t> v) {
    assign(IntArrayRef(v.begin(), v.size()));
    return *this;
  }

  operator IntArrayRef() const { return {data(), size_}; }
  const int64_t* data() const { return heap_ ? heap_.get() : inline_.data(); }
  int64_t* data() { return heap_ ? heap_.get() : inline_.data(); }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  int64_t& operator[](size_t i) { return data()[i]; }
  int64_t operator[](size_t i) const { return data()[i]; }
  int64_t* begin() { return data(); }
  int64_t* end() { return data() + size_; }
  const int64_t* begin() const { return data(); }
  const int64_t* end() const { return data() + size_; }
  int64_t& back() { return data()[size_ - 1]; }
  int64_t back() const { return data()[size_ - 1]; }
  void push_back(int64_t v) { resize(size_ + 1, v); }
  void pop_back() { --size_; }
  void insert(size_t at, int64_t v) {
    resize(size_ + 1);
    std::copy_backward(begin() + at, end() - 1, end());
    (*this)[at] = v;
  }
  void erase(size_t at) {
    std::copy(begin() + at + 1, end(), begin() + at);
    --size_;
  }
  void resize(size_t n, int64_t value = 0) {
    reserve(n);
    if (n > size_) std::fill(data() + size_, data() + n, value);
    size_ = n;
  }
  std::vector<int64_t> vec() const { return {begin(), end()}; }
  friend bool operator==(const DimVector& a, const DimVector& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }
  friend bool operator==(const DimVector& a, IntArrayRef b) { return IntArrayRef(a) == b; }

 private:
  void assign(IntArrayRef v) {  // part of this one at most, which then needs no room
    reserve(v.size());
    std::copy(v.begin(), v.end(), data());
    size_ = v.size();
  }
  void reserve(size_t n) {
    if (n <= capacity_) return;
    auto grown = std::make_unique<int64_t[]>(2 * n);
    std::copy(begin(), end(), grown.get());
    heap_ = std::move(grown);
    capacity_ = 2 * n;
  }
  std::array<int64_t, 6> inline_{};
  std::unique_ptr<int64_t[]> heap_;
  size_t size_ = 0, capacity_ = 6;
};

}  // namespace pumice
