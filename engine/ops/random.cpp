// Random factories and fills of Tensor, with their checks.
#include "ops/random.h"

#include <bit>
#include <limits>

#include "autograd/record.h"
#include "base/error.h"
#include "base/warnings.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/copy.h"
#include "ops/launch.h"
#include "ops/refusals.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "shaders/kernels/mt_shuffle.h"
#include "shaders/kernels/randperm.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

// The write's history: nothing of the old values is left.
Tensor& drawn_anew(const char* node, const Tensor& self) {
  record_inplace(node, {self}, self, [&]() -> GradFn {
    return [](const Tensors& grads, Needs) -> Tensors { return {zeros_like(grads[0])}; };
  });
  return const_cast<Tensor&>(self);
}

// Fills a factory's tensor, which may be a leaf that requires grad.
template <class Fill>
Tensor made(const Tensor& out, Fill fill) {
  const bool leaf = out.requires_grad();
  const NoGradGuard no_grad;
  fill(leaf ? out.detach() : out);
  return out;
}

}  // namespace

Tensor& Tensor::uniform_(double from, double to, const std::optional<Generator>& generator) const {
  check_inplace("uniform_", *this);
  fill_uniform(*this, from, to, generator);
  return drawn_anew("UniformBackward0", *this);
}

Tensor& Tensor::normal_(double mean, double std, const std::optional<Generator>& generator) const {
  check_inplace("normal_", *this);
  fill_normal(*this, mean, std, generator);
  return drawn_anew("NormalBackward0", *this);
}

Tensor& Tensor::bernoulli_(double p, const std::optional<Generator>& generator) const {
  check_inplace("bernoulli_", *this);
  fill_bernoulli(*this, p, generator);
  return drawn_anew("BernoulliBackward2", *this);
}

Tensor& Tensor::bernoulli_(const Tensor& p, const std::optional<Generator>& generator) const {
  impl_of(p, "bernoulli_", "#1 'p'");
  check_inplace("bernoulli_", *this);
  check_floating("bernoulli_", p);
  {
    const NoGradGuard no_grad;
    check_holds({"bernoulli_", "Expected p_in >= 0 && p_in <= 1 to be true, but got false."},
                pumice::logical_and(pumice::ge(p, 0), pumice::le(p, 1)));
    const ScalarType drawn = p.scalar_type() == kDouble ? kDouble : kFloat;
    const Tensor draws = empty_like(*this, drawn), limits = p.to(device(), drawn).expand(sizes());
    fill_uniform(draws, 0, 1, generator);
    copy_into(*this, pumice::lt(draws, limits));
  }
  return drawn_anew("BernoulliBackward1", *this);
}

Tensor& Tensor::exponential_(double lambda, const std::optional<Generator>& generator) const {
  check_inplace("exponential_", *this);
  fill_exponential(*this, lambda, generator);
  return drawn_anew("ExponentialBackward0", *this);
}

Tensor& Tensor::geometric_(double p, const std::optional<Generator>& generator) const {
  check_inplace("geometric_", *this);
  fill_geometric(*this, p, generator);
  return drawn_anew("GeometricBackward0", *this);
}

Tensor& Tensor::cauchy_(double median, double sigma,
                        const std::optional<Generator>& generator) const {
  check_inplace("cauchy_", *this);
  fill_cauchy(*this, median, sigma, generator);
  return drawn_anew("CauchyBackward0", *this);
}

Tensor& Tensor::log_normal_(double mean, double std,
                            const std::optional<Generator>& generator) const {
  check_inplace("log_normal_", *this);
  fill_log_normal(*this, mean, std, generator);
  return drawn_anew("LogNormalBackward0", *this);
}

