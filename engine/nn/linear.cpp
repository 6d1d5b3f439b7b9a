// Linear, Identity and Flatten.
#include <pumice/factories.h>
#include <pumice/nn/init.h>
#include <pumice/nn/linear.h>

#include <cmath>
#include <ostream>

namespace pumice::nn {

LinearImpl::LinearImpl(const LinearOptions& options) : options(options) { reset(); }

void LinearImpl::reset() {
  weight = register_parameter("weight", empty({options.out_features(), options.in_features()}));
  bias = register_parameter("bias", options.bias() ? empty({options.out_features()}) : Tensor(),
                            options.bias());
  reset_parameters();
}

void LinearImpl::reset_parameters() {
  init::kaiming_uniform_(weight, std::sqrt(5.0));
  if (!bias.defined()) return;
  const auto fan_in = static_cast<double>(options.in_features());
  const double bound = fan_in > 0 ? 1 / std::sqrt(fan_in) : 0;
  init::uniform_(bias, -bound, bound);
}

void LinearImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "pumice::nn::Linear(in_features=" << options.in_features()
         << ", out_features=" << options.out_features() << ", bias=" << options.bias() << ")";
}

Tensor LinearImpl::forward(const Tensor& input) { return functional::linear(input, weight, bias); }

// PyTorch's function adds the bias by itself to what is no matrix, and does not look for tensors
// without dims; so its errors are.
Tensor functional::linear(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  const bool alone = bias.defined() && input.dim() != 2;
  const bool scalar = input.dim() == 0 || !weight.defined() || weight.dim() == 0;
  if (scalar && !alone && bias.defined()) return pumice::addmm(bias, input, weight.t());
  if (scalar && !alone) return pumice::matmul(input, weight.t());
  if (!alone) return pumice::linear(input, weight, bias);
  const bool fits = weight.dim() == 2 && bias.dim() == 1 && bias.size(0) == weight.size(0) &&
                    input.dim() > 0 && input.size(-1) == weight.size(1) &&
                    input.scalar_type() == weight.scalar_type() &&
                    bias.scalar_type() == weight.scalar_type();
  if (fits) return pumice::linear(input, weight, bias);
  return pumice::matmul(input, weight.t()).add_(bias);
}

void IdentityImpl::pretty_print(std::ostream& stream) const { stream << "pumice::nn::Identity()"; }

void FlattenImpl::pretty_print(std::ostream& stream) const {
  stream << "pumice::nn::Flatten(start_dim=" << options.start_dim()
         << ", end_dim=" << options.end_dim() << ")";
}

Tensor FlattenImpl::forward(const Tensor& input) {
  return input.flatten(options.start_dim(), options.end_dim());
}

}  // namespace pumice::nn
