// Conv2d.
#include <pumice/factories.h>
#include <pumice/nn/conv.h>
#include <pumice/nn/init.h>
#include <pumice/ops/conv.h>

#include <cmath>
#include <ostream>

namespace pumice::nn {

Conv2dImpl::Conv2dImpl(const Conv2dOptions& options) : options(options) { reset(); }

void Conv2dImpl::reset() {
  const int64_t groups = options.groups();
  if (groups <= 0 || options.in_channels() <= 0 || options.out_channels() <= 0)
    throw Error(ErrorKind::value,
                "in_channels, groups and out_channels must be a positive integer.");
  if (options.in_channels() % groups != 0)
    throw Error(ErrorKind::value, "in_channels must be divisible by groups");
  if (options.out_channels() % groups != 0)
    throw Error(ErrorKind::value, "out_channels must be divisible by groups");
  const auto& kernel = options.kernel_size();
  weight = register_parameter(
      "weight",
      empty({options.out_channels(), options.in_channels() / groups, kernel[0], kernel[1]}));
  bias = register_parameter("bias", options.bias() ? empty({options.out_channels()}) : Tensor(),
                            options.bias());
  reset_parameters();
}

void Conv2dImpl::reset_parameters() {
  init::kaiming_uniform_(weight, std::sqrt(5.0));
  if (!bias.defined()) return;
  const auto fan_in = static_cast<double>(init::calculate_fan_in_and_fan_out(weight).first);
  const double bound = fan_in > 0 ? 1 / std::sqrt(fan_in) : 0;
  init::uniform_(bias, -bound, bound);
}

void Conv2dImpl::pretty_print(std::ostream& stream) const {
  stream << "pumice::nn::Conv2d(" << options.in_channels() << ", " << options.out_channels()
         << ", kernel_size=" << options.kernel_size() << ", stride=" << options.stride();
  if (options.padding() != ExpandingArray<2>(0)) stream << ", padding=" << options.padding();
  if (options.dilation() != ExpandingArray<2>(1)) stream << ", dilation=" << options.dilation();
  if (options.groups() != 1) stream << ", groups=" << options.groups();
  if (!options.bias()) stream << ", bias=false";
  stream << ")";
}

Tensor Conv2dImpl::forward(const Tensor& input) {
  return pumice::conv2d(input, weight, bias, options.stride(), options.padding(),
                        options.dilation(), options.groups());
}

Tensor functional::conv2d(const Tensor& input, const Tensor& weight,
                          const Conv2dFuncOptions& options) {
  return pumice::conv2d(input, weight, options.bias(), options.stride(), options.padding(),
                        options.dilation(), options.groups());
}

}  // namespace pumice::nn
