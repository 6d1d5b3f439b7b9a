// Saving and loading tensors, modules and optimizers (torch::save, torch::load). What is written
// are safetensors files; PyTorch's own (pumice/io/pt.h) are read as well, but for optimizers'.
#pragma once

#include <concepts>
#include <iosfwd>
#include <memory>

#include "pumice/io/safetensors.h"
#include "pumice/nn/module.h"
#include "pumice/optim/optimizer.h"

namespace pumice {

/// Writes the tensors of any device, under the names "0", "1", ...; value error for undefined ones.
void save(const Tensor& tensor, const std::string& path);
void save(const Tensor& tensor, std::ostream& stream);
void save(const std::vector<Tensor>& tensors, const std::string& path);
void save(const std::vector<Tensor>& tensors, std::ostream& stream);
/// Reads them back, to `device` or the default device, with the requires_grad that they had. A
/// tensor that is defined keeps its identity, device and requires_grad, and takes over elements,
/// dtype and shape. format error for another file; nothing is changed then.
void load(Tensor& tensor, const std::string& path, std::optional<Device> device = {});
void load(Tensor& tensor, std::istream& stream, std::optional<Device> device = {});
void load(std::vector<Tensor>& tensors, const std::string& path, std::optional<Device> device = {});
void load(std::vector<Tensor>& tensors, std::istream& stream, std::optional<Device> device = {});

/// Writes all parameters and buffers under PyTorch's state-dict keys.
void save(const nn::Module& module, const std::string& path, const Metadata& metadata = {});
void save(const nn::Module& module, std::ostream& stream);
/// Fills parameters and buffers in place, on the devices and in the floating dtypes they have.
/// Every name, shape and dtype is checked before anything is changed: format error for a missing or
/// unknown key, shape error or dtype error for one that does not fit; the message names the key.
void load(nn::Module& module, const std::string& path);
void load(nn::Module& module, std::istream& stream);

/// Writes the options of all groups and the state of all parameters.
void save(optim::Optimizer& optimizer, const std::string& path);
void save(optim::Optimizer& optimizer, std::ostream& stream);
/// The optimizer must be of the same kind, over parameters of the same number and shapes.
void load(optim::Optimizer& optimizer, const std::string& path);
void load(optim::Optimizer& optimizer, std::istream& stream);

// The same for a module behind its holder or a shared_ptr.
template <class M>
void save(const nn::ModuleHolder<M>& module, const std::string& path,
          const Metadata& metadata = {}) {
  save(static_cast<const nn::Module&>(*module), path, metadata);
}
template <class M>
void save(const nn::ModuleHolder<M>& module, std::ostream& stream) {
  save(static_cast<const nn::Module&>(*module), stream);
}
template <class M>
void load(nn::ModuleHolder<M>& module, const std::string& path) {
  load(static_cast<nn::Module&>(*module), path);
}
template <class M>
void load(nn::ModuleHolder<M>& module, std::istream& stream) {
  load(static_cast<nn::Module&>(*module), stream);
}
template <std::derived_from<nn::Module> M>
void save(const std::shared_ptr<M>& module, const std::string& path,
          const Metadata& metadata = {}) {
  save(static_cast<const nn::Module&>(*module), path, metadata);
}
template <std::derived_from<nn::Module> M>
void save(const std::shared_ptr<M>& module, std::ostream& stream) {
  save(static_cast<const nn::Module&>(*module), stream);
}
template <std::derived_from<nn::Module> M>
void load(std::shared_ptr<M>& module, const std::string& path) {
  load(static_cast<nn::Module&>(*module), path);
}
template <std::derived_from<nn::Module> M>
void load(std::shared_ptr<M>& module, std::istream& stream) {
  load(static_cast<nn::Module&>(*module), stream);
}

}  // namespace pumice