namespace {

// The integers that a dtype tells apart.
struct Limits {
  int64_t low, high;
};
Limits limits_of(ScalarType dtype) {
  return with_type(dtype, [](auto type) -> Limits {
    using T = decltype(type);
    if constexpr (std::is_same_v<T, bool>) return {0, 1};
    if constexpr (std::is_integral_v<T>)
      return {std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max()};
    const int bits = std::is_same_v<T, double>     ? 53
                     : std::is_same_v<T, float>    ? 24
                     : std::is_same_v<T, BFloat16> ? 8
                                                   : 11;
    return {-(int64_t{1} << bits), int64_t{1} << bits};
  });
}

// Draws of floating point beyond what its dtype tells apart.
void warn_of_limit(const Tensor& self, const char* which, int64_t value) {
  const Limits limits = limits_of(self.scalar_type());
  if (value >= limits.low && value <= limits.high) return;
  const auto bits = std::countr_zero(static_cast<uint64_t>(limits.high));
  warn(
      text_of("{} is out of bounds [-(2^{}), 2^{}]. Due to precision limitations {} can support "
              "discrete uniform distribution only within this range. This warning will become an "
              "error in version 1.7 release, please fix the code in advance",
              which, bits, bits, cpp_name(self.scalar_type())));
}

void fill_range(const Tensor& self, int64_t from, int64_t to, const MaybeGenerator& generator) {
  check(from < to, ErrorKind::value,
        "random_ expects 'from' to be less than 'to', but got from={} >= to={}", from, to);
  if (self.is_floating_point()) {
    warn_of_limit(self, "from", from);
    warn_of_limit(self, "to - 1", to - 1);
  } else {
    const Limits limits = limits_of(self.scalar_type());
    const auto inside = [&](int64_t v) { return v >= limits.low && v <= limits.high; };
    check(inside(from), ErrorKind::value, "from is out of bounds for {}",
          cpp_name(self.scalar_type()));
    check(inside(to - 1), ErrorKind::value, "to - 1 is out of bounds for {}",
          cpp_name(self.scalar_type()));
  }
  const uint64_t span = static_cast<uint64_t>(to) - static_cast<uint64_t>(from);
  fill_integers(self, from, span, span >= uint64_t{1} << 32, generator);
}

}  // namespace

Tensor& Tensor::random_(int64_t from, std::optional<int64_t> to,
                        const std::optional<Generator>& generator) const {
  check_inplace("random_", *this);
  if (to) {
    fill_range(*this, from, *to, generator);
  } else {
    const int64_t high = limits_of(scalar_type()).high;
    const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(from) + 1;
    check(from <= high, ErrorKind::value,
          "random_ expects 'from' to be less than or equal to 'to', but got from={} > to={}", from,
          high);
    if (is_floating_point()) warn_of_limit(*this, "from", from);
    fill_integers(*this, from, span, span >= uint64_t{1} << 32 || span == 0, generator);
  }
  return drawn_anew("RandomBackward0", *this);
}

Tensor& Tensor::random_(int64_t to, const std::optional<Generator>& generator) const {
  return random_(0, to, generator);
}

Tensor& Tensor::random_(const std::optional<Generator>& generator) const {
  check_inplace("random_", *this);
  const bool wide = is_cpu() && (scalar_type() == kLong || scalar_type() == kDouble);
  const uint64_t span = static_cast<uint64_t>(limits_of(scalar_type()).high) + 1;
  fill_integers(*this, 0, is_cpu() ? span : std::min<uint64_t>(span, uint64_t{1} << 31), wide,
                generator);
  return drawn_anew("RandomBackward2", *this);
}

Tensor rand(IntArrayRef size, const GeneratorArg& generator, const TensorOptions& options) {
  return made(empty(size, options), [&](const Tensor& t) { fill_uniform(t, 0, 1, generator); });
}
Tensor rand(IntArrayRef size, const TensorOptions& options) {
  return rand(size, GeneratorArg(), options);
}
Tensor rand_like(const Tensor& self, const TensorOptions& options,
                 std::optional<MemoryFormat> format) {
  return made(empty_like(self, options, format), [](const Tensor& t) { fill_uniform(t, 0, 1); });
}

Tensor randn(IntArrayRef size, const GeneratorArg& generator, const TensorOptions& options) {
  return made(empty(size, options), [&](const Tensor& t) { fill_normal(t, 0, 1, generator); });
}
Tensor randn(IntArrayRef size, const TensorOptions& options) {
  return randn(size, GeneratorArg(), options);
}
Tensor randn_like(const Tensor& self, const TensorOptions& options,
                  std::optional<MemoryFormat> format) {
  return made(empty_like(self, options, format), [](const Tensor& t) { fill_normal(t, 0, 1); });
}

Tensor randint(int64_t low, int64_t high, IntArrayRef size, const GeneratorArg& generator,
               const TensorOptions& options) {
  const Tensor out = empty(size, options.dtype(options.dtype_opt().value_or(kLong)));
  return made(out, [&](const Tensor& t) { fill_range(t, low, high, generator); });
}
Tensor randint(int64_t low, int64_t high, IntArrayRef size, const TensorOptions& options) {
  return randint(low, high, size, GeneratorArg(), options);
}
Tensor randint(int64_t high, IntArrayRef size, const GeneratorArg& generator,
               const TensorOptions& options) {
  return randint(0, high, size, generator, options);
}
Tensor randint(int64_t high, IntArrayRef size, const TensorOptions& options) {
  return randint(0, high, size, GeneratorArg(), options);
}
Tensor randint_like(const Tensor& self, int64_t low, int64_t high, const TensorOptions& options,
                    std::optional<MemoryFormat> format) {
  return made(empty_like(self, options, format),
              [&](const Tensor& t) { fill_range(t, low, high, {}); });
}
Tensor randint_like(const Tensor& self, int64_t high, const TensorOptions& options,
                    std::optional<MemoryFormat> format) {
  return randint_like(self, 0, high, options, format);
}

