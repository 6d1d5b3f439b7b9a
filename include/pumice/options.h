// How a factory makes its tensor: dtype, device, layout, memory format, requires_grad.
#pragma once

#include <concepts>
#include <iosfwd>
#include <optional>

#include "pumice/device.h"
#include "pumice/dtype.h"

namespace pumice {

/// The dtype of factories that name none (float32 unless set); PyTorch's default dtype.
ScalarType default_dtype();
void set_default_dtype(ScalarType dtype);

/// Order of a dense tensor's elements: as the dims stand, as another tensor's, or with the channels
/// (dim 1 of 4 or 5) last.
enum class MemoryFormat : int8_t { Contiguous, Preserve, ChannelsLast, ChannelsLast3d };
std::ostream& operator<<(std::ostream& out, MemoryFormat format);
/// Strided is the only one.
enum class Layout : int8_t { Strided };
inline constexpr Layout kStrided = Layout::Strided;
std::ostream& operator<<(std::ostream& out, Layout layout);

/// libtorch's TensorOptions: unset fields take the defaults at the call. Pinning is accepted: all
/// host memory serves transfers alike.
class TensorOptions {
 public:
  TensorOptions() = default;
  TensorOptions(ScalarType dtype) : dtype_(dtype) {}
  TensorOptions(TypeMeta dtype) : dtype_(dtype) {}
  TensorOptions(Device device) : device_(device) {}
  TensorOptions(DeviceType type) : device_(Device(type)) {}
  template <std::convertible_to<std::string_view> Name>  // no literal 0
  TensorOptions(const Name& device) : device_(Device(std::string_view(device))) {}
  TensorOptions(Layout layout) : layout_(layout) {}
  TensorOptions(MemoryFormat format) : memory_format_(format) {}

  [[nodiscard]] TensorOptions dtype(std::optional<ScalarType> d) const {
    return with(&TensorOptions::dtype_, d);
  }
  template <class T>
  [[nodiscard]] TensorOptions dtype() const {
    return dtype(scalar_type_of<T>);
  }
  [[nodiscard]] TensorOptions device(std::optional<Device> d) const {
    return with(&TensorOptions::device_, d);
  }
  [[nodiscard]] TensorOptions device(DeviceType type, DeviceIndex index) const {
    return device(Device(type, index));
  }
  [[nodiscard]] TensorOptions device_index(DeviceIndex index) const {
    return device(Device(kCUDA, index));
  }
  [[nodiscard]] TensorOptions layout(std::optional<Layout> l) const {
    return with(&TensorOptions::layout_, l);
  }
  [[nodiscard]] TensorOptions requires_grad(std::optional<bool> on) const {
    return with(&TensorOptions::requires_grad_, on);
  }
  [[nodiscard]] TensorOptions pinned_memory(std::optional<bool> on) const {
    return with(&TensorOptions::pinned_memory_, on);
  }
  [[nodiscard]] TensorOptions memory_format(std::optional<MemoryFormat> format) const {
    return with(&TensorOptions::memory_format_, format);
  }
  TypeMeta dtype() const { return dtype_.value_or(default_dtype()); }
  Device device() const { return device_ ? *device_ : default_device(); }
  DeviceIndex device_index() const { return device().index(); }
  Layout layout() const { return kStrided; }
  bool requires_grad() const { return requires_grad_.value_or(false); }
  bool pinned_memory() const { return pinned_memory_.value_or(false); }
  bool has_dtype() const { return dtype_.has_value(); }
  bool has_device() const { return device_.has_value(); }
  bool has_layout() const { return layout_.has_value(); }
  bool has_requires_grad() const { return requires_grad_.has_value(); }
  bool has_pinned_memory() const { return pinned_memory_.has_value(); }
  bool has_memory_format() const { return memory_format_.has_value(); }
  std::optional<ScalarType> dtype_opt() const { return dtype_; }
  std::optional<Device> device_opt() const { return device_; }
  std::optional<Layout> layout_opt() const { return layout_; }
  std::optional<bool> requires_grad_opt() const { return requires_grad_; }
  std::optional<bool> pinned_memory_opt() const { return pinned_memory_; }
  std::optional<MemoryFormat> memory_format_opt() const { return memory_format_; }

  /// These options, replaced by those that `other` sets.
  [[nodiscard]] TensorOptions merge_in(TensorOptions other) const {
    if (!other.dtype_) other.dtype_ = dtype_;
    if (!other.device_) other.device_ = device_;
    if (!other.layout_) other.layout_ = layout_;
    if (!other.requires_grad_) other.requires_grad_ = requires_grad_;
    if (!other.pinned_memory_) other.pinned_memory_ = pinned_memory_;
    if (!other.memory_format_) other.memory_format_ = memory_format_;
    return other;
  }
  /// These options, with the format where it is given.
  [[nodiscard]] TensorOptions merge_memory_format(std::optional<MemoryFormat> format) const {
    return format ? memory_format(format) : *this;
  }

 private:
  template <class Field>
  TensorOptions with(Field TensorOptions::*field, const Field& value) const {
    TensorOptions copy = *this;
    copy.*field = value;
    return copy;
  }
  std::optional<ScalarType> dtype_;
  std::optional<Device> device_;
  std::optional<Layout> layout_;
  std::optional<bool> requires_grad_, pinned_memory_;
  std::optional<MemoryFormat> memory_format_;
};
std::ostream& operator<<(std::ostream& out, const TensorOptions& options);

namespace detail {
/// The options one by one, as libtorch's factories take them too.
inline TensorOptions options_of(std::optional<ScalarType> dtype, std::optional<Layout> layout,
                                std::optional<Device> device, std::optional<bool> pin_memory) {
  return TensorOptions().dtype(dtype).layout(layout).device(device).pinned_memory(pin_memory);
}
}  // namespace detail

inline TensorOptions dtype(ScalarType d) { return TensorOptions().dtype(d); }
template <class T>
TensorOptions dtype() {
  return dtype(scalar_type_of<T>);
}
inline TensorOptions device(Device d) { return TensorOptions().device(d); }
inline TensorOptions device_index(DeviceIndex index) { return TensorOptions().device_index(index); }
inline TensorOptions layout(Layout l) { return TensorOptions().layout(l); }
inline TensorOptions requires_grad(bool on = true) { return TensorOptions().requires_grad(on); }
inline TensorOptions memory_format(MemoryFormat format) {
  return TensorOptions().memory_format(format);
}

}  // namespace pumice
