// BatchNorm2d.
#pragma once

#include "pumice/nn/arg.h"
#include "pumice/nn/cloneable.h"

namespace pumice::nn {

struct BatchNormOptions {
  BatchNormOptions(int64_t num_features) : num_features_(num_features) {}
  PUMICE_ARG(int64_t, num_features);
  PUMICE_ARG(double, eps) = 1e-5;
  /// Without a momentum the running statistics are averages over all batches, which reads the count
  /// of batches on the host in every training step.
  PUMICE_ARG(std::optional<double>, momentum) = 0.1;
  PUMICE_ARG(bool, affine) = true;
  PUMICE_ARG(bool, track_running_stats) = true;
};
using BatchNorm2dOptions = BatchNormOptions;

/// Normalises each channel of (N, C, H, W); shape error for other ranks. Ioffe and Szegedy 2015.
class BatchNorm2dImpl : public Cloneable<BatchNorm2dImpl> {
 public:
  BatchNorm2dImpl(int64_t num_features) : BatchNorm2dImpl(BatchNormOptions(num_features)) {}
  explicit BatchNorm2dImpl(const BatchNormOptions& options);
  void reset() override;
  void reset_parameters();
  void reset_running_stats();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  BatchNormOptions options;
  Tensor weight, bias;               ///< (C), undefined unless affine
  Tensor running_mean, running_var;  ///< (C), undefined unless track_running_stats
  Tensor num_batches_tracked;        ///< 0-dim int64
};
PUMICE_MODULE(BatchNorm2d);

namespace functional {
struct BatchNormFuncOptions {
  PUMICE_ARG(Tensor, weight) = Tensor();
  PUMICE_ARG(Tensor, bias) = Tensor();
  PUMICE_ARG(bool, training) = false;
  PUMICE_ARG(double, momentum) = 0.1;
  PUMICE_ARG(double, eps) = 1e-5;
};
Tensor batch_norm(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                  const BatchNormFuncOptions& options = {});
}  // namespace functional

}  // namespace pumice::nn
