// multinomial: indices drawn by weights, as PyTorch draws them.
#include <cmath>

#include "base/error.h"
#include "ops/bounds.h"
#include "ops/random.h"
#include "pumice/autograd.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

void check_weights(const Tensor& weights) {
  check_holds({"multinomial", "probability tensor contains either `inf`, `nan` or element < 0"},
              logical_and(lt(weights, INFINITY), ge(weights, 0)));
  check_holds({"multinomial", "invalid multinomial distribution (sum of probabilities <= 0)"},
              gt(sum(weights, {-1}), 0));
}

// The first index whose running sum is not below a uniform number.
Tensor with_replacement(const Tensor& weights, int64_t count, const MaybeGenerator& generator) {
  const Tensor sums = cumsum(weights, -1);
  const Tensor shares = sums / sums.narrow(-1, sums.size(-1) - 1, 1);
  DimVector sizes(weights.sizes());
  sizes.back() = count;
  const ScalarType dtype = weights.is_cpu() ? kDouble : kFloat;
  const Tensor u = rand(sizes, generator, TensorOptions(dtype).device(weights.device()));
  const Tensor below = lt(shares.unsqueeze(-2).to(dtype), u.unsqueeze(-1));
  return clamp(sum(below, {-1}), std::nullopt, Scalar(weights.size(-1) - 1));
}

}  // namespace

Tensor multinomial(const Tensor& self, int64_t num_samples, bool replacement,
                   const GeneratorArg& generator) {
  impl_of(self, "multinomial");
  check(self.dim() > 0 && self.dim() <= 2, ErrorKind::shape, "prob_dist must be 1 or 2 dim");
  check(self.is_floating_point(), ErrorKind::dtype,
        "multinomial only supports floating-point dtypes for input, got: {}",
        toString(self.scalar_type()));
  check(num_samples > 0, ErrorKind::value, "cannot sample n_sample <= 0 samples");
  check(replacement || num_samples <= self.size(-1), ErrorKind::value,
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  const NoGradGuard no_grad;
  if (self.numel() == 0) {
    DimVector sizes(self.sizes());
    sizes.back() = num_samples;
    return empty(sizes, self.options().dtype(kLong));
  }
  check_weights(self);
  if (replacement && num_samples > 1) return with_replacement(self, num_samples, generator);
  // Of exponential numbers divided by the weights the least stands at index i with probability
  // proportional to weight i, so that the largest inverses are a sample.
  const Tensor q = empty_like(self);
  fill_exponential(q, 1, generator);
  const Tensor scores = self / q;
  if (num_samples == 1) return argmax(scores, -1, true);
  return std::get<1>(topk(scores, num_samples));
}

Tensor Tensor::multinomial(int64_t num_samples, bool replacement,
                           const std::optional<Generator>& generator) const {
  return pumice::multinomial(*this, num_samples, replacement, generator);
}

}  // namespace pumice
