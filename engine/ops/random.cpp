// Random factories and fills.
#include "ops/random.h"

#include "autograd/record.h"
#include "base/error.h"
#include "ops/along_dim.h"
#include "ops/copy.h"
#include "ops/launch.h"
#include "pumice/functions.h"
#include "shaders/kernels/normal.h"
#include "shaders/kernels/randint.h"
#include "shaders/kernels/randperm.h"
#include "shaders/kernels/uniform.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

struct UnitBits {
  uint32_t shift;
  double scale;
};
// As many random bits as the dtype keeps below 1.
UnitBits unit_bits(ScalarType t) {
  if (t == kHalf) return {21, 0x1p-11};
  if (t == kBFloat16) return {24, 0x1p-8};
  return {8, t == kDouble ? 0x1p-32 : 0x1p-24};
}

uint32_t blocks_for(int64_t n, int64_t per_block) {
  return static_cast<uint32_t>((n + per_block - 1) / per_block);
}

// Runs draw(target) on self, or on a contiguous stand-in that is copied to it.
template <class Draw>
void fill(const Tensor& self, Draw&& draw) {
  if (self.numel() == 0) return;
  if (self.is_contiguous()) return draw(self);
  const Tensor drawn = make_tensor(self.sizes(), self.scalar_type(), self.device());
  draw(drawn);
  copy_into(self, drawn);
}

}  // namespace

void fill_uniform(const Tensor& self, double from, double to) {
  check_floating("uniform_", self);
  check(from <= to, ErrorKind::value,
        "uniform_: expects to return a [from, to) range, but found from={} > to={}", from, to);
  fill(self, [&](const Tensor& y) {
    const bool wide = y.scalar_type() == kDouble;
    const uint32_t taken = blocks_for(y.numel(), wide ? 2 : 4);
    const auto [shift, scale] = unit_bits(y.scalar_type());
    const Tensor position = take_random(y.device(), taken);
    launch(kernel::uniform{static_cast<uint32_t>(y.numel()), taken, shift, scale, from, to - from},
           {position, y}, {.groups = blocks(taken), .spec = {wide}});
  });
}

void fill_normal(const Tensor& self, double mean, double std) {
  check_floating("normal_", self);
  check(std >= 0, ErrorKind::value, "normal_: expects std >= 0.0, but found std {}", std);
  fill(self, [&](const Tensor& y) {
    const bool wide = y.scalar_type() == kDouble;
    const uint32_t taken = blocks_for(y.numel(), wide ? 2 : 4);
    const Tensor position = take_random(y.device(), taken);
    launch(kernel::normal{static_cast<uint32_t>(y.numel()), taken, mean, std}, {position, y},
           {.groups = blocks(taken), .spec = {wide}});
  });
}

void fill_bernoulli(const Tensor& self, double p) {
  check(p >= 0 && p <= 1, ErrorKind::value, "bernoulli_: expects p to be in [0, 1], but got p={}",
        p);
  NoGradGuard no_grad;
  const Tensor draws = rand(self.sizes(), TensorOptions(kFloat).device(self.device()));
  copy_into(self, lt(draws, p));
}

namespace {

// The write's history: nothing of the old values is left.
Tensor& drawn_anew(const char* node, const Tensor& self) {
  record_inplace(node, {self}, self, [&]() -> GradFn {
    return [](const Tensors& grads, Needs) -> Tensors { return {zeros_like(grads[0])}; };
  });
  return const_cast<Tensor&>(self);
}

}  // namespace

Tensor& Tensor::uniform_(double from, double to, std::optional<Generator>) const {
  check_inplace("uniform_", *this);
  fill_uniform(*this, from, to);
  return drawn_anew("UniformBackward0", *this);
}

Tensor& Tensor::normal_(double mean, double std, std::optional<Generator>) const {
  check_inplace("normal_", *this);
  fill_normal(*this, mean, std);
  return drawn_anew("NormalBackward0", *this);
}

Tensor& Tensor::bernoulli_(double p, std::optional<Generator>) const {
  check_inplace("bernoulli_", *this);
  fill_bernoulli(*this, p);
  return drawn_anew("BernoulliBackward0", *this);
}

Tensor rand(IntArrayRef size, const TensorOptions& options) {
  const Tensor t = empty(size, options.requires_grad(false));
  fill_uniform(t, 0, 1);
  return t.set_requires_grad(options.requires_grad());
}

Tensor randn(IntArrayRef size, const TensorOptions& options) {
  const Tensor t = empty(size, options.requires_grad(false));
  fill_normal(t, 0, 1);
  return t.set_requires_grad(options.requires_grad());
}

Tensor randint(int64_t low, int64_t high, IntArrayRef size, const TensorOptions& options) {
  check(low < high, ErrorKind::value,
        "randint: random_ expects 'from' to be less than 'to', but got from={} >= to={}", low,
        high);
  check(low >= INT32_MIN && high - 1 <= INT32_MAX, ErrorKind::unsupported,
        "randint: bounds must fit 32-bit integers, got [{}, {})", low, high);
  const Device device = options.device();
  const Tensor y = make_tensor(size, kLong, device);
  if (y.numel() > 0) {
    const uint32_t taken = blocks_for(y.numel(), 4);
    const Tensor position = take_random(device, taken);
    launch(kernel::randint{static_cast<uint32_t>(y.numel()), taken, static_cast<int32_t>(low),
                           static_cast<uint32_t>(high - low)},
           {position, y}, {.groups = blocks(taken)});
  }
  return y.to(options.dtype()).set_requires_grad(options.requires_grad());
}

Tensor randint(int64_t high, IntArrayRef size, const TensorOptions& options) {
  return randint(0, high, size, options);
}

Tensor randperm(int64_t n, const TensorOptions& options) {
  check(n >= 0, ErrorKind::value, "randperm: n must be non-negative, got {}", n);
  check(n <= INT32_MAX, ErrorKind::unsupported, "randperm: n must fit a 32-bit integer, got {}", n);
  const Device device = options.device();
  const Tensor y = make_tensor({n}, kLong, device);
  if (n > 0) {
    using Form = kernel::randperm::FORM;
    const bool rank = n <= 4096;  // quadratic work, but no bias for small n
    const Tensor keys =
        rank ? randint(INT32_MIN, int64_t{INT32_MAX} + 1, {n}, TensorOptions(kLong).device(device))
             : Tensor();
    uint32_t half_bits = 1;
    while ((int64_t{1} << (2 * half_bits)) < n) ++half_bits;
    const Tensor position = take_random(device, rank ? 1 : 1u << half_bits);
    launch(kernel::randperm{static_cast<uint32_t>(n), half_bits}, {position, rank ? keys : y, y},
           {.groups = blocks(n), .spec = {static_cast<uint16_t>(rank ? Form::rank : Form::walk)}});
  }
  return y.to(options.dtype()).set_requires_grad(options.requires_grad());
}

Tensor bernoulli(const Tensor& p) {
  impl_of(p, "bernoulli");
  check_floating("bernoulli", p);
  NoGradGuard no_grad;
  const Tensor draws = rand(p.sizes(), TensorOptions(p.scalar_type()).device(p.device()));
  return lt(draws, p).to(p.scalar_type());
}

}  // namespace pumice
