// Module: registration and walks over the tree.
#include <pumice/autograd.h>
#include <pumice/nn/module.h>
#include <pumice/warnings.h>

#include <ostream>
#include <typeinfo>

#if __has_include(<cxxabi.h>)
#include <cxxabi.h>

#include <cstdlib>
#endif

namespace pumice::nn {
namespace {

std::string readable(const char* type_name) {
#if __has_include(<cxxabi.h>)
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(type_name, nullptr, nullptr, &status), std::free);
  if (status == 0) return text.get();
#endif
  return type_name;
}

void check_name(const char* what, const std::string& name) {
  if (name.empty()) throw Error(ErrorKind::value, std::string(what) + " name must not be empty");
  if (name.find('.') != std::string::npos)
    throw Error(ErrorKind::value,
                std::string(what) + " name must not contain a dot (got '" + name + "')");
}

std::string join(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + "." + name;
}

using Modules = OrderedDict<std::string, std::shared_ptr<Module>>;

void collect_modules(const Modules& children, const std::string& prefix, Modules& all) {
  for (const auto& child : children) {
    const std::string name = join(prefix, child.key());
    all.insert(name, child.value());
    collect_modules(child.value()->named_children(), name, all);
  }
}

void insert_defined(const OrderedDict<std::string, Tensor>& tensors, const std::string& prefix,
                    OrderedDict<std::string, Tensor>& all) {
  for (const auto& item : tensors)
    if (item.value().defined()) all.insert(join(prefix, item.key()), item.value());
}

}  // namespace

const std::string& Module::name() const {
  if (name_.empty()) name_ = readable(typeid(*this).name());
  return name_;
}

Tensor& Module::register_parameter(std::string name, Tensor tensor, bool requires_grad) {
  check_name("Parameter", name);
  if (tensor.defined())
    tensor.set_requires_grad(requires_grad);
  else if (requires_grad)
    warn(Warning(UserWarning(), {__func__, __FILE__, __LINE__},
                 "An undefined tensor cannot require grad. Ignoring the `requires_grad=true` "
                 "function parameter.",
                 false));
  return parameters_.insert(std::move(name), std::move(tensor));
}

Tensor& Module::register_buffer(std::string name, Tensor tensor) {
  check_name("Buffer", name);
  return buffers_.insert(std::move(name), std::move(tensor));
}

void Module::add_child(std::string name, std::shared_ptr<Module> module) {
  check_name("Submodule", name);
  if (!module) throw Error(ErrorKind::value, "register_module: '" + name + "' is null");
  children_.insert(std::move(name), std::move(module));
}

OrderedDict<std::string, Tensor> Module::named_parameters(bool recurse) const {
  OrderedDict<std::string, Tensor> all;
  insert_defined(parameters_, "", all);
  if (!recurse) return all;
  for (const auto& module : named_modules("", false))
    insert_defined(module.value()->parameters_, module.key(), all);
  return all;
}

OrderedDict<std::string, Tensor> Module::named_buffers(bool recurse) const {
  OrderedDict<std::string, Tensor> all("Buffer");
  insert_defined(buffers_, "", all);
  if (!recurse) return all;
  for (const auto& module : named_modules("", false))
    insert_defined(module.value()->buffers_, module.key(), all);
  return all;
}

std::vector<Tensor> Module::parameters(bool recurse) const {
  return named_parameters(recurse).values();
}

std::vector<Tensor> Module::buffers(bool recurse) const { return named_buffers(recurse).values(); }

Modules Module::named_modules(const std::string& name_prefix, bool include_self) const {
  Modules all("Submodule");
  if (include_self) {
    const auto self = std::const_pointer_cast<Module>(weak_from_this().lock());
    if (!self)
      throw Error(ErrorKind::value,
                  "named_modules: no shared pointer holds this module; make it with "
                  "std::make_shared or in a ModuleHolder, or leave it out with include_self=false");
    all.insert(name_prefix, self);
  }
  collect_modules(children_, name_prefix, all);
  return all;
}

std::vector<std::shared_ptr<Module>> Module::modules(bool include_self) const {
  return named_modules("", include_self).values();
}

