// The default dtype of factories.
#include "pumice/options.h"

#include <atomic>

#include "base/error.h"

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

}  // namespace pumice
