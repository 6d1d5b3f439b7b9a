// resize_, and whether two tensors are the same view.
#include "autograd/record.h"
#include "base/error.h"
#include "tensor/impl.h"
#include "tensor/layout.h"

namespace pumice {

bool Tensor::is_set_to(const Tensor& other) const {
  const TensorImpl &a = impl_of(*this, "is_set_to"), &b = impl_of(other, "is_set_to");
  return a.storage.ref() == b.storage.ref() && a.offset == b.offset && a.dtype == b.dtype &&
         a.sizes == b.sizes && a.strides == b.strides;
}

// Storages cannot grow, so a tensor that needs more leaves the one that it shared with others.
Tensor& Tensor::resize_(IntArrayRef size, std::optional<MemoryFormat> format) const {
  TensorImpl& impl = impl_of(*this, "resize_");
  check(!requires_grad(), ErrorKind::autograd,
        "resize_: cannot resize variables that require grad");
  check(!impl.inference || inference_mode(), ErrorKind::autograd,
        "resize_: Inplace update to inference tensor outside InferenceMode is not allowed.");
  const int64_t count = count_elements(size, "resize_");
  if (IntArrayRef(impl.sizes) == size) return const_cast<Tensor&>(*this);
  const size_t width = pumice::element_size(impl.dtype);
  if (count > 0 && static_cast<size_t>(impl.offset + count) * width > impl.storage->bytes) {
    const auto kept = static_cast<int64_t>(impl.storage->bytes / width);
    const Tensor grown = make_tensor({impl.offset + count}, impl.dtype, impl.device());
    if (kept > 0) {
      const NoGradGuard no_grad;
      const Tensor all = make_alias(*this);
      all.impl()->offset = 0;
      all.impl()->set_sizes_strides({kept}, {1});
      grown.narrow(0, 0, kept).copy_(all);
    }
    impl.storage = grown.impl()->storage;
  }
  impl.set_sizes_strides(size, format_strides(size, format.value_or(MemoryFormat::Contiguous)));
  return const_cast<Tensor&>(*this);
}

}  // namespace pumice
