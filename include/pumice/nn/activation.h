// ReLU and GELU.
#pragma once

#include "pumice/nn/arg.h"
#include "pumice/nn/cloneable.h"

namespace pumice::nn {

struct ReLUOptions {
  ReLUOptions(bool inplace = false) : inplace_(inplace) {}
  PUMICE_ARG(bool, inplace);
};

/// max(0, x): (*) -> (*).
class ReLUImpl : public Cloneable<ReLUImpl> {
 public:
  explicit ReLUImpl(const ReLUOptions& options = {}) : options(options) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ReLUOptions options;
};
PUMICE_MODULE(ReLU);

struct GELUOptions {
  /// "none" (erf) or "tanh".
  PUMICE_ARG(std::string, approximate) = "none";
};

/// x times the normal distribution's cumulative function: (*) -> (*). Hendrycks and Gimpel 2016.
class GELUImpl : public Cloneable<GELUImpl> {
 public:
  explicit GELUImpl(GELUOptions options = {}) : options(std::move(options)) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  GELUOptions options;
};
PUMICE_MODULE(GELU);

namespace functional {
using ReLUFuncOptions = ReLUOptions;
using GELUFuncOptions = GELUOptions;
struct SoftmaxFuncOptions {
  SoftmaxFuncOptions(int64_t dim) : dim_(dim) {}
  PUMICE_ARG(int64_t, dim);
  PUMICE_ARG(std::optional<ScalarType>, dtype) = std::nullopt;
};
using LogSoftmaxFuncOptions = SoftmaxFuncOptions;

Tensor relu(const Tensor& input, const ReLUFuncOptions& options = {});
Tensor gelu(const Tensor& input, const GELUFuncOptions& options = {});
Tensor softmax(const Tensor& input, const SoftmaxFuncOptions& options);
Tensor log_softmax(const Tensor& input, const LogSoftmaxFuncOptions& options);
}  // namespace functional

}  // namespace pumice::nn
