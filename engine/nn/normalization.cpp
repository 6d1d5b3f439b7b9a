// LayerNorm.
#include <pumice/factories.h>
#include <pumice/nn/init.h>
#include <pumice/nn/normalization.h>
#include <pumice/ops/norm.h>

#include <ostream>

namespace pumice::nn {

LayerNormImpl::LayerNormImpl(const LayerNormOptions& options) : options(options) { reset(); }

void LayerNormImpl::reset() {
  const bool affine = options.elementwise_affine();
  weight = register_parameter(
      "weight", affine ? pumice::empty(options.normalized_shape()) : Tensor(), affine);
  bias = register_parameter("bias", affine ? pumice::empty(options.normalized_shape()) : Tensor(),
                            affine);
  reset_parameters();
}

void LayerNormImpl::reset_parameters() {
  if (!weight.defined()) return;
  init::ones_(weight);
  init::zeros_(bias);
}

void LayerNormImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "pumice::nn::LayerNorm([";
  const char* between = "";
  for (const int64_t size : options.normalized_shape()) {
    stream << between << size;
    between = ", ";
  }
  stream << "], eps=" << options.eps() << ", elementwise_affine=" << options.elementwise_affine()
         << ")";
}

Tensor LayerNormImpl::forward(const Tensor& input) {
  return pumice::layer_norm(input, options.normalized_shape(), weight, bias, options.eps());
}

Tensor functional::layer_norm(const Tensor& input, const LayerNormFuncOptions& options) {
  return pumice::layer_norm(input, options.normalized_shape(), options.weight(), options.bias(),
                            options.eps());
}

}  // namespace pumice::nn
