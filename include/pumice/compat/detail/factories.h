// libtorch's factories with their options one by one.
#pragma once

#include "pumice/pumice.h"

namespace pumice {

namespace detail {
using TensorDataContainer = TensorData;
}

#define PUMICE_LIST(...) __VA_ARGS__
#define PUMICE_FACTORY(name, parameters, ...)                                        \
  inline Tensor name(PUMICE_LIST parameters, std::optional<ScalarType> dtype,        \
                     std::optional<Layout> layout, std::optional<Device> device,     \
                     std::optional<bool> pin_memory) {                               \
    return name(__VA_ARGS__, detail::options_of(dtype, layout, device, pin_memory)); \
  }
PUMICE_FACTORY(zeros, (IntArrayRef size), size)
PUMICE_FACTORY(ones, (IntArrayRef size), size)
PUMICE_FACTORY(full, (IntArrayRef size, Scalar fill_value), size, fill_value)
PUMICE_FACTORY(empty_strided, (IntArrayRef size, IntArrayRef stride), size, stride)
PUMICE_FACTORY(scalar_tensor, (Scalar s), s)
PUMICE_FACTORY(arange, (Scalar end), end)
PUMICE_FACTORY(arange, (Scalar start, Scalar end), start, end)
PUMICE_FACTORY(arange, (Scalar start, Scalar end, Scalar step), start, end, step)
PUMICE_FACTORY(range, (Scalar start, Scalar end), start, end)
PUMICE_FACTORY(range, (Scalar start, Scalar end, Scalar step), start, end, step)
#define PUMICE_SPACED(Start, End)                                                                 \
  PUMICE_FACTORY(linspace, (Start start, End end, int64_t steps), start, end, steps)              \
  PUMICE_FACTORY(logspace, (Start start, End end, int64_t steps, double base), start, end, steps, \
                 base)
PUMICE_SPACED(Scalar, Scalar)
PUMICE_SPACED(const Tensor&, const Tensor&)
PUMICE_SPACED(const Tensor&, Scalar)
PUMICE_SPACED(Scalar, const Tensor&)
#undef PUMICE_SPACED
PUMICE_FACTORY(eye, (int64_t n), n)
PUMICE_FACTORY(eye, (int64_t n, int64_t m), n, m)
#define PUMICE_RANDOM(name, parameters, ...)                                                 \
  PUMICE_FACTORY(name, (PUMICE_LIST parameters), __VA_ARGS__)                                \
  PUMICE_FACTORY(name, (PUMICE_LIST parameters, const GeneratorArg& generator), __VA_ARGS__, \
                 generator)
PUMICE_RANDOM(rand, (IntArrayRef size), size)
PUMICE_RANDOM(randn, (IntArrayRef size), size)
PUMICE_RANDOM(randint, (int64_t high, IntArrayRef size), high, size)
PUMICE_RANDOM(randint, (int64_t low, int64_t high, IntArrayRef size), low, high, size)
PUMICE_RANDOM(randperm, (int64_t n), n)
#undef PUMICE_RANDOM
PUMICE_FACTORY(normal, (double mean, double std, IntArrayRef size, const GeneratorArg& generator),
               mean, std, size, generator)
PUMICE_FACTORY(tril_indices, (int64_t row, int64_t col, int64_t offset), row, col, offset)
PUMICE_FACTORY(triu_indices, (int64_t row, int64_t col, int64_t offset), row, col, offset)
#undef PUMICE_FACTORY

#define PUMICE_FORMATTED(name, parameters, ...)                                              \
  inline Tensor name(PUMICE_LIST parameters, std::optional<ScalarType> dtype,                \
                     std::optional<Layout> layout, std::optional<Device> device,             \
                     std::optional<bool> pin_memory, std::optional<MemoryFormat> format) {   \
    return name(__VA_ARGS__, detail::options_of(dtype, layout, device, pin_memory), format); \
  }
PUMICE_FORMATTED(empty, (IntArrayRef size), size)
PUMICE_FORMATTED(empty_like, (const Tensor& self), self)
PUMICE_FORMATTED(zeros_like, (const Tensor& self), self)
PUMICE_FORMATTED(ones_like, (const Tensor& self), self)
PUMICE_FORMATTED(full_like, (const Tensor& self, Scalar fill_value), self, fill_value)
PUMICE_FORMATTED(rand_like, (const Tensor& self), self)
PUMICE_FORMATTED(randn_like, (const Tensor& self), self)
PUMICE_FORMATTED(randint_like, (const Tensor& self, int64_t high), self, high)
PUMICE_FORMATTED(randint_like, (const Tensor& self, int64_t low, int64_t high), self, low, high)
#undef PUMICE_FORMATTED
#undef PUMICE_LIST

}  // namespace pumice
