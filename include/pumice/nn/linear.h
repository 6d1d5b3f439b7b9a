// Linear, Identity and Flatten.
#pragma once

#include "pumice/nn/arg.h"
#include "pumice/nn/cloneable.h"
#include "pumice/ops/linalg.h"

namespace pumice::nn {

struct LinearOptions {
  LinearOptions(int64_t in_features, int64_t out_features)
      : in_features_(in_features), out_features_(out_features) {}
  PUMICE_ARG(int64_t, in_features);
  PUMICE_ARG(int64_t, out_features);
  PUMICE_ARG(bool, bias) = true;
};

/// x W^T + b: (*, in_features) -> (*, out_features).
class LinearImpl : public Cloneable<LinearImpl> {
 public:
  LinearImpl(int64_t in_features, int64_t out_features)
      : LinearImpl(LinearOptions(in_features, out_features)) {}
  explicit LinearImpl(const LinearOptions& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LinearOptions options;
  Tensor weight;  ///< (out_features, in_features)
  Tensor bias;    ///< (out_features)
};
PUMICE_MODULE(Linear);

/// Returns its input.
class IdentityImpl : public Cloneable<IdentityImpl> {
 public:
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return input; }
};
PUMICE_MODULE(Identity);

struct FlattenOptions {
  PUMICE_ARG(int64_t, start_dim) = 1;
  PUMICE_ARG(int64_t, end_dim) = -1;
};

/// Joins the dims start_dim to end_dim; all but the first by default.
class FlattenImpl : public Cloneable<FlattenImpl> {
 public:
  explicit FlattenImpl(const FlattenOptions& options = {}) : options(options) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  FlattenOptions options;
};
PUMICE_MODULE(Flatten);

namespace functional {
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {});
}  // namespace functional

}  // namespace pumice::nn
