// SGD: stochastic gradient descent with momentum.
#pragma once

#include "pumice/optim/optimizer.h"

namespace pumice::optim {

/// torch.optim.SGD's options.
class SGDOptions : public OptimizerCloneableOptions<SGDOptions> {
 public:
  SGDOptions(double lr = 1e-3) : lr_(lr) {}
  void check() const override;
  template <class F>
  void each(F&& f) {
    f("lr", lr_);
    f("momentum", momentum_);
    f("dampening", dampening_);
    f("weight_decay", weight_decay_);
    f("nesterov", nesterov_);
  }
  PUMICE_ARG(LiveScalar, lr);
  PUMICE_ARG(double, momentum) = 0;
  PUMICE_ARG(double, dampening) = 0;
  PUMICE_ARG(double, weight_decay) = 0;
  PUMICE_ARG(bool, nesterov) = false;
};

class SGDParamState : public OptimizerParamState {
 public:
  PUMICE_ARG(Tensor, momentum_buffer);

 public:
  std::vector<std::pair<std::string, Tensor*>> tensors() override {
    return {{"momentum_buffer", &momentum_buffer_}};
  }
};

/// torch.optim.SGD.
class SGD : public Optimizer {
 public:
  explicit SGD(const std::vector<OptimizerParamGroup>& groups, const SGDOptions& defaults = {});
  explicit SGD(std::vector<Tensor> params, const SGDOptions& defaults = {})
      : SGD(std::vector<OptimizerParamGroup>{std::move(params)}, defaults) {}
  const char* name() const override { return "SGD"; }

 protected:
  std::unique_ptr<OptimizerParamState> make_state() const override;
  bool needs(const std::string& tensor, const OptimizerOptions& options) const override;
  void step_one(const Tensor& param, const Tensor& grad, OptimizerParamState& state,
                OptimizerOptions& options) override;
};

}  // namespace pumice::optim
