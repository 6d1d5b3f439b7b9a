// Names of libtorch's that pumice has under others, and the namespaces at and c10.
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "pumice/pumice.h"

namespace pumice {

using std::make_optional;
using std::nullopt;
using std::nullopt_t;
using std::optional;

namespace autograd {
using Variable = Tensor;
using tensor_list = variable_list;
using edge_list = std::vector<Edge>;
using pumice::AutoGradMode;
using pumice::GradMode;
using pumice::NoGradGuard;
}  // namespace autograd

using autograd::Variable;

inline TypeMeta get_default_dtype() { return default_dtype(); }
inline ScalarType get_default_dtype_as_scalartype() { return default_dtype(); }
inline ScalarType typeMetaToScalarType(TypeMeta dtype) { return dtype; }
inline std::optional<ScalarType> optTypeMetaToScalarType(std::optional<TypeMeta> dtype) {
  return dtype;
}
inline TypeMeta scalarTypeToTypeMeta(ScalarType dtype) { return dtype; }

/// The kind of generator that make_generator<CPUGeneratorImpl>(seed) makes.
struct CPUGeneratorImpl {
  static Generator make(uint64_t seed) { return make_generator(kCPU, seed); }
};
inline constexpr uint64_t default_rng_seed_val = 67280421310721;
template <class Impl>
Generator make_generator(uint64_t seed = default_rng_seed_val) {
  return Impl::make(seed);
}

/// One past the other up to end, or from begin to end: for (const auto i : c10::irange(3)) ...
template <class Int>
class IntegerRange {
 public:
  class Iterator {
   public:
    explicit Iterator(Int value) : value_(value) {}
    Int operator*() const { return value_; }
    Iterator& operator++() {
      ++value_;
      return *this;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    Int value_;
  };
  IntegerRange(Int begin, Int end) : begin_(begin), end_(end < begin ? begin : end) {}
  Iterator begin() const { return Iterator(begin_); }
  Iterator end() const { return Iterator(end_); }

 private:
  Int begin_, end_;
};

}  // namespace pumice

namespace c10 {
using namespace pumice;
using Backend = DeviceType;  // of strided tensors, which all are
using Storage = TensorStorage;
using std::make_optional;
using std::nullopt;
using std::nullopt_t;
using std::optional;
using std::string_view;

template <class Int>
IntegerRange<Int> irange(Int end) {
  return {Int(0), end};
}
template <class First, class Int>
IntegerRange<Int> irange(First begin, Int end) {
  return {static_cast<Int>(begin), end};
}

/// The arguments written one after the other.
template <class... Args>
std::string str(const Args&... args) {
  std::ostringstream text;
  (text << ... << args);
  return text.str();
}
}  // namespace c10

namespace at {
using namespace pumice;
using Storage = TensorStorage;
using ITensorListRef = TensorList;
using TensorBase = Tensor;
using c10::Backend;
namespace detail {
using namespace pumice::detail;
inline Generator createCPUGenerator(uint64_t seed = 67280421310721) {
  return make_generator(Device(kCPU), seed);
}
}  // namespace detail
}  // namespace at

namespace std {
/// libtorch prints vectors: their elements with a space between, the first hundred of them.
template <class T, class Allocator>
ostream& operator<<(ostream& out, const vector<T, Allocator>& values) {
  for (size_t i = 0; i < values.size() && i <= 100; ++i)
    i == 100 ? out << " ..." : (i ? out << ' ' : out) << values[i];
  return out;
}
}  // namespace std

namespace caffe2 {
using pumice::scalarTypeToTypeMeta;
using pumice::TypeMeta;
}  // namespace caffe2
