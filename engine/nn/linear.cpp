// Linear, Identity and Flatten.
#include <pumice/factories.h>
#include <pumice/nn/init.h>
#include <pumice/nn/linear.h>

#include <cmath>
#include <ostream>

namespace pumice::nn {

LinearImpl::LinearImpl(const LinearOptions& options) : options(options) { reset(); }

void LinearImpl::reset() {
  if (options.in_features() < 0 || options.out_features() < 0)
    throw Error(ErrorKind::value, "Linear: in_features and out_features must not be negative");
  weight = register_parameter("weight", empty({options.out_features(), options.in_features()}));
  bias = register_parameter("bias", options.bias() ? empty({options.out_features()}) : Tensor());
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

Tensor LinearImpl::forward(const Tensor& input) { return pumice::linear(input, weight, bias); }

void IdentityImpl::pretty_print(std::ostream& stream) const { stream << "pumice::nn::Identity()"; }

void FlattenImpl::pretty_print(std::ostream& stream) const {
  stream << "pumice::nn::Flatten(start_dim=" << options.start_dim()
         << ", end_dim=" << options.end_dim() << ")";
}

Tensor FlattenImpl::forward(const Tensor& input) {
  return input.flatten(options.start_dim(), options.end_dim());
}

}  // namespace pumice::nn
