// SGD.
#include <pumice/ops/optim.h>
#include <pumice/optim/sgd.h>

#include "optim/check.h"

namespace pumice::optim {

void SGDOptions::check() const {
  check_option(lr() >= 0, "learning rate", lr());
  check_option(momentum() >= 0, "momentum value", momentum());
  check_option(weight_decay() >= 0, "weight_decay value", weight_decay());
  if (nesterov() && (momentum() <= 0 || dampening() != 0))
    throw Error(ErrorKind::value, "Nesterov momentum requires a momentum and zero dampening");
}

SGD::SGD(const std::vector<OptimizerParamGroup>& groups, const SGDOptions& defaults)
    : Optimizer(defaults.clone()) {
  add_param_groups(groups);
}

std::unique_ptr<OptimizerParamState> SGD::make_state() const {
  return std::make_unique<SGDParamState>();
}

bool SGD::needs(const std::string&, const OptimizerOptions& options) const {
  return static_cast<const SGDOptions&>(options).momentum() != 0;
}

void SGD::step_one(const Tensor& param, const Tensor& grad, OptimizerParamState& state,
                   OptimizerOptions& options) {
  auto& own = static_cast<SGDOptions&>(options);
  sgd_step_(param, grad, static_cast<SGDParamState&>(state).momentum_buffer(), own.lr().on(param),
            state.step(), own.momentum(), own.dampening(), own.weight_decay(), own.nesterov());
}

}  // namespace pumice::optim
