// tensor(): numbers, sequences and nested braces of the caller made into a tensor.
#include <algorithm>

#include "base/error.h"
#include "graph/stream.h"
#include "pumice/factories.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {

TensorData::TensorData(Scalar value)
    : TensorData(value, value.is_floating_point() ? default_dtype() : value.type()) {}

TensorData::TensorData(const std::vector<bool>& values)
    : sizes_{static_cast<int64_t>(values.size())}, dtype_(kBool) {
  for (const bool value : values) values_.emplace_back(value);
}

TensorData::TensorData(std::initializer_list<TensorData> parts) {
  sizes_.push_back(static_cast<int64_t>(parts.size()));
  if (parts.size() == 0) return;
  const TensorData& first = *parts.begin();
  dtype_ = first.dtype_;
  sizes_.insert(sizes_.end(), first.sizes_.begin(), first.sizes_.end());
  for (const TensorData& part : parts) {
    check(part.sizes_ == first.sizes_, ErrorKind::shape,
          "tensor: Expected all sub-lists to have sizes: {}, but got sub-list with sizes: {}",
          shape_str(first.sizes_), shape_str(part.sizes_));
    check(part.dtype_ == first.dtype_, ErrorKind::dtype,
          "tensor: Expected all elements of the tensor to have the same scalar type: {}, but got "
          "element of scalar type: {}",
          dtype_name(first.dtype_), dtype_name(part.dtype_));
    if (!part.view_) {
      values_.insert(values_.end(), part.values_.begin(), part.values_.end());
      continue;
    }
    const auto* bytes = static_cast<const std::byte*>(part.view_);
    for (int64_t i = 0; i < part.sizes_[0]; ++i)
      values_.push_back(
          scalar_from_bytes(bytes + i * element_size(part.view_dtype_), part.view_dtype_));
  }
}

Tensor tensor(const TensorData& data, const TensorOptions& options) {
  const ScalarType dtype = options.dtype_opt().value_or(data.dtype_);
  Tensor out = make_tensor(data.sizes_, dtype, options.device());
  const auto count = static_cast<size_t>(out.numel());
  const auto deliver = [&](const void* bytes) {
    Stream::current(out.device()).write(*out.impl()->storage, 0, bytes, out.nbytes());
  };
  if (count == 0) {
  } else if (data.view_ && data.view_dtype_ == dtype) {
    deliver(data.view_);
  } else {
    const size_t width = element_size(dtype);
    std::vector<std::byte> bytes(count * width);
    for (size_t i = 0; i < count; ++i) {
      const Scalar value = data.view_
                               ? scalar_from_bytes(static_cast<const std::byte*>(data.view_) +
                                                       i * element_size(data.view_dtype_),
                                                   data.view_dtype_)
                               : data.values_[i];
      scalar_to_bytes(value, dtype, &bytes[i * width]);
    }
    deliver(bytes.data());
  }
  if (options.requires_grad()) out.set_requires_grad(true);
  return out;
}

}  // namespace pumice
