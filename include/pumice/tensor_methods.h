// The operators that are methods of Tensor as well: class-scope part of tensor.h.
// Each calls the free function of the same name, where shapes, dtypes and errors are documented; a
// name that ends in _ works in place and returns the tensor itself.
#ifndef PUMICE_TENSOR_METHODS
#error "include pumice/tensor.h"
#endif

#define PUMICE_UNARY_METHOD(name) \
  Tensor name() const;            \
  Tensor& name##_() const;
PUMICE_UNARY_METHOD(neg)
PUMICE_UNARY_METHOD(abs)
PUMICE_UNARY_METHOD(exp)
PUMICE_UNARY_METHOD(exp2)
PUMICE_UNARY_METHOD(expm1)
PUMICE_UNARY_METHOD(log)
PUMICE_UNARY_METHOD(log2)
PUMICE_UNARY_METHOD(log10)
PUMICE_UNARY_METHOD(log1p)
PUMICE_UNARY_METHOD(sqrt)
PUMICE_UNARY_METHOD(rsqrt)
PUMICE_UNARY_METHOD(square)
PUMICE_UNARY_METHOD(reciprocal)
PUMICE_UNARY_METHOD(sin)
PUMICE_UNARY_METHOD(cos)
PUMICE_UNARY_METHOD(tan)
PUMICE_UNARY_METHOD(asin)
PUMICE_UNARY_METHOD(acos)
PUMICE_UNARY_METHOD(atan)
PUMICE_UNARY_METHOD(sinh)
PUMICE_UNARY_METHOD(cosh)
PUMICE_UNARY_METHOD(tanh)
PUMICE_UNARY_METHOD(asinh)
PUMICE_UNARY_METHOD(acosh)
PUMICE_UNARY_METHOD(atanh)
PUMICE_UNARY_METHOD(sigmoid)
PUMICE_UNARY_METHOD(relu)
PUMICE_UNARY_METHOD(erf)
PUMICE_UNARY_METHOD(erfc)
PUMICE_UNARY_METHOD(erfinv)
PUMICE_UNARY_METHOD(lgamma)
PUMICE_UNARY_METHOD(digamma)
PUMICE_UNARY_METHOD(i0)
PUMICE_UNARY_METHOD(floor)
PUMICE_UNARY_METHOD(ceil)
PUMICE_UNARY_METHOD(round)
PUMICE_UNARY_METHOD(trunc)
PUMICE_UNARY_METHOD(frac)
PUMICE_UNARY_METHOD(sign)
PUMICE_UNARY_METHOD(logical_not)
PUMICE_UNARY_METHOD(bitwise_not)
#undef PUMICE_UNARY_METHOD
Tensor operator~() const { return bitwise_not(); }
Tensor round(int64_t decimals) const;
Tensor& round_(int64_t decimals) const;
Tensor sinc() const;
Tensor& sinc_() const;
Tensor deg2rad() const;
Tensor& deg2rad_() const;
Tensor rad2deg() const;
Tensor& rad2deg_() const;
Tensor polygamma(int64_t n) const;
Tensor& polygamma_(int64_t n) const;
Tensor mvlgamma(int64_t p) const;
Tensor& mvlgamma_(int64_t p) const;
Tensor sgn() const;  // sign
Tensor& sgn_() const;
Tensor conj() const { return *this; }  // of real numbers, as are all here
Tensor resolve_conj() const { return *this; }
Tensor resolve_neg() const { return *this; }
Tensor signbit() const;
Tensor isposinf() const;
Tensor isneginf() const;
Tensor positive() const;
#define PUMICE_UNARY_ALIAS(name, of)   \
  Tensor name() const { return of(); } \
  Tensor& name##_() const { return of##_(); }
PUMICE_UNARY_ALIAS(negative, neg)
PUMICE_UNARY_ALIAS(absolute, abs)
PUMICE_UNARY_ALIAS(arcsin, asin)
PUMICE_UNARY_ALIAS(arccos, acos)
PUMICE_UNARY_ALIAS(arctan, atan)
PUMICE_UNARY_ALIAS(arcsinh, asinh)
PUMICE_UNARY_ALIAS(arccosh, acosh)
PUMICE_UNARY_ALIAS(arctanh, atanh)
PUMICE_UNARY_ALIAS(fix, trunc)
#undef PUMICE_UNARY_ALIAS
Tensor nan_to_num(std::optional<double> nan = {}, std::optional<double> posinf = {},
                  std::optional<double> neginf = {}) const;
