// CrossEntropyLoss and MSELoss.
#pragma once

#include "pumice/nn/arg.h"
#include "pumice/nn/cloneable.h"
#include "pumice/nn/enum.h"

namespace pumice::nn {

struct CrossEntropyLossOptions {
  /// Weight of each class, (C).
  PUMICE_ARG(Tensor, weight) = Tensor();
  PUMICE_ARG(int64_t, ignore_index) = -100;
  PUMICE_ARG(enumtype::reduction_t, reduction) = kMean;
  PUMICE_ARG(double, label_smoothing) = 0.0;
};

/// Logits (N, C, d...) or (C) against int64 classes (N, d...) or (), or probabilities of the
/// logits' shape.
class CrossEntropyLossImpl : public Cloneable<CrossEntropyLossImpl> {
 public:
  explicit CrossEntropyLossImpl(CrossEntropyLossOptions options = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);

  CrossEntropyLossOptions options;
  Tensor weight;
};
PUMICE_MODULE(CrossEntropyLoss);

struct MSELossOptions {
  MSELossOptions(enumtype::reduction_t reduction = kMean) : reduction_(reduction) {}
  PUMICE_ARG(enumtype::reduction_t, reduction);
};

/// Squared difference: (*), (*) -> (), or (*) unreduced.
class MSELossImpl : public Cloneable<MSELossImpl> {
 public:
  explicit MSELossImpl(const MSELossOptions& options = {}) : options(options) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& target);

  MSELossOptions options;
};
PUMICE_MODULE(MSELoss);

namespace functional {
using CrossEntropyFuncOptions = CrossEntropyLossOptions;
using MSELossFuncOptions = MSELossOptions;
struct NLLLossFuncOptions {
  PUMICE_ARG(Tensor, weight) = Tensor();
  PUMICE_ARG(int64_t, ignore_index) = -100;
  PUMICE_ARG(enumtype::reduction_t, reduction) = kMean;
};
Tensor cross_entropy(const Tensor& input, const Tensor& target,
                     const CrossEntropyFuncOptions& options = {});
Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossFuncOptions& options = {});
Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& options = {});
}  // namespace functional

}  // namespace pumice::nn
