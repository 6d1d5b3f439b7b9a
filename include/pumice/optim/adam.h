// Adam and AdamW.
#pragma once

#include <tuple>

#include "pumice/optim/optimizer.h"

namespace pumice::optim {

/// torch.optim.Adam's options.
class AdamOptions : public OptimizerCloneableOptions<AdamOptions> {
 public:
  AdamOptions(double lr = 1e-3) : lr_(lr) {}
  void check() const override;
  template <class F>
  void each(F&& f) {
    f("lr", lr_);
    f("beta1", std::get<0>(betas_));
    f("beta2", std::get<1>(betas_));
    f("eps", eps_);
    f("weight_decay", weight_decay_);
    f("amsgrad", amsgrad_);
  }
  using betas_t = std::tuple<double, double>;
  PUMICE_ARG(LiveScalar, lr);
  PUMICE_ARG(betas_t, betas) = {0.9, 0.999};
  PUMICE_ARG(double, eps) = 1e-8;
  PUMICE_ARG(double, weight_decay) = 0;
  PUMICE_ARG(bool, amsgrad) = false;
};

/// torch.optim.AdamW's options.
class AdamWOptions : public OptimizerCloneableOptions<AdamWOptions> {
 public:
  AdamWOptions(double lr = 1e-3) : lr_(lr) {}
  void check() const override;
  template <class F>
  void each(F&& f) {
    f("lr", lr_);
    f("beta1", std::get<0>(betas_));
    f("beta2", std::get<1>(betas_));
    f("eps", eps_);
    f("weight_decay", weight_decay_);
    f("amsgrad", amsgrad_);
  }
  using betas_t = std::tuple<double, double>;
  PUMICE_ARG(LiveScalar, lr);
  PUMICE_ARG(betas_t, betas) = {0.9, 0.999};
  PUMICE_ARG(double, eps) = 1e-8;
  PUMICE_ARG(double, weight_decay) = 1e-2;
  PUMICE_ARG(bool, amsgrad) = false;
};

class AdamParamState : public OptimizerParamState {
 public:
  PUMICE_ARG(Tensor, exp_avg);
  PUMICE_ARG(Tensor, exp_avg_sq);
  PUMICE_ARG(Tensor, max_exp_avg_sq);

 public:
  std::vector<std::pair<std::string, Tensor*>> tensors() override {
    return {
        {"exp_avg", &exp_avg_}, {"exp_avg_sq", &exp_avg_sq_}, {"max_exp_avg_sq", &max_exp_avg_sq_}};
  }
};
using AdamWParamState = AdamParamState;

/// What Adam and AdamW share.
template <class Options>
class AdamBase : public Optimizer {
 public:
  explicit AdamBase(const std::vector<OptimizerParamGroup>& groups, const Options& defaults = {});
  explicit AdamBase(std::vector<Tensor> params, const Options& defaults = {})
      : AdamBase(std::vector<OptimizerParamGroup>{std::move(params)}, defaults) {}

 protected:
  std::unique_ptr<OptimizerParamState> make_state() const override;
  bool needs(const std::string& tensor, const OptimizerOptions& options) const override;
  void step_one(const Tensor& param, const Tensor& grad, OptimizerParamState& state,
                OptimizerOptions& options) override;
};

/// torch.optim.Adam: weight decay is added to the gradient. Kingma and Ba 2015.
class Adam : public AdamBase<AdamOptions> {
 public:
  using AdamBase::AdamBase;
  const char* name() const override { return "Adam"; }
};

/// torch.optim.AdamW: weight decay shrinks the parameter itself. Loshchilov and Hutter 2019.
class AdamW : public AdamBase<AdamWOptions> {
 public:
  using AdamBase::AdamBase;
  const char* name() const override { return "AdamW"; }
};

}  // namespace pumice::optim