Tensor& nan_to_num_(std::optional<double> nan = {}, std::optional<double> posinf = {},
                    std::optional<double> neginf = {}) const;
Tensor logit(std::optional<double> eps = {}) const;
Tensor& logit_(std::optional<double> eps = {}) const;
Tensor isnan() const;
Tensor isinf() const;
Tensor isfinite() const;
Tensor isreal() const;

#define PUMICE_BINARY_METHOD(name)            \
  Tensor name(const Tensor& other) const;     \
  Tensor name(Scalar other) const;            \
  Tensor& name##_(const Tensor& other) const; \
  Tensor& name##_(Scalar other) const;
PUMICE_BINARY_METHOD(mul)
PUMICE_BINARY_METHOD(div)
PUMICE_BINARY_METHOD(pow)
PUMICE_BINARY_METHOD(fmod)
PUMICE_BINARY_METHOD(remainder)
PUMICE_BINARY_METHOD(floor_divide)
PUMICE_BINARY_METHOD(xlogy)
PUMICE_BINARY_METHOD(bitwise_and)
PUMICE_BINARY_METHOD(bitwise_or)
PUMICE_BINARY_METHOD(bitwise_xor)
PUMICE_BINARY_METHOD(bitwise_left_shift)
PUMICE_BINARY_METHOD(bitwise_right_shift)
PUMICE_BINARY_METHOD(eq)
PUMICE_BINARY_METHOD(ne)
PUMICE_BINARY_METHOD(lt)
PUMICE_BINARY_METHOD(le)
PUMICE_BINARY_METHOD(gt)
PUMICE_BINARY_METHOD(ge)
#undef PUMICE_BINARY_METHOD
Tensor add(const Tensor& other, Scalar alpha = 1) const;
Tensor add(Scalar other, Scalar alpha = 1) const;
Tensor& add_(const Tensor& other, Scalar alpha = 1) const;
Tensor& add_(Scalar other, Scalar alpha = 1) const;
Tensor sub(const Tensor& other, Scalar alpha = 1) const;
Tensor sub(Scalar other, Scalar alpha = 1) const;
Tensor& sub_(const Tensor& other, Scalar alpha = 1) const;
Tensor& sub_(Scalar other, Scalar alpha = 1) const;
#define PUMICE_BINARY_ALIAS(name, of)                                 \
  Tensor name(const Tensor& other) const { return of(other); }        \
  Tensor name(Scalar other) const { return of(other); }               \
  Tensor& name##_(const Tensor& other) const { return of##_(other); } \
  Tensor& name##_(Scalar other) const { return of##_(other); }
PUMICE_BINARY_ALIAS(multiply, mul)
PUMICE_BINARY_ALIAS(divide, div)
PUMICE_BINARY_ALIAS(true_divide, div)
PUMICE_BINARY_ALIAS(not_equal, ne)
PUMICE_BINARY_ALIAS(less, lt)
PUMICE_BINARY_ALIAS(less_equal, le)
PUMICE_BINARY_ALIAS(greater, gt)
PUMICE_BINARY_ALIAS(greater_equal, ge)
#undef PUMICE_BINARY_ALIAS
Tensor subtract(const Tensor& other, Scalar alpha = 1) const { return sub(other, alpha); }
Tensor subtract(Scalar other, Scalar alpha = 1) const { return sub(other, alpha); }
Tensor& subtract_(const Tensor& other, Scalar alpha = 1) const { return sub_(other, alpha); }
Tensor& subtract_(Scalar other, Scalar alpha = 1) const { return sub_(other, alpha); }
/// pow in float64.
Tensor float_power(const Tensor& exponent) const;
Tensor float_power(Scalar exponent) const;
Tensor& float_power_(const Tensor& exponent) const;
Tensor& float_power_(Scalar exponent) const;
Tensor heaviside(const Tensor& values) const;
Tensor& heaviside_(const Tensor& values) const;
Tensor ldexp(const Tensor& exponent) const;
Tensor& ldexp_(const Tensor& exponent) const;
/// The p-norm of the difference.
Tensor dist(const Tensor& other, Scalar p = 2) const;
Tensor cross(const Tensor& other, std::optional<int64_t> dim = {}) const;
Tensor diff(int64_t n = 1, int64_t dim = -1, const std::optional<Tensor>& prepend = {},
            const std::optional<Tensor>& append = {}) const;
