// The operators as methods of Tensor.
#include "autograd/record.h"
#include "ops/copy.h"
#include "ops/elementwise.h"
#include "pumice/functions.h"

namespace pumice {

#define PUMICE_UNARY_METHOD(name)                             \
  Tensor Tensor::name() const { return pumice::name(*this); } \
  Tensor& Tensor::name##_() const {                           \
    unary_(Unary::name, *this);                               \
    return const_cast<Tensor&>(*this);                        \
  }
PUMICE_UNARY_METHOD(neg)
PUMICE_UNARY_METHOD(abs)
PUMICE_UNARY_METHOD(exp)
PUMICE_UNARY_METHOD(log)
PUMICE_UNARY_METHOD(sqrt)
PUMICE_UNARY_METHOD(rsqrt)
PUMICE_UNARY_METHOD(sin)
PUMICE_UNARY_METHOD(cos)
PUMICE_UNARY_METHOD(tanh)
PUMICE_UNARY_METHOD(sigmoid)
PUMICE_UNARY_METHOD(relu)
PUMICE_UNARY_METHOD(erf)

#define PUMICE_BINARY_METHOD(name)                                                              \
  Tensor Tensor::name(const Tensor& other) const { return binary(Binary::name, *this, other); } \
  Tensor Tensor::name(Scalar other) const { return binary(Binary::name, *this, other); }        \
  Tensor& Tensor::name##_(const Tensor& other) const {                                          \
    binary_(Binary::name, *this, other);                                                        \
    return const_cast<Tensor&>(*this);                                                          \
  }                                                                                             \
  Tensor& Tensor::name##_(Scalar other) const {                                                 \
    binary_(Binary::name, *this, other);                                                        \
    return const_cast<Tensor&>(*this);                                                          \
  }
PUMICE_BINARY_METHOD(mul)
PUMICE_BINARY_METHOD(div)
PUMICE_BINARY_METHOD(pow)

#define PUMICE_ALPHA_METHOD(name)                                    \
  Tensor Tensor::name(const Tensor& other, Scalar alpha) const {     \
    return binary(Binary::name, *this, other, alpha);                \
  }                                                                  \
  Tensor Tensor::name(Scalar other, Scalar alpha) const {            \
    return binary(Binary::name, *this, other, alpha);                \
  }                                                                  \
  Tensor& Tensor::name##_(const Tensor& other, Scalar alpha) const { \
    binary_(Binary::name, *this, other, alpha);                      \
    return const_cast<Tensor&>(*this);                               \
  }                                                                  \
  Tensor& Tensor::name##_(Scalar other, Scalar alpha) const {        \
    binary_(Binary::name, *this, other, alpha);                      \
    return const_cast<Tensor&>(*this);                               \
  }
PUMICE_ALPHA_METHOD(add)
PUMICE_ALPHA_METHOD(sub)

#define PUMICE_COMPARE_METHOD(name)                                                     \
  Tensor Tensor::name(const Tensor& other) const { return pumice::name(*this, other); } \
  Tensor Tensor::name(Scalar other) const { return pumice::name(*this, other); }
PUMICE_COMPARE_METHOD(eq)
PUMICE_COMPARE_METHOD(ne)
PUMICE_COMPARE_METHOD(lt)
PUMICE_COMPARE_METHOD(le)
PUMICE_COMPARE_METHOD(gt)
PUMICE_COMPARE_METHOD(ge)

Tensor Tensor::logical_not() const { return pumice::logical_not(*this); }
Tensor Tensor::logical_and(const Tensor& other) const { return pumice::logical_and(*this, other); }
Tensor Tensor::logical_or(const Tensor& other) const { return pumice::logical_or(*this, other); }
Tensor Tensor::maximum(const Tensor& other) const { return pumice::maximum(*this, other); }
Tensor Tensor::minimum(const Tensor& other) const { return pumice::minimum(*this, other); }
Tensor Tensor::clamp(std::optional<Scalar> min, std::optional<Scalar> max) const {
  return pumice::clamp(*this, min, max);
}
Tensor Tensor::where(const Tensor& condition, const Tensor& other) const {
  return pumice::where(condition, *this, other);
}

namespace {
Tensor& filled(const char* op, const char* node, const Tensor& self, Scalar value) {
  check_inplace(op, self);
  check_writable(op, self, self.scalar_type());
  fill_into(self, value);
  record_inplace(node, {self}, self, [&]() -> GradFn {
    return [](const Tensors& grads, Needs) -> Tensors { return {zeros_like(grads[0])}; };
  });
  return const_cast<Tensor&>(self);
}
}  // namespace

Tensor& Tensor::fill_(Scalar value) const { return filled("fill_", "FillBackward0", *this, value); }
Tensor& Tensor::zero_() const { return filled("zero_", "ZeroBackward0", *this, 0); }

Tensor Tensor::sum(std::optional<ScalarType> dtype) const { return pumice::sum(*this, dtype); }
Tensor Tensor::sum(IntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return pumice::sum(*this, dim, keepdim, dtype);
}
Tensor Tensor::mean(std::optional<ScalarType> dtype) const { return pumice::mean(*this, dtype); }
Tensor Tensor::mean(IntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return pumice::mean(*this, dim, keepdim, dtype);
}
Tensor Tensor::var(bool unbiased) const { return pumice::var(*this, unbiased); }
Tensor Tensor::var(IntArrayRef dim, bool unbiased, bool keepdim) const {
  return pumice::var(*this, dim, unbiased, keepdim);
}
Tensor Tensor::std(bool unbiased) const { return pumice::std(*this, unbiased); }
Tensor Tensor::std(IntArrayRef dim, bool unbiased, bool keepdim) const {
  return pumice::std(*this, dim, unbiased, keepdim);
}
#define PUMICE_EXTREME_METHODS(name)                                         \
  Tensor Tensor::name() const { return pumice::name(*this); }                \
  std::tuple<Tensor, Tensor> Tensor::name(int64_t dim, bool keepdim) const { \
    return pumice::name(*this, dim, keepdim);                                \
  }                                                                          \
  Tensor Tensor::a##name(IntArrayRef dim, bool keepdim) const {              \
    return pumice::a##name(*this, dim, keepdim);                             \
  }                                                                          \
  Tensor Tensor::arg##name(std::optional<int64_t> dim, bool keepdim) const { \
    return pumice::arg##name(*this, dim, keepdim);                           \
  }
PUMICE_EXTREME_METHODS(max)
PUMICE_EXTREME_METHODS(min)
#define PUMICE_LOGICAL_REDUCTION(name)                        \
  Tensor Tensor::name() const { return pumice::name(*this); } \
  Tensor Tensor::name(int64_t dim, bool keepdim) const { return pumice::name(*this, dim, keepdim); }
PUMICE_LOGICAL_REDUCTION(any)
PUMICE_LOGICAL_REDUCTION(all)

Tensor Tensor::softmax(int64_t dim, std::optional<ScalarType> dtype) const {
  return pumice::softmax(dtype ? to(*dtype) : *this, dim);
}
Tensor Tensor::log_softmax(int64_t dim, std::optional<ScalarType> dtype) const {
  return pumice::log_softmax(dtype ? to(*dtype) : *this, dim);
}

}  // namespace pumice
