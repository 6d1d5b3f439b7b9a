// Sequential and Functional.
#include <pumice/nn/sequential.h>

#include <ostream>

namespace pumice::nn {

void FunctionalImpl::pretty_print(std::ostream& stream) const {
  stream << "pumice::nn::Functional()";
}

void SequentialImpl::pretty_print(std::ostream& stream) const {
  stream << "pumice::nn::Sequential";
}

std::shared_ptr<Module> SequentialImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<SequentialImpl>(*this);
  copy->children_.clear();
  copy->modules_.clear();
  const auto names = children_.keys();
  for (size_t i = 0; i < modules_.size(); ++i) copy->push_back(names[i], modules_[i].clone(device));
  return copy;
}

void SequentialImpl::push_back(const std::string& name, AnyModule module) {
  register_module(name, module.ptr());
  modules_.push_back(std::move(module));
}

Tensor SequentialImpl::forward(const Tensor& input) {
  if (modules_.empty())
    throw Error(ErrorKind::value, "Cannot call forward() on an empty Sequential");
  Tensor value = input;
  for (const AnyModule& module : modules_) value = module.forward(value);
  return value;
}

std::shared_ptr<Module> SequentialImpl::ptr(size_t index) const {
  if (index >= modules_.size())
    throw Error(ErrorKind::index, "Sequential: index " + std::to_string(index) + " of " +
                                      std::to_string(modules_.size()) + " modules");
  return modules_[index].ptr();
}

}  // namespace pumice::nn
