// Factories of tensors.
#pragma once

#include "pumice/tensor.h"

namespace pumice {

Tensor empty(IntArrayRef size, const TensorOptions& options = {});
Tensor zeros(IntArrayRef size, const TensorOptions& options = {});
Tensor ones(IntArrayRef size, const TensorOptions& options = {});
/// dtype from the value unless options name one.
Tensor full(IntArrayRef size, Scalar value, const TensorOptions& options = {});
Tensor empty_like(const Tensor& self, const TensorOptions& options = {});
Tensor zeros_like(const Tensor& self, const TensorOptions& options = {});
Tensor ones_like(const Tensor& self, const TensorOptions& options = {});
Tensor full_like(const Tensor& self, Scalar value, const TensorOptions& options = {});
/// start, start + step, ... below end (torch.arange).
Tensor arange(Scalar end, const TensorOptions& options = {});
Tensor arange(Scalar start, Scalar end, Scalar step = 1, const TensorOptions& options = {});
/// A scalar or one-dimensional tensor of the values; dtype from them unless options name one.
Tensor tensor(Scalar value, const TensorOptions& options = {});
Tensor tensor(ArrayRef<double> values, const TensorOptions& options = {});
Tensor tensor(ArrayRef<float> values, const TensorOptions& options = {});
Tensor tensor(ArrayRef<int64_t> values, const TensorOptions& options = {});
Tensor tensor(ArrayRef<int> values, const TensorOptions& options = {});
Tensor tensor(std::initializer_list<double> values, const TensorOptions& options = {});
Tensor tensor(std::initializer_list<int> values, const TensorOptions& options = {});
/// Wraps caller's CPU memory (kept alive by the caller until `deleter` runs); strides contiguous.
Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter,
                 const TensorOptions& options = {});

}  // namespace pumice
