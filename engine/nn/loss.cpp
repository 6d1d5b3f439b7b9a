// CrossEntropyLoss and MSELoss.
#include <pumice/nn/loss.h>

#include <ostream>

namespace pumice::nn {

CrossEntropyLossImpl::CrossEntropyLossImpl(CrossEntropyLossOptions options)
    : options(std::move(options)) {
  reset();
}

void CrossEntropyLossImpl::reset() {
  if (options.label_smoothing() < 0 || options.label_smoothing() > 1)
    throw Error(ErrorKind::value, "label_smoothing must be between 0.0 and 1.0");
  weight = register_buffer("weight", options.weight());
}

void CrossEntropyLossImpl::pretty_print(std::ostream& stream) const {
  stream << "pumice::nn::CrossEntropyLoss()";
}

Tensor CrossEntropyLossImpl::forward(const Tensor& input, const Tensor& target) {
  return cross_entropy_loss(input, target, weight,
                            enumtype::reduction_get_enum(options.reduction()),
                            options.ignore_index(), options.label_smoothing());
}

void MSELossImpl::pretty_print(std::ostream& stream) const { stream << "pumice::nn::MSELoss()"; }

Tensor MSELossImpl::forward(const Tensor& input, const Tensor& target) {
  return functional::mse_loss(input, target, options);
}

namespace functional {

Tensor cross_entropy(const Tensor& input, const Tensor& target,
                     const CrossEntropyFuncOptions& options) {
  return cross_entropy_loss(input, target, options.weight(),
                            enumtype::reduction_get_enum(options.reduction()),
                            options.ignore_index(), options.label_smoothing());
}

Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossFuncOptions& options) {
  return pumice::nll_loss(input, target, options.weight(),
                          enumtype::reduction_get_enum(options.reduction()),
                          options.ignore_index());
}

Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& options) {
  return pumice::mse_loss(input, target, enumtype::reduction_get_enum(options.reduction()));
}

}  // namespace functional
}  // namespace pumice::nn
