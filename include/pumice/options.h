// How a factory makes its tensor: dtype, device, requires_grad.
#pragma once

#include <optional>

#include "pumice/device.h"
#include "pumice/dtype.h"

namespace pumice {

/// The dtype of factories that name none (float32 unless set); PyTorch's default dtype.
ScalarType default_dtype();
void set_default_dtype(ScalarType dtype);

enum class MemoryFormat : int8_t { Contiguous, Preserve, ChannelsLast };

/// libtorch's TensorOptions: unset fields take the defaults at the call.
class TensorOptions {
 public:
  TensorOptions() = default;
  TensorOptions(ScalarType dtype) : dtype_(dtype) {}
  TensorOptions(Device device) : device_(device) {}
  TensorOptions(DeviceType type) : device_(Device(type)) {}
  TensorOptions(const char* device) : device_(Device(device)) {}
  TensorOptions(const std::string& device) : device_(Device(device)) {}

  [[nodiscard]] TensorOptions dtype(ScalarType d) const { return with(&TensorOptions::dtype_, d); }
  [[nodiscard]] TensorOptions device(Device d) const { return with(&TensorOptions::device_, d); }
  [[nodiscard]] TensorOptions requires_grad(bool on) const {
    return with(&TensorOptions::requires_grad_, on);
  }
  ScalarType dtype() const { return dtype_.value_or(default_dtype()); }
  Device device() const { return device_ ? *device_ : default_device(); }
  bool requires_grad() const { return requires_grad_.value_or(false); }
  bool has_dtype() const { return dtype_.has_value(); }
  bool has_device() const { return device_.has_value(); }
  std::optional<ScalarType> dtype_opt() const { return dtype_; }
  std::optional<Device> device_opt() const { return device_; }

 private:
  template <class Field, class Value>
  TensorOptions with(Field TensorOptions::*field, Value value) const {
    TensorOptions copy = *this;
    copy.*field = value;
    return copy;
  }
  std::optional<ScalarType> dtype_;
  std::optional<Device> device_;
  std::optional<bool> requires_grad_;
};

inline TensorOptions dtype(ScalarType d) { return TensorOptions().dtype(d); }
inline TensorOptions device(Device d) { return TensorOptions().device(d); }
inline TensorOptions requires_grad(bool on = true) { return TensorOptions().requires_grad(on); }

}  // namespace pumice