Tensor div(const Tensor& other, std::optional<std::string_view> rounding_mode) const;
Tensor div(Scalar other, std::optional<std::string_view> rounding_mode) const;
Tensor& div_(const Tensor& other, std::optional<std::string_view> rounding_mode) const;
Tensor& div_(Scalar other, std::optional<std::string_view> rounding_mode) const;
Tensor divide(const Tensor& other, std::optional<std::string_view> rounding_mode) const {
  return div(other, rounding_mode);
}
Tensor divide(Scalar other, std::optional<std::string_view> rounding_mode) const {
  return div(other, rounding_mode);
}
Tensor& divide_(const Tensor& other, std::optional<std::string_view> rounding_mode) const {
  return div_(other, rounding_mode);
}
Tensor& divide_(Scalar other, std::optional<std::string_view> rounding_mode) const {
  return div_(other, rounding_mode);
}
Tensor& operator+=(const Tensor& other) { return add_(other); }
Tensor& operator+=(Scalar other) { return add_(other); }
Tensor& operator-=(const Tensor& other) { return sub_(other); }
Tensor& operator-=(Scalar other) { return sub_(other); }
Tensor& operator*=(const Tensor& other) { return mul_(other); }
Tensor& operator*=(Scalar other) { return mul_(other); }
Tensor& operator/=(const Tensor& other) { return div_(other); }
Tensor& operator/=(Scalar other) { return div_(other); }
Tensor& operator&=(const Tensor& other) { return bitwise_and_(other); }
Tensor& operator|=(const Tensor& other) { return bitwise_or_(other); }
Tensor& operator^=(const Tensor& other) { return bitwise_xor_(other); }

#define PUMICE_TENSOR_BINARY_METHOD(name) \
  Tensor name(const Tensor& other) const; \
  Tensor& name##_(const Tensor& other) const;
PUMICE_TENSOR_BINARY_METHOD(atan2)
PUMICE_TENSOR_BINARY_METHOD(hypot)
PUMICE_TENSOR_BINARY_METHOD(copysign)
PUMICE_TENSOR_BINARY_METHOD(gcd)
PUMICE_TENSOR_BINARY_METHOD(lcm)
PUMICE_TENSOR_BINARY_METHOD(nextafter)
PUMICE_TENSOR_BINARY_METHOD(logical_and)
PUMICE_TENSOR_BINARY_METHOD(logical_or)
PUMICE_TENSOR_BINARY_METHOD(logical_xor)
#undef PUMICE_TENSOR_BINARY_METHOD
Tensor copysign(Scalar other) const;
Tensor& copysign_(Scalar other) const;
Tensor arctan2(const Tensor& other) const { return atan2(other); }
Tensor& arctan2_(const Tensor& other) const { return atan2_(other); }
Tensor maximum(const Tensor& other) const;
Tensor minimum(const Tensor& other) const;
Tensor max(const Tensor& other) const { return maximum(other); }
Tensor min(const Tensor& other) const { return minimum(other); }
Tensor fmax(const Tensor& other) const;
Tensor fmin(const Tensor& other) const;
Tensor logaddexp(const Tensor& other) const;
Tensor logaddexp2(const Tensor& other) const;
Tensor clamp(std::optional<Scalar> min, std::optional<Scalar> max = {}) const;
Tensor clamp(const std::optional<Tensor>& min = {}, const std::optional<Tensor>& max = {}) const;
Tensor& clamp_(std::optional<Scalar> min, std::optional<Scalar> max = {}) const;
Tensor& clamp_(const std::optional<Tensor>& min = {}, const std::optional<Tensor>& max = {}) const;
Tensor clip(std::optional<Scalar> min, std::optional<Scalar> max = {}) const {
  return clamp(min, max);
}
Tensor& clip_(std::optional<Scalar> min, std::optional<Scalar> max = {}) const {
  return clamp_(min, max);
}
Tensor clip(const std::optional<Tensor>& min = {}, const std::optional<Tensor>& max = {}) const {
  return clamp(min, max);
}
Tensor& clip_(const std::optional<Tensor>& min = {}, const std::optional<Tensor>& max = {}) const {
  return clamp_(min, max);
}
Tensor clamp_min(const Tensor& min) const;
Tensor& clamp_min_(const Tensor& min) const;
Tensor clamp_max(const Tensor& max) const;
Tensor& clamp_max_(const Tensor& max) const;
Tensor clamp_min(Scalar min) const;
Tensor& clamp_min_(Scalar min) const;
Tensor clamp_max(Scalar max) const;
Tensor& clamp_max_(Scalar max) const;
Tensor lerp(const Tensor& end, Scalar weight) const;
Tensor lerp(const Tensor& end, const Tensor& weight) const;
Tensor& lerp_(const Tensor& end, Scalar weight) const;
Tensor& lerp_(const Tensor& end, const Tensor& weight) const;
Tensor addcmul(const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1) const;
Tensor& addcmul_(const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1) const;
Tensor addcdiv(const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1) const;
Tensor& addcdiv_(const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1) const;
Tensor where(const Tensor& condition, const Tensor& other) const;
Tensor where(const Tensor& condition, Scalar other) const;
bool allclose(const Tensor& other, double rtol = 1e-5, double atol = 1e-8,
              bool equal_nan = false) const;
