// A vector whose first elements need no allocation.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

namespace pumice {

/// Up to N elements in place, more of them on the heap; T is default-constructed where unused.
template <class T, size_t N>
class Few {
 public:
  Few() = default;
  Few(Few&& o) noexcept { *this = std::move(o); }
  Few& operator=(Few&& o) noexcept {
    inline_ = std::move(o.inline_);
    heap_ = std::move(o.heap_);
    size_ = std::exchange(o.size_, 0);
    capacity_ = std::exchange(o.capacity_, N);
    return *this;
  }
  ~Few() = default;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return heap_ ? heap_.get() : inline_.data(); }
  T* end() { return begin() + size_; }
  const T* begin() const { return heap_ ? heap_.get() : inline_.data(); }
  const T* end() const { return begin() + size_; }
  T& operator[](size_t i) { return begin()[i]; }
  const T& operator[](size_t i) const { return begin()[i]; }
  /// One more, default-constructed.
  T& add() {
    if (size_ == capacity_) reserve(2 * capacity_);
    return begin()[size_++];
  }
  void push_back(T value) { add() = std::move(value); }
  void reserve(size_t n) {
    if (n <= capacity_) return;
    auto grown = std::make_unique<T[]>(n);
    std::move(begin(), end(), grown.get());
    heap_ = std::move(grown);
    capacity_ = n;
  }
  void clear() {
    for (T& element : *this) element = T();
    size_ = 0;
  }
  std::vector<T> vec() const { return {begin(), end()}; }

 private:
  std::array<T, N> inline_{};
  std::unique_ptr<T[]> heap_;
  size_t size_ = 0, capacity_ = N;
};

}  // namespace pumice
