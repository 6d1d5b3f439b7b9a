// Factories of tensors.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

using FormatArg = std::optional<MemoryFormat>;

/// Uninitialised (torch.empty); in the memory format that the options or the argument name.
Tensor empty(IntArrayRef size, const TensorOptions& options = {}, FormatArg format = {});
/// Uninitialised, with storage as large as the strides reach.
Tensor empty_strided(IntArrayRef size, IntArrayRef stride, const TensorOptions& options = {});
Tensor zeros(IntArrayRef size, const TensorOptions& options = {});
Tensor ones(IntArrayRef size, const TensorOptions& options = {});
/// dtype from the value unless options name one.
Tensor full(IntArrayRef size, Scalar value, const TensorOptions& options = {});
/// A tensor without dims, of the default dtype unless options name one.
Tensor scalar_tensor(Scalar value, const TensorOptions& options = {});
/// As self: its sizes, the order of its dims unless a format is named, and its dtype and device
/// where options name none.
Tensor empty_like(const Tensor& self, const TensorOptions& options = {}, FormatArg format = {});
Tensor zeros_like(const Tensor& self, const TensorOptions& options = {}, FormatArg format = {});
Tensor ones_like(const Tensor& self, const TensorOptions& options = {}, FormatArg format = {});
Tensor full_like(const Tensor& self, Scalar value, const TensorOptions& options = {},
                 FormatArg format = {});
/// start, start + step, ... below end; int64 where all are integers (torch.arange).
Tensor arange(Scalar end, const TensorOptions& options = {});
Tensor arange(Scalar start, Scalar end, const TensorOptions& options = {});
Tensor arange(Scalar start, Scalar end, Scalar step, const TensorOptions& options = {});
/// As arange, but the end belongs to it, and of the default dtype (torch.range).
Tensor range(Scalar start, Scalar end, Scalar step = 1, const TensorOptions& options = {});
inline Tensor range(Scalar start, Scalar end, const TensorOptions& options) {
  return range(start, end, 1, options);
}
/// steps numbers evenly from start to end, both included (torch.linspace).
Tensor linspace(Scalar start, Scalar end, int64_t steps, const TensorOptions& options = {});
/// base to the powers of linspace(start, end, steps) (torch.logspace).
Tensor logspace(Scalar start, Scalar end, int64_t steps, double base = 10,
                const TensorOptions& options = {});
// Ends that are tensors without dims are read on the host.
#define PUMICE_SPACED(Start, End)                                                          \
  Tensor linspace(Start start, End end, int64_t steps, const TensorOptions& options = {}); \
  Tensor logspace(Start start, End end, int64_t steps, double base = 10,                   \
                  const TensorOptions& options = {});
PUMICE_SPACED(const Tensor&, const Tensor&)
PUMICE_SPACED(const Tensor&, Scalar)
PUMICE_SPACED(Scalar, const Tensor&)
#undef PUMICE_SPACED
/// Windows of `window_length` samples: one period where periodic, which is a symmetric window of
/// one sample more without its last; floating dtypes (torch.hann_window and kin).
#define PUMICE_WINDOW(name)                                                                    \
  Tensor name(int64_t window_length, bool periodic = true, const TensorOptions& options = {}); \
  inline Tensor name(int64_t window_length, const TensorOptions& options) {                    \
    return name(window_length, true, options);                                                 \
  }
PUMICE_WINDOW(bartlett_window)
PUMICE_WINDOW(blackman_window)
PUMICE_WINDOW(hann_window)
PUMICE_WINDOW(hamming_window)
PUMICE_WINDOW(kaiser_window)
#undef PUMICE_WINDOW
/// alpha - beta cos(2 pi i / n), by default alpha is 0.54 and beta 0.46.
Tensor hamming_window(int64_t window_length, bool periodic, double alpha,
                      const TensorOptions& options = {});
Tensor hamming_window(int64_t window_length, bool periodic, double alpha, double beta,
                      const TensorOptions& options = {});
/// i0(beta sqrt(1 - t^2)) / i0(beta) for t from -1 to 1, by default beta is 12.
Tensor kaiser_window(int64_t window_length, bool periodic, double beta,
                     const TensorOptions& options = {});
/// (n, n) or (n, m) with ones on the diagonal.
Tensor eye(int64_t n, const TensorOptions& options = {});
Tensor eye(int64_t n, int64_t m, const TensorOptions& options = {});

/// What tensor() takes: a number, a sequence of numbers, or braces nested to any depth.
class TensorData {
 public:
  TensorData() : sizes_{0} {}  // tensor({})
  TensorData(Scalar value);
  template <class T>
  requires(scalar_type_of<T> != ScalarType::Undefined || std::is_arithmetic_v<T>)
      TensorData(T value)
      : TensorData(number(value), type_of<T>()) {}
  template <class T>
  requires(scalar_type_of<T> != ScalarType::Undefined && !std::is_same_v<T, bool>)
      TensorData(ArrayRef<T> values)
      : sizes_{static_cast<int64_t>(values.size())},
        dtype_(type_of<T>()),
        view_(values.data()),
        view_dtype_(scalar_type_of<T>) {}
  template <class T>
  requires(scalar_type_of<T> != ScalarType::Undefined && !std::is_same_v<T, bool>)
      TensorData(const std::vector<T>& values)
      : TensorData(ArrayRef<T>(values)) {}
  TensorData(const std::vector<bool>& values);
  TensorData(std::initializer_list<TensorData> parts);

  /// The dtype that libtorch infers: int64 for int, the default dtype for float and double.
  ScalarType dtype() const { return dtype_; }
  const std::vector<int64_t>& sizes() const { return sizes_; }

 private:
  friend Tensor tensor(const TensorData& data, const TensorOptions& options);
  TensorData(Scalar value, ScalarType dtype) : dtype_(dtype), values_{value} {}
  template <class T>
  static Scalar number(T value) {
    if constexpr (std::is_arithmetic_v<T>)
      return Scalar(value);
    else
      return Scalar(static_cast<float>(value));
  }
  template <class T>
  static ScalarType type_of() {
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>)
      return default_dtype();
    else if constexpr (scalar_type_of<T> == kInt || scalar_type_of<T> == ScalarType::Undefined)
      return kLong;
    else
      return scalar_type_of<T>;
  }

  std::vector<int64_t> sizes_;
  ScalarType dtype_ = default_dtype();
  std::vector<Scalar> values_;
  const void* view_ = nullptr;  // a caller's sequence, of view_dtype_
  ScalarType view_dtype_ = ScalarType::Undefined;
};

/// A new tensor of the values: tensor(3.0), tensor({1, 2}), tensor({{1., 2.}, {3., 4.}}),
/// tensor(std::vector<float>{...}). dtype error for braces of mixed types, shape error for ragged
/// ones (torch.tensor).
Tensor tensor(const TensorData& data, const TensorOptions& options = {});

/// Wraps the caller's CPU memory, which lives until `deleter` runs; contiguous unless strides are
/// given. device error where the options, or target_device, name a device.
Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter,
                 const TensorOptions& options = {}, std::optional<Device> target_device = {});
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides,
                 const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides,
                 std::function<void(void*)> deleter, const TensorOptions& options = {},
                 std::optional<Device> target_device = {});
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, int64_t storage_offset,
                 std::function<void(void*)> deleter, const TensorOptions& options = {},
                 std::optional<Device> target_device = {});

}  // namespace pumice