Tensor isclose(const Tensor& other, double rtol = 1e-5, double atol = 1e-8,
               bool equal_nan = false) const;
bool equal(const Tensor& other) const;
Tensor& fill_(Scalar value) const;
Tensor& fill_(const Tensor& value) const;
Tensor& fill_diagonal_(Scalar value, bool wrap = false) const;
Tensor& zero_() const;

// Random numbers in place.
Tensor& uniform_(double from = 0, double to = 1,
                 const std::optional<Generator>& generator = {}) const;
Tensor& normal_(double mean = 0, double std = 1,
                const std::optional<Generator>& generator = {}) const;
Tensor& bernoulli_(double p = 0.5, const std::optional<Generator>& generator = {}) const;
Tensor& bernoulli_(const Tensor& p, const std::optional<Generator>& generator = {}) const;
Tensor bernoulli(const std::optional<Generator>& generator = {}) const;
Tensor bernoulli(double p, const std::optional<Generator>& generator = {}) const;
Tensor& random_(int64_t from, std::optional<int64_t> to,
                const std::optional<Generator>& generator = {}) const;
Tensor& random_(int64_t to, const std::optional<Generator>& generator = {}) const;
Tensor& random_(const std::optional<Generator>& generator = {}) const;
Tensor& exponential_(double lambda = 1, const std::optional<Generator>& generator = {}) const;
/// How many trials of probability p it takes to succeed: 1, 2, ...
Tensor& geometric_(double p, const std::optional<Generator>& generator = {}) const;
Tensor& cauchy_(double median = 0, double sigma = 1,
                const std::optional<Generator>& generator = {}) const;
/// Exponentials of normal numbers with that mean and deviation.
Tensor& log_normal_(double mean = 1, double std = 2,
                    const std::optional<Generator>& generator = {}) const;
Tensor multinomial(int64_t num_samples, bool replacement = false,
                   const std::optional<Generator>& generator = {}) const;

// Reductions.
Tensor sum(std::optional<ScalarType> dtype = {}) const;
Tensor sum(OptionalIntArrayRef dim, bool keepdim = false,
           std::optional<ScalarType> dtype = {}) const;
Tensor mean(std::optional<ScalarType> dtype = {}) const;
Tensor mean(OptionalIntArrayRef dim, bool keepdim = false,
            std::optional<ScalarType> dtype = {}) const;
/// Sum and mean of what is no NaN.
Tensor nansum(std::optional<ScalarType> dtype = {}) const;
Tensor nansum(OptionalIntArrayRef dim, bool keepdim = false,
              std::optional<ScalarType> dtype = {}) const;
Tensor nanmean(std::optional<ScalarType> dtype = {}) const;
Tensor nanmean(OptionalIntArrayRef dim, bool keepdim = false,
               std::optional<ScalarType> dtype = {}) const;
Tensor nanmedian() const;
std::tuple<Tensor, Tensor> nanmedian(int64_t dim, bool keepdim = false) const;
Tensor prod(std::optional<ScalarType> dtype = {}) const;
Tensor prod(int64_t dim, bool keepdim = false, std::optional<ScalarType> dtype = {}) const;
#define PUMICE_SPREAD_METHOD(name)                                                 \
  Tensor name(bool unbiased) const;                                                \
  Tensor name(OptionalIntArrayRef dim, bool unbiased, bool keepdim = false) const; \
  Tensor name(OptionalIntArrayRef dim = {}, std::optional<Scalar> correction = {}, \
              bool keepdim = false) const;                                         \
  /** Over one dim; name(0) would take 0 for false otherwise. */                   \
  Tensor name(int dim) const;
