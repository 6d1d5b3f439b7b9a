// Optimizer: groups, state, counts of steps.
#include <pumice/autograd.h>
#include <pumice/capture.h>
#include <pumice/error.h>
#include <pumice/factories.h>
#include <pumice/optim/optimizer.h>

#include <algorithm>

namespace pumice::optim {
namespace {

ScalarType scalar_dtype(const Tensor& param) {
  return param.scalar_type() == kDouble ? kDouble : kFloat;
}

bool beside(const Tensor& tensor, const Tensor& param, ScalarType dtype) {
  return tensor.defined() && tensor.device() == param.device() && tensor.scalar_type() == dtype;
}

void check_param(const Tensor& param) {
  if (!param.defined()) throw Error(ErrorKind::value, "can't optimize an undefined Tensor");
  if (!param.is_leaf()) throw Error(ErrorKind::value, "can't optimize a non-leaf Tensor");
}

}  // namespace

void detail::fail_option(const std::string& message) {
  throw Error(ErrorKind::value, "optimizer: " + message);
}

LiveScalar& LiveScalar::operator=(double value) {
  value_ = value;
  const NoGradGuard no_grad;
  for (const Tensor& copy : copies_) copy.fill_(value);
  return *this;
}

const Tensor& LiveScalar::on(const Tensor& param) {
  const ScalarType dtype = scalar_dtype(param);
  for (const Tensor& copy : copies_)
    if (beside(copy, param, dtype)) return copy;
  const OutsideCapture outside;
  return copies_.emplace_back(full({}, value_, TensorOptions(dtype).device(param.device())));
}

void Optimizer::add_param_groups(const std::vector<OptimizerParamGroup>& groups) {
  defaults_->check();
  for (const OptimizerParamGroup& group : groups) add_param_group(group);
}

void Optimizer::add_param_group(const OptimizerParamGroup& group) {
  OptimizerParamGroup added = group;
  if (!added.has_options()) added.set_options(defaults_->clone());
  added.options().check();
  std::vector<TensorImpl*> seen;
  for (const Tensor& param : parameters()) seen.push_back(param.impl());
  for (const Tensor& param : added.params()) {
    check_param(param);
    if (std::find(seen.begin(), seen.end(), param.impl()) != seen.end())
      throw Error(ErrorKind::value, "some parameters appear in more than one parameter group");
    seen.push_back(param.impl());
  }
  groups_.push_back(std::move(added));
  prepare();
}

std::vector<Tensor> Optimizer::parameters() const {
  std::vector<Tensor> all;
  for (const OptimizerParamGroup& group : groups_)
    all.insert(all.end(), group.params().begin(), group.params().end());
  return all;
}

void Optimizer::zero_grad(bool set_to_none) {
  for (const Tensor& param : parameters()) {
    Tensor& gradient = param.mutable_grad();
    if (!gradient.defined()) continue;
    if (set_to_none) {
      gradient.reset();
    } else {
      gradient = gradient.detach();
      gradient.zero_();
    }
  }
}

// Makes what is missing and moves what a parameter has left behind on another device; nothing to do
// in all but the first step.
void Optimizer::prepare() {
  const NoGradGuard no_grad;
  const OutsideCapture
      outside;  // state made by a captured step must not be made again by each call
  std::vector<Tensor> uncounted;
  for (OptimizerParamGroup& group : groups_) {
    for (const Tensor& param : group.params()) {
      auto& state = state_[param.impl()];
      if (!state) state = make_state();
      for (auto& [name, tensor] : state->tensors()) {
        if (!needs(name, group.options())) {
          tensor->reset();
        } else if (!tensor->defined()) {
          const OutsideCapture outside;
          *tensor = zeros(param.sizes(), TensorOptions(param.scalar_type()).device(param.device()));
        } else if (!beside(*tensor, param, param.scalar_type())) {
          const OutsideCapture outside;
          *tensor = tensor->to(param);
        }
      }
      if (!beside(state->step(), param, scalar_dtype(param))) uncounted.push_back(param);
      group.options().live_lr().on(param);
    }
  }
  if (!uncounted.empty()) place_counts(uncounted);
}

void Optimizer::place_counts(const std::vector<Tensor>& params) {
  const OutsideCapture outside;
  std::vector<Tensor> rest;
  Counts counts;
  for (const Tensor& param : params) {
    const bool together =
        param.device() == params[0].device() && scalar_dtype(param) == scalar_dtype(params[0]);
    (together ? counts.members : rest).push_back(param);
  }
  counts.values = zeros({static_cast<int64_t>(counts.members.size())},
                        TensorOptions(scalar_dtype(params[0])).device(params[0].device()));
  for (size_t i = 0; i < counts.members.size(); ++i) {
    const Tensor& param = counts.members[i];
    OptimizerParamState& state = *state_[param.impl()];
    const Tensor count = counts.values.select(0, static_cast<int64_t>(i));
    if (state.step().defined()) {
      count.copy_(state.step());
      for (Counts& other : counts_)
        for (Tensor& member : other.members)
          if (member.is_same(param)) member.reset();
    }
    state.step(count);
  }
  std::erase_if(counts_, [](const Counts& other) {
    return std::none_of(other.members.begin(), other.members.end(),
                        [](const Tensor& member) { return member.defined(); });
  });
  counts_.push_back(std::move(counts));
  if (!rest.empty()) place_counts(rest);
}

// One increment for each run of parameters that have a gradient: one in all, mostly.
void Optimizer::advance_counts() {
  for (const Counts& counts : counts_) {
    const auto has_grad = [&](size_t i) {
      return counts.members[i].defined() && counts.members[i].grad().defined();
    };
    const size_t n = counts.members.size();
    for (size_t begin = 0, end = 0; begin < n; begin = end + 1) {
      while (begin < n && !has_grad(begin)) ++begin;
      for (end = begin; end < n && has_grad(end);) ++end;
      if (begin < end)
        counts.values.narrow(0, static_cast<int64_t>(begin), static_cast<int64_t>(end - begin))
            .add_(1);
    }
  }
}

Tensor Optimizer::step(const LossClosure& closure) {
  Tensor loss;
  if (closure) {
    const AutoGradMode grad(true);
    loss = closure();
  }
  const NoGradGuard no_grad;
  prepare();
  advance_counts();
  for (OptimizerParamGroup& group : groups_) {
    for (const Tensor& param : group.params()) {
      const Tensor& grad = param.grad();
      if (!grad.defined()) continue;
      OptimizerParamState& state = *state_[param.impl()];
      if (param.is_contiguous()) {
        step_one(param, grad.contiguous(), state, group.options());
      } else {
        const Tensor dense = param.detach().contiguous();
        step_one(dense, grad.contiguous(), state, group.options());
        param.copy_(dense);
      }
    }
  }
  return loss;
}

std::map<std::string, Tensor> Optimizer::named_state() {
  prepare();
  std::map<std::string, Tensor> all;
  size_t index = 0;
  for (const Tensor& param : parameters()) {
    OptimizerParamState& state = *state_[param.impl()];
    const std::string prefix = "state." + std::to_string(index++) + ".";
    all[prefix + "step"] = state.step();
    for (const auto& [name, tensor] : state.tensors())
      if (tensor->defined()) all[prefix + name] = *tensor;
  }
  return all;
}

std::map<std::string, Tensor> Optimizer::state_like(
    const std::vector<std::unique_ptr<OptimizerOptions>>& options) {
  std::map<std::string, Tensor> all;
  size_t index = 0;
  for (size_t g = 0; g < groups_.size(); ++g) {
    for (const Tensor& param : groups_[g].params()) {
      OptimizerParamState& state = *state_[param.impl()];
      const std::string prefix = "state." + std::to_string(index++) + ".";
      all[prefix + "step"] = state.step();
      for (const auto& [name, tensor] : state.tensors())
        if (needs(name, *options[g])) all[prefix + name] = param;
    }
  }
  return all;
}

}  // namespace pumice::optim
