// Optimizer: parameter groups, options, per-parameter state (torch::optim::Optimizer).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pumice/nn/arg.h"
#include "pumice/optim/live_scalar.h"
#include "pumice/tensor.h"

namespace pumice::optim {

/// Options of one parameter group.
class OptimizerOptions {
 public:
  virtual ~OptimizerOptions() = default;
  virtual std::unique_ptr<OptimizerOptions> clone() const = 0;
  /// The learning rate with its copies on devices.
  virtual LiveScalar& live_lr() = 0;
  double get_lr() const { return const_cast<OptimizerOptions*>(this)->live_lr(); }
  void set_lr(double lr) { live_lr() = lr; }
  /// All options by name, as files keep them.
  virtual std::map<std::string, double> values() const = 0;
  /// value error for a name that is missing or unknown, or a number out of its range.
  virtual void set_values(const std::map<std::string, double>& values) = 0;
  /// value error for a number out of its range, in PyTorch's words.
  virtual void check() const = 0;
};

namespace detail {
[[noreturn]] void fail_option(const std::string& message);
}  // namespace detail

/// Derived has lr() and each(f), which calls f(name, field) for every option.
template <class Derived>
class OptimizerCloneableOptions : public OptimizerOptions {
 public:
  std::unique_ptr<OptimizerOptions> clone() const override {
    return std::make_unique<Derived>(self());
  }
  LiveScalar& live_lr() override { return static_cast<Derived&>(*this).lr(); }
  std::map<std::string, double> values() const override {
    std::map<std::string, double> all;
    Derived copy = self();
    copy.each([&](const char* name, auto& field) { all[name] = static_cast<double>(field); });
    return all;
  }
  void set_values(const std::map<std::string, double>& values) override {
    Derived changed = self();
    size_t count = 0;
    changed.each([&](const char* name, auto& field) {
      const auto at = values.find(name);
      if (at == values.end()) detail::fail_option(std::string("no option '") + name + "'");
      field = static_cast<std::remove_reference_t<decltype(field)>>(at->second);
      ++count;
    });
    if (count != values.size()) detail::fail_option("unknown options");
    changed.check();
    static_cast<Derived&>(*this) = changed;
  }

 private:
  const Derived& self() const { return static_cast<const Derived&>(*this); }
};

/// What an optimizer remembers of one parameter.
class OptimizerParamState {
 public:
  virtual ~OptimizerParamState() = default;
  /// Steps taken, 0-dim in device memory; one element of a vector shared with other parameters.
  PUMICE_ARG(Tensor, step);

 public:
  /// The tensors of the parameter's shape by name, undefined where the options need none.
  virtual std::vector<std::pair<std::string, Tensor*>> tensors() = 0;
};

/// Parameters that share options; the optimizer's defaults where none are given.
class OptimizerParamGroup {
 public:
  OptimizerParamGroup(std::vector<Tensor> params) : params_(std::move(params)) {}
  OptimizerParamGroup(std::vector<Tensor> params, std::unique_ptr<OptimizerOptions> options)
      : params_(std::move(params)), options_(std::move(options)) {}
  OptimizerParamGroup(const OptimizerParamGroup& other)
      : params_(other.params_), options_(other.options_ ? other.options_->clone() : nullptr) {}
  OptimizerParamGroup(OptimizerParamGroup&&) = default;
  OptimizerParamGroup& operator=(const OptimizerParamGroup& other) {
    return *this = OptimizerParamGroup(other);
  }
  OptimizerParamGroup& operator=(OptimizerParamGroup&&) = default;

  bool has_options() const { return options_ != nullptr; }
  OptimizerOptions& options() { return *options_; }
  const OptimizerOptions& options() const { return *options_; }
  void set_options(std::unique_ptr<OptimizerOptions> options) { options_ = std::move(options); }
  std::vector<Tensor>& params() { return params_; }
  const std::vector<Tensor>& params() const { return params_; }

 private:
  std::vector<Tensor> params_;
  std::unique_ptr<OptimizerOptions> options_;
};

/// Base of the optimizers. State is made with the optimizer, so make that after moving the module
/// to its device; what is missing later is made by step(), inside a capture as well.
class Optimizer {
 public:
  using LossClosure = std::function<Tensor()>;

  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Changes the parameters by their gradients; those without one stay. closure recomputes the loss
  /// first, and its value is returned.
  Tensor step(const LossClosure& closure = nullptr);
  /// Forgets the gradients, or fills them with zeros.
  void zero_grad(bool set_to_none = true);
  /// value error for a tensor that is in a group already or is no leaf.
  void add_param_group(const OptimizerParamGroup& group);

  std::vector<OptimizerParamGroup>& param_groups() noexcept { return groups_; }
  const std::vector<OptimizerParamGroup>& param_groups() const noexcept { return groups_; }
  OptimizerOptions& defaults() noexcept { return *defaults_; }
  const OptimizerOptions& defaults() const noexcept { return *defaults_; }
  std::vector<Tensor> parameters() const;
  size_t size() const noexcept { return parameters().size(); }

  /// "Adam", as files name it.
  virtual const char* name() const = 0;
  /// The state's tensors: "state.3.exp_avg" for the fourth parameter.
  std::map<std::string, Tensor> named_state();
  /// Tensors of the shapes and dtypes that named_state() would have with these options of the
  /// groups.
  std::map<std::string, Tensor> state_like(
      const std::vector<std::unique_ptr<OptimizerOptions>>& options);

 protected:
  explicit Optimizer(std::unique_ptr<OptimizerOptions> defaults) : defaults_(std::move(defaults)) {}
  void add_param_groups(const std::vector<OptimizerParamGroup>& groups);
  virtual std::unique_ptr<OptimizerParamState> make_state() const = 0;
  /// Whether the options need the state's tensor of this name.
  virtual bool needs(const std::string& tensor, const OptimizerOptions& options) const = 0;
  /// One contiguous parameter's step; lr and the count are in device memory.
  virtual void step_one(const Tensor& param, const Tensor& grad, OptimizerParamState& state,
                        OptimizerOptions& options) = 0;

 private:
  /// Step counts of parameters that came together, in their order; undefined once moved elsewhere.
  struct Counts {
    Tensor values;
    std::vector<Tensor> members;
  };
  void prepare();
  void place_counts(const std::vector<Tensor>& params);
  void advance_counts();

  std::vector<OptimizerParamGroup> groups_;
  std::unordered_map<TensorImpl*, std::unique_ptr<OptimizerParamState>> state_;
  std::vector<Counts> counts_;
  std::unique_ptr<OptimizerOptions> defaults_;
};

}  // namespace pumice::optim