PUMICE_SPREAD_METHOD(var)
PUMICE_SPREAD_METHOD(std)
#undef PUMICE_SPREAD_METHOD
Tensor norm(Scalar p = 2) const;
Tensor norm(std::optional<Scalar> p, ScalarType dtype) const;
Tensor norm(std::optional<Scalar> p, IntArrayRef dim, bool keepdim = false) const;
Tensor norm(std::optional<Scalar> p, IntArrayRef dim, bool keepdim, ScalarType dtype) const;
Tensor logsumexp(IntArrayRef dim, bool keepdim = false) const;
Tensor max() const;
Tensor min() const;
std::tuple<Tensor, Tensor> max(int64_t dim, bool keepdim = false) const;
std::tuple<Tensor, Tensor> min(int64_t dim, bool keepdim = false) const;
Tensor amax(IntArrayRef dim = {}, bool keepdim = false) const;
Tensor amin(IntArrayRef dim = {}, bool keepdim = false) const;
std::tuple<Tensor, Tensor> aminmax(std::optional<int64_t> dim = {}, bool keepdim = false) const;
Tensor argmax(std::optional<int64_t> dim = {}, bool keepdim = false) const;
Tensor argmin(std::optional<int64_t> dim = {}, bool keepdim = false) const;
Tensor median() const;
std::tuple<Tensor, Tensor> median(int64_t dim, bool keepdim = false) const;
std::tuple<Tensor, Tensor> mode(int64_t dim = -1, bool keepdim = false) const;
Tensor quantile(const Tensor& q, std::optional<int64_t> dim = {}, bool keepdim = false,
                std::string_view interpolation = "linear") const;
Tensor quantile(double q, std::optional<int64_t> dim = {}, bool keepdim = false,
                std::string_view interpolation = "linear") const;
Tensor nanquantile(const Tensor& q, std::optional<int64_t> dim = {}, bool keepdim = false,
                   std::string_view interpolation = "linear") const;
Tensor nanquantile(double q, std::optional<int64_t> dim = {}, bool keepdim = false,
                   std::string_view interpolation = "linear") const;
Tensor cov(int64_t correction = 1, const std::optional<Tensor>& fweights = {},
           const std::optional<Tensor>& aweights = {}) const;
Tensor corrcoef() const;
Tensor any() const;
Tensor any(int64_t dim, bool keepdim = false) const;
Tensor any(OptionalIntArrayRef dim, bool keepdim = false) const;
Tensor all() const;
Tensor all(int64_t dim, bool keepdim = false) const;
Tensor all(OptionalIntArrayRef dim, bool keepdim = false) const;
Tensor count_nonzero(OptionalIntArrayRef dim = {}) const;

// Scans, sorting and counting.
Tensor cumsum(int64_t dim, std::optional<ScalarType> dtype = {}) const;
Tensor& cumsum_(int64_t dim, std::optional<ScalarType> dtype = {}) const;
Tensor cumprod(int64_t dim, std::optional<ScalarType> dtype = {}) const;
Tensor& cumprod_(int64_t dim, std::optional<ScalarType> dtype = {}) const;
std::tuple<Tensor, Tensor> cummax(int64_t dim) const;
std::tuple<Tensor, Tensor> cummin(int64_t dim) const;
Tensor logcumsumexp(int64_t dim) const;
std::tuple<Tensor, Tensor> sort(int64_t dim = -1, bool descending = false) const;
std::tuple<Tensor, Tensor> sort(std::optional<bool> stable, int64_t dim = -1,
                                bool descending = false) const;
Tensor argsort(int64_t dim = -1, bool descending = false) const;
Tensor argsort(bool stable, int64_t dim, bool descending) const;
Tensor msort() const;
std::tuple<Tensor, Tensor> topk(int64_t k, int64_t dim = -1, bool largest = true,
                                bool sorted = true) const;
std::tuple<Tensor, Tensor> kthvalue(int64_t k, int64_t dim = -1, bool keepdim = false) const;
Tensor histc(int64_t bins = 100, Scalar min = 0, Scalar max = 0) const;
Tensor bincount(const std::optional<Tensor>& weights = {}, int64_t minlength = 0) const;

