// LayerNorm.
#pragma once

#include "pumice/nn/arg.h"
#include "pumice/nn/cloneable.h"

namespace pumice::nn {

struct LayerNormOptions {
  LayerNormOptions(std::vector<int64_t> normalized_shape)
      : normalized_shape_(std::move(normalized_shape)) {}
  PUMICE_ARG(std::vector<int64_t>, normalized_shape);
  PUMICE_ARG(double, eps) = 1e-5;
  PUMICE_ARG(bool, elementwise_affine) = true;
};

/// Normalises over the last normalized_shape.size() dims. Ba et al. 2016.
class LayerNormImpl : public Cloneable<LayerNormImpl> {
 public:
  LayerNormImpl(std::vector<int64_t> normalized_shape)
      : LayerNormImpl(LayerNormOptions(std::move(normalized_shape))) {}
  explicit LayerNormImpl(const LayerNormOptions& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LayerNormOptions options;
  Tensor weight, bias;  ///< normalized_shape, undefined unless elementwise_affine
};
PUMICE_MODULE(LayerNorm);

namespace functional {
struct LayerNormFuncOptions {
  LayerNormFuncOptions(std::vector<int64_t> normalized_shape)
      : normalized_shape_(std::move(normalized_shape)) {}
  PUMICE_ARG(std::vector<int64_t>, normalized_shape);
  PUMICE_ARG(Tensor, weight) = Tensor();
  PUMICE_ARG(Tensor, bias) = Tensor();
  PUMICE_ARG(double, eps) = 1e-5;
};
Tensor layer_norm(const Tensor& input, const LayerNormFuncOptions& options);
}  // namespace functional

}  // namespace pumice::nn
