// The default dtype of factories, and printing of what options hold.
#include "pumice/options.h"

#include <atomic>
#include <iomanip>
#include <ostream>

#include "base/error.h"
#include "pumice/scalar.h"

namespace pumice {

namespace {
std::atomic<ScalarType> default_type{kFloat};
}

ScalarType default_dtype() { return default_type.load(std::memory_order_relaxed); }

void set_default_dtype(ScalarType dtype) {
  check(is_floating_point(dtype), ErrorKind::dtype,
        "set_default_dtype: only floating-point types are supported as the default type, got {}",
        dtype_name(dtype));
  default_type.store(dtype, std::memory_order_relaxed);
}

std::ostream& operator<<(std::ostream& out, MemoryFormat format) {
  constexpr const char* names[] = {"Contiguous", "Preserve", "ChannelsLast", "ChannelsLast3d"};
  return out << names[static_cast<int>(format)];
}

std::ostream& operator<<(std::ostream& out, Layout) { return out << "Strided"; }

std::ostream& operator<<(std::ostream& out, const TensorOptions& o) {
  const auto mark = [](bool set) { return set ? "" : " (default)"; };
  out << std::boolalpha << "TensorOptions(dtype=" << o.dtype() << mark(o.has_dtype())
      << ", device=" << o.device() << mark(o.has_device()) << ", layout=" << o.layout()
      << mark(o.has_layout()) << ", requires_grad=" << o.requires_grad()
      << mark(o.has_requires_grad()) << ", pinned_memory=" << o.pinned_memory()
      << mark(o.has_pinned_memory()) << ", memory_format=";
  if (o.memory_format_opt())
    out << *o.memory_format_opt();
  else
    out << "(nullopt)";
  return out << ')';
}

std::ostream& operator<<(std::ostream& out, Scalar value) {
  if (value.is_floating_point()) return out << value.to_double();
  if (value.is_boolean()) return out << (value.to_bool() ? "true" : "false");
  return out << value.to_long();
}

namespace detail {
void scalar_overflow(ScalarType to) {
  const char* names[] = {"uint8_t", "int8_t", "int16_t", "int",          "int64_t", "at::Half",
                         "float",   "double", "bool",    "at::BFloat16", "number"};
  fail(ErrorKind::value, "Scalar: value cannot be converted to type {} without overflow",
       names[static_cast<int>(to)]);
}
}  // namespace detail

}  // namespace pumice
