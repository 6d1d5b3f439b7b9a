// Saving and loading modules and optimizers as safetensors files.
#pragma once

#include "pumice/io/safetensors.h"
#include "pumice/nn/module.h"
#include "pumice/optim/optimizer.h"

namespace pumice {

/// Writes all parameters and buffers under PyTorch's state-dict keys.
void save(const nn::Module& module, const std::string& path, const Metadata& metadata = {});
/// Fills parameters and buffers in place, on the devices and in the floating dtypes they have.
/// Every name, shape and dtype is checked before anything is changed: format error for a missing or
/// unknown key, shape error or dtype error for one that does not fit; the message names the key.
void load(nn::Module& module, const std::string& path);

/// Writes the options of all groups and the state of all parameters.
void save(optim::Optimizer& optimizer, const std::string& path);
/// The optimizer must be of the same kind, over parameters of the same number and shapes.
void load(optim::Optimizer& optimizer, const std::string& path);

template <class M>
void save(const nn::ModuleHolder<M>& module, const std::string& path,
          const Metadata& metadata = {}) {
  save(static_cast<const nn::Module&>(*module), path, metadata);
}
template <class M>
void load(nn::ModuleHolder<M>& module, const std::string& path) {
  load(static_cast<nn::Module&>(*module), path);
}

}  // namespace pumice
