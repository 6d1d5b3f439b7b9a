// BatchNorm2d.
#include <pumice/autograd.h>
#include <pumice/factories.h>
#include <pumice/nn/batchnorm.h>
#include <pumice/nn/init.h>
#include <pumice/ops/norm.h>

#include <ostream>
#include <sstream>

namespace pumice::nn {

BatchNorm2dImpl::BatchNorm2dImpl(const BatchNormOptions& options) : options(options) { reset(); }

void BatchNorm2dImpl::reset() {
  const int64_t channels = options.num_features();
  const bool affine = options.affine(), track = options.track_running_stats();
  weight = register_parameter("weight", affine ? empty({channels}) : Tensor(), affine);
  bias = register_parameter("bias", affine ? empty({channels}) : Tensor(), affine);
  running_mean = register_buffer("running_mean", track ? zeros({channels}) : Tensor());
  running_var = register_buffer("running_var", track ? ones({channels}) : Tensor());
  num_batches_tracked = register_buffer("num_batches_tracked", track ? zeros({}, kLong) : Tensor());
  reset_parameters();
}

void BatchNorm2dImpl::reset_running_stats() {
  if (!running_mean.defined()) return;
  init::zeros_(running_mean);
  init::ones_(running_var);
  init::zeros_(num_batches_tracked);
}

void BatchNorm2dImpl::reset_parameters() {
  reset_running_stats();
  if (!weight.defined()) return;
  init::ones_(weight);
  init::zeros_(bias);
}

void BatchNorm2dImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "pumice::nn::BatchNorm2d(" << options.num_features()
         << ", eps=" << options.eps() << ", momentum=";
  if (options.momentum()) {
    stream << *options.momentum();
  } else {
    stream << "none";
  }
  stream << ", affine=" << options.affine()
         << ", track_running_stats=" << options.track_running_stats() << ")";
}

namespace {

// The operator takes single values, whose variance is NaN; modules and functions do not.
void check_values_per_channel(const Tensor& input) {
  if (!input.defined() || input.dim() < 2) return;
  int64_t values = input.size(0);
  for (int64_t d = 2; d < input.dim(); ++d) values *= input.size(d);
  if (values != 1) return;
  std::ostringstream sizes;
  sizes << input.sizes();
  throw Error(ErrorKind::value,
              "batch_norm: Expected more than 1 value per channel when training, got input size " +
                  sizes.str());
}

}  // namespace

Tensor BatchNorm2dImpl::forward(const Tensor& input) {
  if (input.dim() != 4)
    throw Error(ErrorKind::shape,
                "expected 4D input (got " + std::to_string(input.dim()) + "D input)");
  double momentum = options.momentum().value_or(0);
  if (is_training() && num_batches_tracked.defined()) {
    const NoGradGuard no_grad;
    num_batches_tracked.add_(1);
    if (!options.momentum()) momentum = 1 / num_batches_tracked.item<double>();
  }
  const bool training = is_training() || !running_mean.defined();
  if (training) check_values_per_channel(input);
  return pumice::batch_norm(input, weight, bias, running_mean, running_var, training, momentum,
                            options.eps());
}

Tensor functional::batch_norm(const Tensor& input, const Tensor& running_mean,
                              const Tensor& running_var, const BatchNormFuncOptions& options) {
  if (input.dim() < 2)
    throw Error(ErrorKind::shape, "batch_norm: Expected at least 2 input dimensions, but got " +
                                      std::to_string(input.dim()));
  if (options.training()) check_values_per_channel(input);
  return pumice::batch_norm(input, options.weight(), options.bias(), running_mean, running_var,
                            options.training(), options.momentum(), options.eps());
}

}  // namespace pumice::nn
