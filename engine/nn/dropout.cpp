// Dropout.
#include <pumice/nn/dropout.h>
#include <pumice/ops/random.h>

#include <ostream>
#include <sstream>

namespace pumice::nn {
namespace {

void check_probability(double p) {
  if (p >= 0 && p <= 1) return;
  std::ostringstream message;
  message << "dropout probability has to be between 0 and 1, but got " << p;
  throw Error(ErrorKind::value, message.str());
}

}  // namespace

DropoutImpl::DropoutImpl(const DropoutOptions& options) : options(options) { reset(); }

void DropoutImpl::reset() { check_probability(options.p()); }

void DropoutImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "pumice::nn::Dropout(p=" << options.p()
         << ", inplace=" << options.inplace() << ")";
}

Tensor DropoutImpl::forward(const Tensor& input) {
  return functional::dropout(input, functional::DropoutFuncOptions()
                                        .p(options.p())
                                        .training(is_training())
                                        .inplace(options.inplace()));
}

Tensor functional::dropout(const Tensor& input, const DropoutFuncOptions& options) {
  check_probability(options.p());
  if (!options.training()) return input;
  const Tensor result = pumice::dropout(input, options.p(), true);
  return options.inplace() ? input.copy_(result) : result;
}

}  // namespace pumice::nn
