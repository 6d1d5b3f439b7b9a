// Dropout.
#pragma once

#include "pumice/nn/arg.h"
#include "pumice/nn/cloneable.h"

namespace pumice::nn {

struct DropoutOptions {
  DropoutOptions(double p = 0.5) : p_(p) {}
  PUMICE_ARG(double, p);
  PUMICE_ARG(bool, inplace) = false;
};

/// In training, zeroes elements with probability p and scales the rest by 1 / (1 - p).
/// Srivastava et al. 2014.
class DropoutImpl : public Cloneable<DropoutImpl> {
 public:
  explicit DropoutImpl(double p) : DropoutImpl(DropoutOptions(p)) {}
  /// value error unless p is in [0, 1].
  explicit DropoutImpl(const DropoutOptions& options = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  DropoutOptions options;
};
PUMICE_MODULE(Dropout);

namespace functional {
struct DropoutFuncOptions {
  PUMICE_ARG(double, p) = 0.5;
  PUMICE_ARG(bool, training) = false;
  PUMICE_ARG(bool, inplace) = false;
};
Tensor dropout(const Tensor& input, const DropoutFuncOptions& options = {});
}  // namespace functional

}  // namespace pumice::nn
