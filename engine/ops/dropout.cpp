// dropout: on devices the mask is drawn again in backward from the saved position, never stored. On
// the CPU it comes from a sequential generator, and is kept.
#include "shaders/kernels/dropout.h"
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/launch.h"
#include "ops/random.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

// Linear in x, and its own gradient at the same position.
Tensor apply_dropout(const Tensor& self, const Tensor& position, uint32_t taken, double p) {
  const Tensor x = self.contiguous();
  Tensor y = make_tensor(x.sizes(), x.scalar_type(), x.device());
  launch(kernel::dropout{static_cast<uint32_t>(x.numel()), taken, static_cast<uint32_t>(p * 0x1p32),
                         1 / (1 - p)},
         {x, position, y}, {.groups = blocks(taken)});
  return record("NativeDropoutBackward0", {self}, y, [&] {
    return [position, taken, p](const Tensors& g, Needs) {
      return Tensors{apply_dropout(g[0], position, taken, p)};
    };
  });
}

Tensor masked_by_twister(const Tensor& self, double p) {
  const Tensor noise = empty_like(self);
  // As PyTorch rounds the scale.
  const double keep = 1 - p;
  const bool wide = self.scalar_type() == kDouble;
  fill_bernoulli(noise, keep, {}, wide ? 1 / keep : double{1 / static_cast<float>(keep)});
  return self * noise;
}

}  // namespace

Tensor dropout(const Tensor& input, double p, bool train) {
  impl_of(input, "dropout", "#0 'input'");
  check(p >= 0 && p <= 1, ErrorKind::value,
        "dropout: dropout probability has to be between 0 and 1, but got {}", p);
  if (!train || p == 0 || input.numel() == 0) return input;
  check(input.is_floating_point(), ErrorKind::dtype,
        "dropout: result type Float can't be cast to the desired output type {}",
        toString(input.scalar_type()));
  if (p == 1) return input * zeros({}, input.options());
  if (input.is_cpu()) return masked_by_twister(input, p);
  const auto taken = static_cast<uint32_t>((input.numel() + 3) / 4);
  return apply_dropout(input, take_random(input.device(), taken), taken, p);
}

}  // namespace pumice
