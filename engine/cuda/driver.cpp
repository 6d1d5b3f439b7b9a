// Opening libcuda and checking its results.
#include "cuda/driver.h"

#include <dlfcn.h>

#include "base/error.h"

namespace pumice::cuda {
namespace {

Driver table;

#define PUMICE_STRING(x) #x
#define PUMICE_SYMBOL(x) PUMICE_STRING(x)

bool fill(void* library, std::string& reason) {
  // The stringised macro names carry cuda.h's own version suffixes.
#define PUMICE_CUDA_LOAD(name)                                                              \
  table.name = reinterpret_cast<decltype(table.name)>(dlsym(library, PUMICE_SYMBOL(name))); \
  if (!table.name) {                                                                        \
    reason = "libcuda lacks " PUMICE_SYMBOL(name);                                          \
    return false;                                                                           \
  }
  PUMICE_CUDA_FUNCTIONS(PUMICE_CUDA_LOAD)
#undef PUMICE_CUDA_LOAD
  return true;
}

}  // namespace

const Driver* Driver::open(std::string& reason) {
  void* library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    reason = "no NVIDIA driver (libcuda.so.1)";
    return nullptr;
  }
  if (!fill(library, reason)) return nullptr;
  if (const CUresult result = table.cuInit(0); result != CUDA_SUCCESS) {
    const char* text = nullptr;
    table.cuGetErrorString(result, &text);
    reason = text ? text : "cuInit failed";
    return nullptr;
  }
  return &table;
}

const Driver& driver() { return table; }

void check(CUresult result, std::source_location where) {
  if (result == CUDA_SUCCESS) return;
  const char* text = nullptr;
  table.cuGetErrorString(result, &text);
  const auto kind = result == CUDA_ERROR_OUT_OF_MEMORY ? ErrorKind::memory : ErrorKind::device;
  fail(kind, "cuda: {} ({} in {})", text ? text : "unknown error", static_cast<int>(result),
       where.function_name());
}

}  // namespace pumice::cuda
