// What Tensor::index takes: integers, slices, None, Ellipsis, bools, index tensors and masks
// (at::indexing).
#pragma once

#include <type_traits>

#include "pumice/tensor.h"

namespace pumice::indexing {

/// A new dim of size 1, and in a Slice an end left open.
inline constexpr std::nullopt_t None = std::nullopt;
/// As many whole dims as the other indices leave; "..." says the same.
struct EllipsisIndexType {};
inline constexpr EllipsisIndexType Ellipsis{};

/// start:stop:step; ends count from the back where negative. value error for a step of 0.
class Slice {
 public:
  Slice(std::optional<int64_t> start = {}, std::optional<int64_t> stop = {},
        std::optional<int64_t> step = {});
  int64_t start() const { return start_; }
  int64_t stop() const { return stop_; }
  int64_t step() const { return step_; }

 private:
  int64_t start_, stop_, step_;
};

enum class TensorIndexType { None, Ellipsis, Integer, Boolean, Slice, Tensor };

/// One index. Integers, slices, None and Ellipsis give views; bools, index tensors (int64, int32)
/// and masks (bool, uint8) give copies.
class TensorIndex {
 public:
  TensorIndex(std::nullopt_t) : type_(TensorIndexType::None) {}
  TensorIndex(EllipsisIndexType) : type_(TensorIndexType::Ellipsis) {}
  /// "..."; value error for anything else.
  TensorIndex(const char* ellipsis);
  template <std::integral I>
  requires(!std::is_same_v<I, bool>) TensorIndex(I index)
      : type_(TensorIndexType::Integer), integer_(static_cast<int64_t>(index)) {}
  template <class B>
  requires(std::is_same_v<B, bool>) TensorIndex(B on)
      : type_(TensorIndexType::Boolean), integer_(on) {}
  TensorIndex(Slice slice) : type_(TensorIndexType::Slice), slice_(slice) {}
  TensorIndex(Tensor tensor) : type_(TensorIndexType::Tensor), tensor_(std::move(tensor)) {}
  /// A vector of positions is an index tensor on the CPU.
  TensorIndex(const std::vector<int64_t>& positions);

  TensorIndexType type() const { return type_; }
  bool is_none() const { return type_ == TensorIndexType::None; }
  bool is_ellipsis() const { return type_ == TensorIndexType::Ellipsis; }
  bool is_integer() const { return type_ == TensorIndexType::Integer; }
  bool is_boolean() const { return type_ == TensorIndexType::Boolean; }
  bool is_slice() const { return type_ == TensorIndexType::Slice; }
  bool is_tensor() const { return type_ == TensorIndexType::Tensor; }
  int64_t integer() const { return integer_; }
  bool boolean() const { return integer_ != 0; }
  const Slice& slice() const { return slice_; }
  const Tensor& tensor() const { return tensor_; }

 private:
  TensorIndexType type_;
  int64_t integer_ = 0;
  Slice slice_;
  Tensor tensor_;
};

std::ostream& operator<<(std::ostream& out, const Slice& slice);
std::ostream& operator<<(std::ostream& out, const TensorIndex& index);
std::ostream& operator<<(std::ostream& out, const std::vector<TensorIndex>& indices);

/// As Tensor::index and Tensor::index_put_.
Tensor get_item(const Tensor& self, ArrayRef<TensorIndex> indices);
void set_item(const Tensor& self, ArrayRef<TensorIndex> indices, const Tensor& value);
void set_item(const Tensor& self, ArrayRef<TensorIndex> indices, Scalar value);

}  // namespace pumice::indexing
