// Adam and AdamW.
#include <pumice/ops/optim.h>
#include <pumice/optim/adam.h>

#include <type_traits>

#include "optim/check.h"

namespace pumice::optim {
namespace {

template <class Options>
void check_options(const Options& options) {
  const auto [beta1, beta2] = options.betas();
  check_option(options.lr() >= 0, "learning rate", options.lr());
  check_option(options.eps() >= 0, "epsilon value", options.eps());
  check_option(beta1 >= 0 && beta1 < 1, "beta parameter at index 0", beta1);
  check_option(beta2 >= 0 && beta2 < 1, "beta parameter at index 1", beta2);
  check_option(options.weight_decay() >= 0, "weight_decay value", options.weight_decay());
}

}  // namespace

void AdamOptions::check() const { check_options(*this); }
void AdamWOptions::check() const { check_options(*this); }

template <class Options>
AdamBase<Options>::AdamBase(const std::vector<OptimizerParamGroup>& groups, const Options& defaults)
    : Optimizer(defaults.clone()) {
  add_param_groups(groups);
}

template <class Options>
std::unique_ptr<OptimizerParamState> AdamBase<Options>::make_state() const {
  return std::make_unique<AdamParamState>();
}

template <class Options>
bool AdamBase<Options>::needs(const std::string& tensor, const OptimizerOptions& options) const {
  return tensor != "max_exp_avg_sq" || static_cast<const Options&>(options).amsgrad();
}

template <class Options>
void AdamBase<Options>::step_one(const Tensor& param, const Tensor& grad,
                                 OptimizerParamState& state, OptimizerOptions& options) {
  auto& own = static_cast<Options&>(options);
  auto& moments = static_cast<AdamParamState&>(state);
  const auto [beta1, beta2] = own.betas();
  adam_step_(param, grad, moments.exp_avg(), moments.exp_avg_sq(), moments.max_exp_avg_sq(),
             own.lr().on(param), state.step(), beta1, beta2, own.eps(), own.weight_decay(),
             std::is_same_v<Options, AdamWOptions>);
}

template class AdamBase<AdamOptions>;
template class AdamBase<AdamWOptions>;

}  // namespace pumice::optim
