// CrossEntropyLoss and MSELoss.
#include <pumice/nn/loss.h>
#include <pumice/ops/rearrange.h>
#include <pumice/warnings.h>

#include <ostream>
#include <sstream>
#include <string>

namespace pumice::nn {

CrossEntropyLossImpl::CrossEntropyLossImpl(CrossEntropyLossOptions options)
    : options(std::move(options)) {
  reset();
}

void CrossEntropyLossImpl::reset() { weight = register_buffer("weight", options.weight()); }

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

// PyTorch's function has errors of its own before the operator's.
Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossFuncOptions& options) {
  if (input.dim() < 2)
    throw Error(ErrorKind::shape, "nll_loss: Expected 2 or more dimensions (got " +
                                      std::to_string(input.dim()) + ")");
  const int64_t batch = target.dim() > 0 ? target.size(0) : 0;
  if (batch != input.size(0))
    throw Error(ErrorKind::shape,
                "nll_loss: Expected input batch_size (" + std::to_string(input.size(0)) +
                    ") to match target batch_size (" + std::to_string(batch) + ").");
  return pumice::nll_loss(input, target, options.weight(),
                          enumtype::reduction_get_enum(options.reduction()),
                          options.ignore_index());
}

Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& options) {
  const int64_t reduction = enumtype::reduction_get_enum(options.reduction());
  if (input.sizes() == target.sizes()) return pumice::mse_loss(input, target, reduction);
  std::ostringstream text;
  text << "Using a target size (" << target.sizes() << ") that is different to the input size ("
       << input.sizes()
       << "). This will likely lead to incorrect results due to broadcasting. Please ensure they "
          "have the same size.";
  warn(Warning(UserWarning(), {__func__, __FILE__, __LINE__}, text.str(), false));
  if (!input.defined() || !target.defined()) return pumice::mse_loss(input, target, reduction);
  const std::vector<Tensor> both = broadcast_tensors({input, target});
  return pumice::mse_loss(both[0], both[1], reduction);
}

}  // namespace functional
}  // namespace pumice::nn
