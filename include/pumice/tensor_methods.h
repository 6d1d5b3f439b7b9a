// The operators that are methods of Tensor as well: class-scope part of tensor.h.
// Each calls the free function of the same name, where shapes, dtypes and errors are documented.
#ifndef PUMICE_TENSOR_METHODS
#error "include pumice/tensor.h"
#endif

#define PUMICE_UNARY_METHOD(name) \
  Tensor name() const;            \
  const Tensor& name##_() const;
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
#undef PUMICE_UNARY_METHOD

#define PUMICE_BINARY_METHOD(name)                  \
  Tensor name(const Tensor& other) const;           \
  Tensor name(Scalar other) const;                  \
  const Tensor& name##_(const Tensor& other) const; \
  const Tensor& name##_(Scalar other) const;
PUMICE_BINARY_METHOD(mul)
PUMICE_BINARY_METHOD(div)
PUMICE_BINARY_METHOD(pow)
#undef PUMICE_BINARY_METHOD
Tensor add(const Tensor& other, Scalar alpha = 1) const;
Tensor add(Scalar other, Scalar alpha = 1) const;
const Tensor& add_(const Tensor& other, Scalar alpha = 1) const;
const Tensor& add_(Scalar other, Scalar alpha = 1) const;
Tensor sub(const Tensor& other, Scalar alpha = 1) const;
Tensor sub(Scalar other, Scalar alpha = 1) const;
const Tensor& sub_(const Tensor& other, Scalar alpha = 1) const;
const Tensor& sub_(Scalar other, Scalar alpha = 1) const;
const Tensor& operator+=(const Tensor& other) const { return add_(other); }
const Tensor& operator-=(const Tensor& other) const { return sub_(other); }
const Tensor& operator*=(const Tensor& other) const { return mul_(other); }
const Tensor& operator/=(const Tensor& other) const { return div_(other); }

#define PUMICE_COMPARE_METHOD(name)       \
  Tensor name(const Tensor& other) const; \
  Tensor name(Scalar other) const;
PUMICE_COMPARE_METHOD(eq)
PUMICE_COMPARE_METHOD(ne)
PUMICE_COMPARE_METHOD(lt)
PUMICE_COMPARE_METHOD(le)
PUMICE_COMPARE_METHOD(gt)
PUMICE_COMPARE_METHOD(ge)
#undef PUMICE_COMPARE_METHOD
Tensor logical_not() const;
Tensor logical_and(const Tensor& other) const;
Tensor logical_or(const Tensor& other) const;
Tensor maximum(const Tensor& other) const;
Tensor minimum(const Tensor& other) const;
Tensor clamp(std::optional<Scalar> min, std::optional<Scalar> max = {}) const;
Tensor where(const Tensor& condition, const Tensor& other) const;
Tensor masked_fill(const Tensor& mask, Scalar value) const;
const Tensor& fill_(Scalar value) const;
const Tensor& zero_() const;
const Tensor& uniform_(double from = 0, double to = 1) const;
const Tensor& normal_(double mean = 0, double std = 1) const;
const Tensor& bernoulli_(double p = 0.5) const;

Tensor sum(std::optional<ScalarType> dtype = {}) const;
Tensor sum(IntArrayRef dim, bool keepdim = false, std::optional<ScalarType> dtype = {}) const;
Tensor mean(std::optional<ScalarType> dtype = {}) const;
Tensor mean(IntArrayRef dim, bool keepdim = false, std::optional<ScalarType> dtype = {}) const;
Tensor var(bool unbiased = true) const;
Tensor var(IntArrayRef dim, bool unbiased = true, bool keepdim = false) const;
Tensor std(bool unbiased = true) const;
Tensor std(IntArrayRef dim, bool unbiased = true, bool keepdim = false) const;
Tensor max() const;
Tensor min() const;
std::tuple<Tensor, Tensor> max(int64_t dim, bool keepdim = false) const;
std::tuple<Tensor, Tensor> min(int64_t dim, bool keepdim = false) const;
Tensor amax(IntArrayRef dim = {}, bool keepdim = false) const;
Tensor amin(IntArrayRef dim = {}, bool keepdim = false) const;
Tensor argmax(std::optional<int64_t> dim = {}, bool keepdim = false) const;
Tensor argmin(std::optional<int64_t> dim = {}, bool keepdim = false) const;
Tensor any() const;
Tensor any(int64_t dim, bool keepdim = false) const;
Tensor all() const;
Tensor all(int64_t dim, bool keepdim = false) const;

Tensor matmul(const Tensor& other) const;
Tensor mm(const Tensor& other) const;
Tensor bmm(const Tensor& other) const;
Tensor softmax(int64_t dim) const;
Tensor log_softmax(int64_t dim) const;
Tensor gather(int64_t dim, const Tensor& index) const;
Tensor index_select(int64_t dim, const Tensor& index) const;
