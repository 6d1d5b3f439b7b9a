// Filling tensors with random numbers: from words of the Mersenne twister on the CPU, as PyTorch
// does, and from blocks of Philox elsewhere.
#include <cmath>
#include <numbers>

#include "base/error.h"
#include "ops/along_dim.h"
#include "ops/copy.h"
#include "ops/launch.h"
#include "ops/random.h"
#include "ops/refusals.h"
#include "ops/type_names.h"
#include "pumice/autograd.h"
#include "pumice/functions.h"
#include "shaders/kernels/mt_bernoulli.h"
#include "shaders/kernels/mt_integers.h"
#include "shaders/kernels/mt_normal.h"
#include "shaders/kernels/mt_normal_serial.h"
#include "shaders/kernels/mt_uniform.h"
#include "shaders/kernels/normal.h"
#include "shaders/kernels/randint.h"
#include "shaders/kernels/uniform.h"
#include "tensor/impl.h"
#include "tensor/layout.h"

namespace pumice {
namespace {

// Random bits that the dtype keeps below 1.
int unit_bits(ScalarType t) {
  return t == kHalf ? 11 : t == kBFloat16 ? 8 : t == kDouble ? 53 : 24;
}

uint32_t blocks_for(int64_t n, int64_t per_block) {
  return static_cast<uint32_t>((n + per_block - 1) / per_block);
}

Tensor flat(const Tensor& dense) {
  Tensor all = make_alias(dense);
  all.impl()->set_sizes_contiguous({dense.numel()});
  return all;
}

// Runs draw on self's memory as one dim, or on that of a dense stand-in whose dims stand in the
// same order.
template <class Draw>
void fill(const Tensor& self, Draw&& draw) {
  if (self.numel() == 0) return;
  if (self.is_non_overlapping_and_dense()) return draw(flat(self));
  const Tensor drawn = make_like(self, self.scalar_type(), self.device());
  draw(flat(drawn));
  copy_into(self, drawn);
}

// What the kernels that make units of words take: width, mask and scale.
struct Units {
  bool wide;
  uint32_t mask;
  double scale;
  explicit Units(ScalarType t)
      : wide(t == kDouble),
        mask(wide ? 0 : (1u << unit_bits(t)) - 1),
        scale(std::ldexp(1.0, -unit_bits(t))) {}
  int64_t words(int64_t n) const { return wide ? 2 * n : n; }
};

}  // namespace

void fill_uniform(const Tensor& self, double from, double to, const MaybeGenerator& given) {
  check_floating("uniform_", self);
  const double end = largest_of(self.scalar_type());
  for (const auto& [name, bound] : {std::pair("from", from), std::pair("to", to)})
    check(bound >= -end && bound <= end, ErrorKind::value, "{} is out of bounds for {}", name,
          cpp_name(self.scalar_type()));
  check(from <= to, ErrorKind::value,
        "uniform_ expects to return a [from, to) range, but found from={} > to={}", from, to);
  check(to - from <= end, ErrorKind::value,
        "uniform_ expects to-from <= std::numeric_limits<{}>::max(), but found to={} and from={} "
        "which result in to-from to exceed the limit",
        scalar_type_name(self.scalar_type()), to, from);
  GeneratorImpl& generator = generator_for(self.device(), given);
  fill(self, [&](const Tensor& y) {
    const int64_t n = y.numel();
    const Units unit(y.scalar_type());
    if (y.is_cpu()) {
      const Tensor words = take_words(generator, unit.words(n));
      return launch(
          kernel::mt_uniform{static_cast<uint32_t>(n), unit.mask, unit.scale, from, to - from},
          {words, y}, {.groups = blocks(n), .spec = {unit.wide}});
    }
    const uint32_t taken = blocks_for(n, unit.wide ? 2 : 4);
    const int bits = unit.wide ? 32 : unit_bits(y.scalar_type());  // of a word
    const Tensor position = take_random(y.device(), taken, given);
    launch(kernel::uniform{static_cast<uint32_t>(n), taken, static_cast<uint32_t>(32 - bits) % 32,
                           std::ldexp(1.0, -bits), from, to - from},
           {position, y}, {.groups = blocks(taken), .spec = {unit.wide}});
  });
}

namespace {

// PyTorch's two ways: sixteens at a time, the last of them drawn anew where the size is no
// multiple; or, for few elements, one after the other in float64.
void twister_normal(GeneratorImpl& generator, const Tensor& y, double mean, double std,
                    bool sixteens) {
  const int64_t n = y.numel();
  if (!sixteens) {
    const Tensor drawn = make_tensor({n}, kDouble, y.device());
    launch(kernel::mt_normal_serial{static_cast<uint32_t>(n), mean, std},
           {generator.state, generator.spare, drawn}, {.groups = 1, .width = 1});
    return copy_into(y, drawn);
  }
  const Units unit(y.scalar_type());
  const int64_t whole = n / 16 * 16, rest = n % 16 ? 16 : 0;
  const Tensor words = take_words(generator, unit.words(n + rest));
  const auto part = [](const Tensor& t, int64_t start, int64_t length) {
    return make_view(t, {length}, {1}, t.storage_offset() + start);
  };
  const auto run = [&](const Tensor& from, const Tensor& to) {
    const auto pairs = static_cast<uint32_t>(to.numel() / 2);
    launch(kernel::mt_normal{pairs, unit.mask, unit.scale, mean, std}, {from, to},
           {.groups = blocks(pairs), .spec = {unit.wide}});
  };
  run(part(words, 0, unit.words(whole)), part(y, 0, whole));
  if (rest) run(part(words, unit.words(n), unit.words(16)), part(y, n - 16, 16));
}

}  // namespace

void fill_normal(const Tensor& self, double mean, double std, const MaybeGenerator& given) {
  check(std >= 0, ErrorKind::value, "normal expects std >= 0.0, but found std {}", std);
  check_floating("normal_", self);
  GeneratorImpl& generator = generator_for(self.device(), given);
  const bool sixteens = self.numel() >= 16 && self.is_contiguous();
  fill(self, [&](const Tensor& y) {
    if (y.is_cpu()) return twister_normal(generator, y, mean, std, sixteens);
    const bool wide = y.scalar_type() == kDouble;
    const uint32_t taken = blocks_for(y.numel(), wide ? 2 : 4);
    const Tensor position = take_random(y.device(), taken, given);
    launch(kernel::normal{static_cast<uint32_t>(y.numel()), taken, mean, std}, {position, y},
           {.groups = blocks(taken), .spec = {wide}});
  });
}

void fill_bernoulli(const Tensor& self, double p, const MaybeGenerator& given, Scalar one) {
  check(p >= 0 && p <= 1, ErrorKind::value, "bernoulli_ expects p to be in [0, 1], but got p={}",
        p);
  GeneratorImpl& generator = generator_for(self.device(), given);
  fill(self, [&](const Tensor& y) {
    const int64_t n = y.numel();
    if (!y.is_cpu()) {
      const Tensor draws = make_tensor({n}, kFloat, y.device());
      fill_uniform(draws, 0, 1, given);
      const NoGradGuard no_grad;
      return copy_into(y, one.equal(1) ? lt(draws, p) : lt(draws, p).to(y.scalar_type()) * one);
    }
    const bool direct = y.is_floating_point() || y.scalar_type() == kInt;
    const Tensor drawn = direct ? y : make_tensor({n}, kInt, y.device());
    const auto threshold = static_cast<uint64_t>(std::ceil(std::ldexp(p, 53)));
    const Tensor words = take_words(generator, 2 * n);
    launch(kernel::mt_bernoulli{static_cast<uint32_t>(n), static_cast<uint32_t>(threshold >> 32),
                                static_cast<uint32_t>(threshold), one},
           {words, drawn}, {.groups = blocks(n)});
    if (!direct) copy_into(y, drawn);
  });
}

void fill_integers(const Tensor& self, int64_t low, uint64_t span, bool wide,
                   const MaybeGenerator& given) {
  constexpr uint64_t kHalf64 = uint64_t{1} << 63;
  GeneratorImpl& generator = generator_for(self.device(), given);
  check(span <= kHalf64, ErrorKind::unsupported,
        "random_: {} numbers from {} on are more than 2^63, and not all of 64 bits", span, low);
  fill(self, [&](const Tensor& y) {
    const int64_t n = y.numel();
    const Tensor drawn = y.scalar_type() == kLong ? y : make_tensor({n}, kLong, y.device());
    if (y.is_cpu()) {
      const Tensor words = take_words(generator, wide ? 2 * n : n);
      launch(kernel::mt_integers{static_cast<uint32_t>(n), static_cast<uint32_t>(span >> 32),
                                 static_cast<uint32_t>(span), low},
             {words, drawn}, {.groups = blocks(n), .spec = {wide}});
    } else {
      check(low >= INT32_MIN && span > 0 && span <= uint64_t{1} << 32 &&
                low + static_cast<int64_t>(span - 1) <= INT32_MAX,
            ErrorKind::unsupported, "randint: bounds must fit 32-bit integers on {}, got {} + {}",
            y.device(), low, span);
      const uint32_t taken = blocks_for(n, 4);
      const Tensor position = take_random(y.device(), taken, given);
      launch(kernel::randint{static_cast<uint32_t>(n), taken, static_cast<int32_t>(low),
                             static_cast<uint32_t>(span)},
             {position, drawn}, {.groups = blocks(taken)});
    }
    if (!drawn.is_same(y)) copy_into(y, drawn);
  });
}

namespace {

// self's elements made of uniform numbers on [0, 1), in float64 on the CPU and float32 elsewhere.
template <class Make>
void fill_from_uniform(const Tensor& self, const MaybeGenerator& given, Make&& make) {
  generator_for(self.device(), given);
  fill(self, [&](const Tensor& y) {
    const NoGradGuard no_grad;
    const Tensor u = make_tensor({y.numel()}, y.is_cpu() ? kDouble : kFloat, y.device());
    fill_uniform(u, 0, 1, given);
    copy_into(y, make(u));
  });
}

}  // namespace

void fill_exponential(const Tensor& self, double lambda, const MaybeGenerator& given) {
  check(self.is_floating_point(), ErrorKind::dtype,
        "exponential_: Exponential distribution is a continuous probability distribution. dtype "
        "must be a floating point but you specified {}",
        cpp_name(self.scalar_type()));
  check(lambda > 0, ErrorKind::value, "exponential_ expects lambda > 0.0, but found lambda={}",
        lambda);
  fill_from_uniform(self, given, [&](const Tensor& u) { return log(1 - u) * (-1 / lambda); });
}

void fill_geometric(const Tensor& self, double p, const MaybeGenerator& given) {
  check_dtype("geometric_", self);
  check(p > 0 && p < 1, ErrorKind::value, "geometric_ expects p to be in (0, 1), but got p={}", p);
  const double least = self.is_cpu() ? 0 : std::ldexp(1.0, -25);  // float32 has few numbers below
  fill_from_uniform(self, given, [&](const Tensor& u) {
    return ceil(log(clamp_min(u, least)) / std::log1p(-p));
  });
}

void fill_cauchy(const Tensor& self, double median, double sigma, const MaybeGenerator& given) {
  check(self.is_floating_point(), ErrorKind::dtype,
        "cauchy_: Cauchy distribution is a continuous probability distribution. dtype must be a "
        "floating point but you specified {}",
        cpp_name(self.scalar_type()));
  check(sigma > 0, ErrorKind::value, "cauchy_ expects sigma > 0.0, but found sigma={}", sigma);
  fill_from_uniform(self, given, [&](const Tensor& u) {
    return tan((u - 0.5) * std::numbers::pi) * sigma + median;
  });
}

void fill_log_normal(const Tensor& self, double mean, double std, const MaybeGenerator& given) {
  check_dtype("log_normal_", self);
  check(std > 0, ErrorKind::value, "log_normal_ expects std > 0.0, but found std={}", std);
  GeneratorImpl& generator = generator_for(self.device(), given);
  fill(self, [&](const Tensor& y) {
    const NoGradGuard no_grad;
    const Tensor drawn = make_tensor({y.numel()}, y.is_cpu() ? kDouble : kFloat, y.device());
    if (y.is_cpu())  // one after the other, whatever their number
      twister_normal(generator, drawn, mean, std, false);
    else
      fill_normal(drawn, mean, std, given);
    copy_into(y, exp(drawn));
  });
}

}  // namespace pumice
