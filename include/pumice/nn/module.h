// Module: a node in a tree of parameters, buffers and submodules (torch::nn::Module).
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pumice/nn/module_holder.h"
#include "pumice/ordered_dict.h"
#include "pumice/tensor.h"

namespace pumice::nn {

/// Base of all layers and networks. Members live in shared pointers (see ModuleHolder); names that
/// are registered become the keys of saved weights: "conv.weight".
class Module : public std::enable_shared_from_this<Module> {
 public:
  Module() = default;
  explicit Module(std::string name) : name_(std::move(name)) {}
  virtual ~Module() = default;
  Module(const Module&) = default;
  Module(Module&&) = default;
  Module& operator=(const Module&) = default;
  Module& operator=(Module&&) = default;

  /// The name given, or else the C++ type's.
  const std::string& name() const;

  // Registration: value error for an empty name, one with a dot, or one that is taken.
  Tensor& register_parameter(std::string name, Tensor tensor, bool requires_grad = true);
  Tensor& register_buffer(std::string name, Tensor tensor);
  template <class M>
  std::shared_ptr<M> register_module(const std::string& name, std::shared_ptr<M> module) {
    add_child(name, module);
    return module;
  }
  template <class M>
  std::shared_ptr<M> register_module(std::string name, ModuleHolder<M> holder) {
    return register_module(std::move(name), holder.ptr());
  }
  template <class M>
  std::shared_ptr<M> replace_module(const std::string& name, std::shared_ptr<M> module) {
    children_[name] = module;
    return module;
  }
  template <class M>
  std::shared_ptr<M> replace_module(const std::string& name, ModuleHolder<M> holder) {
    return replace_module(name, holder.ptr());
  }
  void unregister_module(const std::string& name) { children_.erase(name); }

  // The tree, in order of registration, depth first. Undefined tensors are left out.
  std::vector<Tensor> parameters(bool recurse = true) const;
  OrderedDict<std::string, Tensor> named_parameters(bool recurse = true) const;
  std::vector<Tensor> buffers(bool recurse = true) const;
  OrderedDict<std::string, Tensor> named_buffers(bool recurse = true) const;
  std::vector<std::shared_ptr<Module>> children() const { return children_.values(); }
  OrderedDict<std::string, std::shared_ptr<Module>> named_children() const { return children_; }
  /// This module (which a shared pointer must hold) and all below it.
  std::vector<std::shared_ptr<Module>> modules(bool include_self = true) const;
  OrderedDict<std::string, std::shared_ptr<Module>> named_modules(
      const std::string& name_prefix = "", bool include_self = true) const;

  /// Calls function on every module of the tree, this one first.
  void apply(const std::function<void(Module&)>& function);
  void apply(const std::function<void(const Module&)>& function) const;
  void apply(const std::function<void(const std::string&, Module&)>& function,
             const std::string& name_prefix = "");

  /// Switches what differs in training (dropout, batch statistics) for the whole tree.
  virtual void train(bool on = true);
  void eval() { train(false); }
  bool is_training() const noexcept { return is_training_; }

  /// Moves parameters, their gradients and buffers; only floating tensors change dtype.
  virtual void to(Device device, ScalarType dtype, bool non_blocking = false);
  virtual void to(ScalarType dtype, bool non_blocking = false);
  virtual void to(Device device, bool non_blocking = false);

  /// Forgets the parameters' gradients, or fills them with zeros.
  virtual void zero_grad(bool set_to_none = true);

  /// A deep copy, on `device` where one is given. unsupported error unless the module derives from
  /// Cloneable or overrides this.
  virtual std::shared_ptr<Module> clone(const std::optional<Device>& device = {}) const;

  /// One line that names the module and its options; operator<< adds the submodules.
  virtual void pretty_print(std::ostream& stream) const { stream << name(); }

  /// This module as an M (an implementation or its holder), or null.
  template <class M>
  auto* as() noexcept {
    return dynamic_cast<typename detail::Implementation<M>::type*>(this);
  }
  template <class M>
  const auto* as() const noexcept {
    return dynamic_cast<const typename detail::Implementation<M>::type*>(this);
  }

 protected:
  OrderedDict<std::string, Tensor> parameters_{"Parameter"};
  OrderedDict<std::string, Tensor> buffers_{"Buffer"};
  OrderedDict<std::string, std::shared_ptr<Module>> children_{"Submodule"};

 private:
  friend std::ostream& operator<<(std::ostream& stream, const Module& module);
  template <class Derived>
  friend class Cloneable;
  void add_child(std::string name, std::shared_ptr<Module> module);
  void convert(const std::function<Tensor(const Tensor&)>& function);
  void print_tree(std::ostream& stream, const std::string& indentation) const;
  void copy_tensors_from(const Module& other, const std::optional<Device>& device);

  mutable std::string name_;
  bool is_training_ = true;
};

std::ostream& operator<<(std::ostream& stream, const Module& module);

}  // namespace pumice::nn