void Module::apply(const std::function<void(Module&)>& function) {
  function(*this);
  for (auto& child : children_) child.value()->apply(function);
}

void Module::apply(const std::function<void(const Module&)>& function) const {
  function(*this);
  for (const auto& child : children_) std::as_const(*child.value()).apply(function);
}

void Module::apply(const std::function<void(const std::string&, Module&)>& function,
                   const std::string& name_prefix) {
  function(name_prefix, *this);
  for (auto& child : children_) child.value()->apply(function, join(name_prefix, child.key()));
}

void Module::train(bool on) {
  is_training_ = on;
  for (auto& child : children_) child.value()->train(on);
}

void Module::convert(const std::function<Tensor(const Tensor&)>& function) {
  for (auto& child : children_) child.value()->convert(function);
  for (auto& parameter : parameters_) {
    Tensor& tensor = parameter.value();
    if (!tensor.defined()) continue;
    const Tensor gradient = tensor.grad();
    tensor.set_data(function(tensor.data()));
    if (gradient.defined()) tensor.set_grad(function(gradient.data()));
  }
  for (auto& buffer : buffers_)
    if (buffer.value().defined()) buffer.value().set_data(function(buffer.value().data()));
}

void Module::to(Device device, ScalarType dtype, bool non_blocking) {
  convert([=](const Tensor& t) {
    return t.to(device, t.is_floating_point() ? dtype : t.scalar_type(), non_blocking);
  });
}

void Module::to(ScalarType dtype, bool non_blocking) {
  convert([=](const Tensor& t) {
    return t.is_floating_point() ? t.to(t.device(), dtype, non_blocking) : t;
  });
}

void Module::to(Device device, bool non_blocking) {
  convert([=](const Tensor& t) { return t.to(device, t.scalar_type(), non_blocking); });
}

void Module::zero_grad(bool set_to_none) {
  for (const Tensor& parameter : parameters()) {
    Tensor& gradient = parameter.mutable_grad();
    if (!gradient.defined()) continue;
    if (set_to_none) {
      gradient.reset();
    } else {
      gradient = gradient.detach();
      gradient.zero_();
    }
  }
}

std::shared_ptr<Module> Module::clone(const std::optional<Device>&) const {
  throw Error(ErrorKind::unsupported,
              "clone() has not been implemented for " + name() +
                  ". Subclass torch::nn::Cloneable<" + name() +
                  "> instead of torch::nn::Module to inherit the ability to clone.");
}

void Module::copy_tensors_from(const Module& other, const std::optional<Device>& device) {
  const NoGradGuard no_grad;
  const auto copy_all = [&](OrderedDict<std::string, Tensor>& to,
                            const OrderedDict<std::string, Tensor>& from) {
    if (to.keys() != from.keys())
      throw Error(ErrorKind::value, "clone: reset() of " + name() + " registers other tensors");
    for (const auto& item : from) {
      const Tensor& source = item.value();
      if (!source.defined()) continue;
      const Tensor data = source.data();
      to[item.key()].set_data(
          data.to(device.value_or(data.device()), data.scalar_type(), false, true));
      to[item.key()].set_requires_grad(source.requires_grad());
    }
  };
  copy_all(parameters_, other.parameters_);
  copy_all(buffers_, other.buffers_);
  is_training_ = other.is_training_;
  if (children_.keys() != other.children_.keys())
    throw Error(ErrorKind::value, "clone: reset() of " + name() + " registers other submodules");
  for (auto& child : children_)
    child.value()->copy_tensors_from(*other.children_[child.key()], device);
}

void Module::print_tree(std::ostream& stream, const std::string& indentation) const {
  pretty_print(stream);
  if (children_.is_empty()) return;
  stream << "(\n";
  for (const auto& child : children_) {
    stream << indentation << "  (" << child.key() << "): ";
    child.value()->print_tree(stream, indentation + "  ");
    stream << '\n';
  }
  stream << indentation << ")";
}

std::ostream& operator<<(std::ostream& stream, const Module& module) {
  module.print_tree(stream, "");
  return stream;
}

}  // namespace pumice::nn
