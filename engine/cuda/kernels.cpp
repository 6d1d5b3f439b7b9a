// Names of the generated CUDA functions.
#include "cuda/kernels.h"

#include <string_view>

#include "pumice/dtype.h"

namespace pumice::cuda {

std::string entry_name(const KernelInfo& kernel, const Variant& variant) {
  std::string name = kernel.name;
  for (ScalarType type : {variant.t, variant.u})
    if (type != ScalarType::Undefined) name.append("_").append(dtype_short_name(type));
  return name;
}

}  // namespace pumice::cuda