// Matrix products and linear algebra.
Tensor matmul(const Tensor& other) const;
Tensor mm(const Tensor& mat2) const;
Tensor bmm(const Tensor& mat2) const;
Tensor mv(const Tensor& vec) const;
Tensor dot(const Tensor& other) const;
Tensor vdot(const Tensor& other) const;
Tensor outer(const Tensor& vec2) const;
Tensor ger(const Tensor& vec2) const { return outer(vec2); }
Tensor inner(const Tensor& other) const;
Tensor kron(const Tensor& other) const;
#define PUMICE_ADD_PRODUCT_METHOD(name, a, b)                                             \
  Tensor name(const Tensor& a, const Tensor& b, Scalar beta = 1, Scalar alpha = 1) const; \
  Tensor& name##_(const Tensor& a, const Tensor& b, Scalar beta = 1, Scalar alpha = 1) const;
PUMICE_ADD_PRODUCT_METHOD(addmm, mat1, mat2)
PUMICE_ADD_PRODUCT_METHOD(addmv, mat, vec)
PUMICE_ADD_PRODUCT_METHOD(baddbmm, batch1, batch2)
PUMICE_ADD_PRODUCT_METHOD(addbmm, batch1, batch2)
PUMICE_ADD_PRODUCT_METHOD(addr, vec1, vec2)
#undef PUMICE_ADD_PRODUCT_METHOD
Tensor trace() const;
Tensor inverse() const;
Tensor pinverse(double rcond = 1e-15) const;
Tensor det() const;
Tensor logdet() const;
std::tuple<Tensor, Tensor> slogdet() const;
Tensor cholesky(bool upper = false) const;
Tensor cholesky_inverse(bool upper = false) const;
Tensor cholesky_solve(const Tensor& input2, bool upper = false) const;
Tensor lu_solve(const Tensor& LU_data, const Tensor& LU_pivots) const;
Tensor orgqr(const Tensor& input2) const;
std::tuple<Tensor, Tensor> qr(bool some = true) const;
std::tuple<Tensor, Tensor, Tensor> svd(bool some = true, bool compute_uv = true) const;
Tensor matrix_exp() const;
Tensor matrix_power(int64_t n) const;

// Rearranging.
Tensor tril(int64_t diagonal = 0) const;
Tensor& tril_(int64_t diagonal = 0) const;
Tensor triu(int64_t diagonal = 0) const;
Tensor& triu_(int64_t diagonal = 0) const;
Tensor diag(int64_t diagonal = 0) const;
Tensor diagflat(int64_t offset = 0) const;
Tensor diag_embed(int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1) const;
// Copies in which the part that a view names is src.
Tensor select_scatter(const Tensor& src, int64_t dim, int64_t index) const;
Tensor slice_scatter(const Tensor& src, int64_t dim = 0, std::optional<int64_t> start = {},
                     std::optional<int64_t> end = {}, int64_t step = 1) const;
Tensor diagonal_scatter(const Tensor& src, int64_t offset = 0, int64_t dim1 = 0,
                        int64_t dim2 = 1) const;
Tensor as_strided_scatter(const Tensor& src, IntArrayRef size, IntArrayRef stride,
                          std::optional<int64_t> storage_offset = {}) const;
/// Slices along dim whose p-norm exceeds maxnorm shrunk to it.
Tensor renorm(Scalar p, int64_t dim, Scalar maxnorm) const;
Tensor& renorm_(Scalar p, int64_t dim, Scalar maxnorm) const;
Tensor repeat(IntArrayRef repeats) const;
Tensor repeat_interleave(const Tensor& repeats, std::optional<int64_t> dim = {},
                         std::optional<int64_t> output_size = {}) const;
Tensor repeat_interleave(int64_t repeats, std::optional<int64_t> dim = {},
                         std::optional<int64_t> output_size = {}) const;
Tensor tile(IntArrayRef dims) const;
Tensor roll(IntArrayRef shifts, IntArrayRef dims = {}) const;
Tensor flip(IntArrayRef dims) const;
Tensor fliplr() const;
Tensor flipud() const;
Tensor rot90(int64_t k = 1, IntArrayRef dims = {0, 1}) const;

// Softmax.
Tensor softmax(int64_t dim, std::optional<ScalarType> dtype = {}) const;
Tensor log_softmax(int64_t dim, std::optional<ScalarType> dtype = {}) const;

