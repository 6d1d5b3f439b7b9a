// Sequential, and what it holds: any module whose forward takes and returns one tensor.
#pragma once

#include "pumice/nn/cloneable.h"

namespace pumice::nn {

template <class M>
concept UnaryModule = std::derived_from<M, Module> && requires(M& module, const Tensor& input) {
  { module.forward(input) } -> std::convertible_to<Tensor>;
};

/// A module of any type with its forward: Tensor -> Tensor.
class AnyModule {
 public:
  AnyModule() = default;
  template <UnaryModule M>
  AnyModule(std::shared_ptr<M> module)
      : module_(std::move(module)), forward_([](Module& m, const Tensor& input) -> Tensor {
          return static_cast<M&>(m).forward(input);
        }) {}
  template <UnaryModule M>
  AnyModule(const ModuleHolder<M>& holder) : AnyModule(holder.ptr()) {}
  template <UnaryModule M>
  AnyModule(M&& module)
      : AnyModule(std::make_shared<std::remove_cvref_t<M>>(std::forward<M>(module))) {}

  Tensor forward(const Tensor& input) const { return forward_(*module_, input); }
  const std::shared_ptr<Module>& ptr() const { return module_; }
  bool is_empty() const noexcept { return module_ == nullptr; }
  AnyModule clone(const std::optional<Device>& device = {}) const {
    AnyModule copy = *this;
    copy.module_ = module_->clone(device);
    return copy;
  }

 private:
  std::shared_ptr<Module> module_;
  Tensor (*forward_)(Module&, const Tensor&) = nullptr;
};

/// A function of one tensor as a module: Functional(pumice::relu).
class FunctionalImpl : public Cloneable<FunctionalImpl> {
 public:
  using Function = std::function<Tensor(const Tensor&)>;
  explicit FunctionalImpl(Function function) : function_(std::move(function)) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return function_(input); }

 private:
  Function function_;
};
PUMICE_MODULE(Functional);

/// Modules one after the other, named "0", "1", ... or as given.
class SequentialImpl : public Cloneable<SequentialImpl> {
 public:
  using Iterator = std::vector<AnyModule>::const_iterator;

  SequentialImpl() = default;
  template <std::convertible_to<AnyModule>... M>
  requires(sizeof...(M) > 0) explicit SequentialImpl(M&&... modules) {
    (push_back(AnyModule(std::forward<M>(modules))), ...);
  }
  SequentialImpl(std::initializer_list<std::pair<std::string, AnyModule>> named) {
    for (const auto& [name, module] : named) push_back(name, module);
  }
  explicit SequentialImpl(const OrderedDict<std::string, AnyModule>& named) {
    for (const auto& item : named) push_back(item.key(), item.value());
  }
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  std::shared_ptr<Module> clone(const std::optional<Device>& device = {}) const override;

  void push_back(const std::string& name, AnyModule module);
  void push_back(AnyModule module) { push_back(std::to_string(size()), std::move(module)); }
  /// Appends the modules of another sequence, numbered on.
  void extend(const SequentialImpl& other) {
    for (const AnyModule& module : other) push_back(module);
  }

  Tensor forward(const Tensor& input);

  size_t size() const noexcept { return modules_.size(); }
  bool is_empty() const noexcept { return modules_.empty(); }
  Iterator begin() const { return modules_.begin(); }
  Iterator end() const { return modules_.end(); }
  /// index error out of range.
  std::shared_ptr<Module> operator[](size_t index) const { return ptr(index); }
  std::shared_ptr<Module> ptr(size_t index) const;
  /// The module as an M; value error when it is something else.
  template <class M>
  auto& at(size_t index) const {
    auto* module = ptr(index)->as<M>();
    if (!module)
      throw Error(ErrorKind::value, "Sequential::at: module " + std::to_string(index) + " is a " +
                                        ptr(index)->name());
    return *module;
  }

 private:
  std::vector<AnyModule> modules_;
};

class Sequential : public ModuleHolder<SequentialImpl> {
 public:
  using ModuleHolder<SequentialImpl>::ModuleHolder;
  using Impl = SequentialImpl;
  Sequential() = default;
  /// Named modules: {{"conv", Conv2d(...)}, {"relu", ReLU()}}.
  Sequential(std::initializer_list<std::pair<std::string, AnyModule>> named)
      : ModuleHolder(std::make_shared<SequentialImpl>(named)) {}
};

}  // namespace pumice::nn
