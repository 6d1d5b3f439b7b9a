// Cloneable: modules that copy themselves through reset() (torch::nn::Cloneable).
#pragma once

#include "pumice/nn/module.h"

namespace pumice::nn {

/// Derived registers all its parameters, buffers and submodules in reset(), which clone() runs on a
/// copy before it takes over the tensors' values.
template <class Derived>
class Cloneable : public Module {
 public:
  using Module::Module;
  virtual void reset() = 0;

  std::shared_ptr<Module> clone(const std::optional<Device>& device = {}) const override {
    auto copy = std::make_shared<Derived>(static_cast<const Derived&>(*this));
    copy->parameters_.clear();
    copy->buffers_.clear();
    copy->children_.clear();
    copy->reset();
    copy->copy_tensors_from(*this, device);
    return copy;
  }
};

}  // namespace pumice::nn
