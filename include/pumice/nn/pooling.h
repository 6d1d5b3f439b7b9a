// MaxPool2d and AvgPool2d.
#pragma once

#include "pumice/nn/arg.h"
#include "pumice/nn/cloneable.h"
#include "pumice/nn/expanding_array.h"

namespace pumice::nn {

template <size_t D>
struct MaxPoolOptions {
  MaxPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  PUMICE_ARG(ExpandingArray<D>, kernel_size);
  PUMICE_ARG(ExpandingArray<D>, stride);
  PUMICE_ARG(ExpandingArray<D>, padding) = 0;
  PUMICE_ARG(ExpandingArray<D>, dilation) = 1;
  PUMICE_ARG(bool, ceil_mode) = false;
};
using MaxPool2dOptions = MaxPoolOptions<2>;

/// Maximum of each window: (N, C, H, W) or (C, H, W).
class MaxPool2dImpl : public Cloneable<MaxPool2dImpl> {
 public:
  MaxPool2dImpl(ExpandingArray<2> kernel_size) : MaxPool2dImpl(MaxPool2dOptions(kernel_size)) {}
  explicit MaxPool2dImpl(const MaxPool2dOptions& options) : options(options) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  MaxPool2dOptions options;
};
PUMICE_MODULE(MaxPool2d);

template <size_t D>
struct AvgPoolOptions {
  AvgPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  PUMICE_ARG(ExpandingArray<D>, kernel_size);
  PUMICE_ARG(ExpandingArray<D>, stride);
  PUMICE_ARG(ExpandingArray<D>, padding) = 0;
  PUMICE_ARG(bool, ceil_mode) = false;
  PUMICE_ARG(bool, count_include_pad) = true;
  PUMICE_ARG(std::optional<int64_t>, divisor_override) = std::nullopt;
};
using AvgPool2dOptions = AvgPoolOptions<2>;

/// Mean of each window: (N, C, H, W) or (C, H, W).
class AvgPool2dImpl : public Cloneable<AvgPool2dImpl> {
 public:
  AvgPool2dImpl(ExpandingArray<2> kernel_size) : AvgPool2dImpl(AvgPool2dOptions(kernel_size)) {}
  explicit AvgPool2dImpl(const AvgPool2dOptions& options) : options(options) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  AvgPool2dOptions options;
};
PUMICE_MODULE(AvgPool2d);

namespace functional {
using MaxPool2dFuncOptions = MaxPool2dOptions;
using AvgPool2dFuncOptions = AvgPool2dOptions;
Tensor max_pool2d(const Tensor& input, const MaxPool2dFuncOptions& options);
Tensor avg_pool2d(const Tensor& input, const AvgPool2dFuncOptions& options);
}  // namespace functional

}  // namespace pumice::nn
