// ReLU and GELU.
#include <pumice/nn/activation.h>
#include <pumice/ops/elementwise.h>
#include <pumice/ops/softmax.h>

#include <ostream>

namespace pumice::nn {

void ReLUImpl::pretty_print(std::ostream& stream) const {
  stream << "pumice::nn::ReLU(" << (options.inplace() ? "inplace=true" : "") << ")";
}

Tensor ReLUImpl::forward(const Tensor& input) { return functional::relu(input, options); }

void GELUImpl::pretty_print(std::ostream& stream) const {
  stream << "pumice::nn::GELU(";
  if (options.approximate() != "none") stream << "approximate=" << options.approximate();
  stream << ")";
}

Tensor GELUImpl::forward(const Tensor& input) { return functional::gelu(input, options); }

namespace functional {

Tensor relu(const Tensor& input, const ReLUFuncOptions& options) {
  return options.inplace() ? input.relu_() : input.relu();
}

Tensor gelu(const Tensor& input, const GELUFuncOptions& options) {
  return pumice::gelu(input, options.approximate());
}

Tensor softmax(const Tensor& input, const SoftmaxFuncOptions& options) {
  return pumice::softmax(input, options.dim(), options.dtype());
}

Tensor log_softmax(const Tensor& input, const LogSoftmaxFuncOptions& options) {
  return pumice::log_softmax(input, options.dim(), options.dtype());
}

}  // namespace functional
}  // namespace pumice::nn
