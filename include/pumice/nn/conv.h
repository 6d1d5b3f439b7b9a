// Conv2d.
#pragma once

#include "pumice/nn/arg.h"
#include "pumice/nn/cloneable.h"
#include "pumice/nn/expanding_array.h"

namespace pumice::nn {

template <size_t D>
struct ConvOptions {
  ConvOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  PUMICE_ARG(int64_t, in_channels);
  PUMICE_ARG(int64_t, out_channels);
  PUMICE_ARG(ExpandingArray<D>, kernel_size);
  PUMICE_ARG(ExpandingArray<D>, stride) = 1;
  PUMICE_ARG(ExpandingArray<D>, padding) = 0;
  PUMICE_ARG(ExpandingArray<D>, dilation) = 1;
  PUMICE_ARG(int64_t, groups) = 1;
  PUMICE_ARG(bool, bias) = true;
};
using Conv2dOptions = ConvOptions<2>;

/// Cross-correlation: (N, C, H, W) or (C, H, W).
class Conv2dImpl : public Cloneable<Conv2dImpl> {
 public:
  Conv2dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<2> kernel_size)
      : Conv2dImpl(Conv2dOptions(in_channels, out_channels, kernel_size)) {}
  /// value error where groups do not divide the channels.
  explicit Conv2dImpl(const Conv2dOptions& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  Conv2dOptions options;
  Tensor weight;  ///< (out_channels, in_channels / groups, kH, kW)
  Tensor bias;    ///< (out_channels)
};
PUMICE_MODULE(Conv2d);

namespace functional {
struct Conv2dFuncOptions {
  PUMICE_ARG(Tensor, bias) = Tensor();
  PUMICE_ARG(ExpandingArray<2>, stride) = 1;
  PUMICE_ARG(ExpandingArray<2>, padding) = 0;
  PUMICE_ARG(ExpandingArray<2>, dilation) = 1;
  PUMICE_ARG(int64_t, groups) = 1;
};
Tensor conv2d(const Tensor& input, const Tensor& weight, const Conv2dFuncOptions& options = {});
}  // namespace functional

}  // namespace pumice::nn