// Reading and writing by indices and masks.
Tensor gather(int64_t dim, const Tensor& index, bool sparse_grad = false) const;
Tensor take_along_dim(const Tensor& indices, std::optional<int64_t> dim = {}) const;
Tensor take(const Tensor& index) const;
Tensor& put_(const Tensor& index, const Tensor& source, bool accumulate = false) const;
Tensor put(const Tensor& index, const Tensor& source, bool accumulate = false) const;
Tensor index_select(int64_t dim, const Tensor& index) const;
Tensor index_add(int64_t dim, const Tensor& index, const Tensor& source, Scalar alpha = 1) const;
Tensor& index_add_(int64_t dim, const Tensor& index, const Tensor& source, Scalar alpha = 1) const;
Tensor index_reduce(int64_t dim, const Tensor& index, const Tensor& source, std::string_view reduce,
                    bool include_self = true) const;
Tensor& index_reduce_(int64_t dim, const Tensor& index, const Tensor& source,
                      std::string_view reduce, bool include_self = true) const;
Tensor index_copy(int64_t dim, const Tensor& index, const Tensor& source) const;
Tensor& index_copy_(int64_t dim, const Tensor& index, const Tensor& source) const;
Tensor index_fill(int64_t dim, const Tensor& index, Scalar value) const;
Tensor& index_fill_(int64_t dim, const Tensor& index, Scalar value) const;
Tensor index_fill(int64_t dim, const Tensor& index, const Tensor& value) const;
Tensor& index_fill_(int64_t dim, const Tensor& index, const Tensor& value) const;
Tensor scatter(int64_t dim, const Tensor& index, const Tensor& src) const;
Tensor scatter(int64_t dim, const Tensor& index, Scalar value) const;
Tensor scatter(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce) const;
Tensor scatter(int64_t dim, const Tensor& index, Scalar value, std::string_view reduce) const;
Tensor& scatter_(int64_t dim, const Tensor& index, const Tensor& src) const;
Tensor& scatter_(int64_t dim, const Tensor& index, Scalar value) const;
Tensor& scatter_(int64_t dim, const Tensor& index, const Tensor& src,
                 std::string_view reduce) const;
Tensor& scatter_(int64_t dim, const Tensor& index, Scalar value, std::string_view reduce) const;
Tensor scatter_add(int64_t dim, const Tensor& index, const Tensor& src) const;
Tensor& scatter_add_(int64_t dim, const Tensor& index, const Tensor& src) const;
Tensor scatter_reduce(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce,
                      bool include_self = true) const;
Tensor& scatter_reduce_(int64_t dim, const Tensor& index, const Tensor& src,
                        std::string_view reduce, bool include_self = true) const;
Tensor masked_fill(const Tensor& mask, Scalar value) const;
Tensor masked_fill(const Tensor& mask, const Tensor& value) const;
Tensor& masked_fill_(const Tensor& mask, Scalar value) const;
Tensor& masked_fill_(const Tensor& mask, const Tensor& value) const;
Tensor masked_select(const Tensor& mask) const;
Tensor masked_scatter(const Tensor& mask, const Tensor& source) const;
Tensor& masked_scatter_(const Tensor& mask, const Tensor& source) const;
Tensor nonzero() const;
std::vector<Tensor> nonzero_numpy() const;
Tensor argwhere() const;
/// x.index({Slice(1, None), "...", None, mask}): views where all are basic, else a copy.
Tensor index(ArrayRef<indexing::TensorIndex> indices) const;
Tensor index(std::initializer_list<indexing::TensorIndex> indices) const;
Tensor index(const std::vector<std::optional<Tensor>>& indices) const;
Tensor& index_put_(ArrayRef<indexing::TensorIndex> indices, const Tensor& values) const;
Tensor& index_put_(std::initializer_list<indexing::TensorIndex> indices,
                   const Tensor& values) const;
Tensor& index_put_(ArrayRef<indexing::TensorIndex> indices, Scalar value) const;
Tensor& index_put_(std::initializer_list<indexing::TensorIndex> indices, Scalar value) const;
Tensor& index_put_(const std::vector<std::optional<Tensor>>& indices, const Tensor& values,
                   bool accumulate = false) const;
Tensor index_put(const std::vector<std::optional<Tensor>>& indices, const Tensor& values,
                 bool accumulate = false) const;