namespace {

void philox_permutation(const Tensor& y, const MaybeGenerator& generator) {
  const int64_t n = y.numel();
  using Form = kernel::randperm::FORM;
  const bool rank = n <= 4096;  // quadratic work, but no bias for small n
  const Tensor keys = rank ? make_tensor({n}, kLong, y.device()) : y;
  if (rank) fill_integers(keys, INT32_MIN, uint64_t{1} << 32, false, generator);
  uint32_t half_bits = 1;
  while ((int64_t{1} << (2 * half_bits)) < n) ++half_bits;
  const Tensor position = take_random(y.device(), rank ? 1 : 1u << half_bits, generator);
  launch(kernel::randperm{static_cast<uint32_t>(n), half_bits}, {position, keys, y},
         {.groups = blocks(n), .spec = {static_cast<uint16_t>(rank ? Form::rank : Form::walk)}});
}

}  // namespace

namespace {

// Whether the dtype holds every number below n.
void check_permutation(int64_t n, ScalarType dtype) {
  check_dtype("randperm", dtype);
  if (!is_floating_point(dtype)) {
    checked_number(n, dtype);
    return;
  }
  const int64_t most = dtype == kHalf ? 2049 : dtype == kBFloat16 ? 257 : (int64_t{1} << 24) + 1;
  check(dtype == kDouble || n <= most, ErrorKind::value,
        "randperm: n cannot be greater than {} for {} type.", most, toString(dtype));
}

}  // namespace

Tensor randperm(int64_t n, const GeneratorArg& generator, const TensorOptions& options) {
  check(n >= 0, ErrorKind::value,
        "randperm: Trying to create tensor with negative dimension {}: [{}]", n, n);
  check(n <= INT32_MAX, ErrorKind::unsupported, "randperm: n must fit a 32-bit integer, got {}", n);
  check_permutation(n, options.dtype_opt().value_or(kLong));
  const Tensor y = make_tensor({n}, kLong, options.device());
  if (n == 1) {
    fill_into(y, 0);
  } else if (n > 1 && y.is_cpu()) {
    const Tensor words = take_words(generator_for(y.device(), generator), n - 1);
    launch(kernel::mt_shuffle{static_cast<uint32_t>(n)}, {words, y}, {.groups = 1, .width = 1});
  } else if (n > 1) {
    philox_permutation(y, generator);
  }
  return y.to(options.dtype_opt().value_or(kLong)).set_requires_grad(options.requires_grad());
}
Tensor randperm(int64_t n, const TensorOptions& options) {
  return randperm(n, GeneratorArg(), options);
}

Tensor bernoulli(const Tensor& self, const GeneratorArg& generator) {
  impl_of(self, "bernoulli");
  check_floating("bernoulli", self);
  return empty_like(self, MemoryFormat::Contiguous).bernoulli_(self, generator);
}
Tensor bernoulli(const Tensor& self, double p, const GeneratorArg& generator) {
  impl_of(self, "bernoulli");
  return empty_like(self, MemoryFormat::Contiguous).bernoulli_(p, generator);
}
Tensor bernoulli(const Tensor& self, const Tensor& p, const GeneratorArg& generator) {
  impl_of(self, "bernoulli");
  return empty_like(self, MemoryFormat::Contiguous).bernoulli_(p, generator);
}
Tensor Tensor::bernoulli(const GeneratorArg& generator) const {
  return pumice::bernoulli(*this, generator);
}
Tensor Tensor::bernoulli(double p, const GeneratorArg& generator) const {
  return pumice::bernoulli(*this, p, generator);
}

Tensor normal(double mean, double std, IntArrayRef size, const GeneratorArg& generator,
              const TensorOptions& options) {
  return made(empty(size, options), [&](const Tensor& t) { fill_normal(t, mean, std, generator); });
}
Tensor normal(const Tensor& mean, double std, const GeneratorArg& generator) {
  const NoGradGuard no_grad;
  return empty_like(mean, {}, MemoryFormat::Contiguous).normal_(0, std, generator).add_(mean);
}
Tensor normal(double mean, const Tensor& std, const GeneratorArg& generator) {
  const NoGradGuard no_grad;
  return empty_like(std, {}, MemoryFormat::Contiguous)
      .normal_(0, 1, generator)
      .mul_(std)
      .add_(mean);
}
Tensor normal(const Tensor& mean, const Tensor& std, const GeneratorArg& generator) {
  const NoGradGuard no_grad;
  const std::vector<Tensor> both = broadcast_tensors({{mean, std}});
  return empty_like(both[0], {}, MemoryFormat::Contiguous)
      .normal_(0, 1, generator)
      .mul_(std)
      .add_(mean);
}

}  // namespace pumice
