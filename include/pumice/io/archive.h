// Tensors and values by key, in one file (torch::serialize's archives).
#pragma once

#include <string>

#include "pumice/custom_function.h"
#include "pumice/io/safetensors.h"

namespace pumice::serialize {

/// A value that is no tensor; bool, integer, double or string travel in the file.
using Value = autograd::SavedValue;

/// Collects what is to be written. The file is a safetensors file: tensors under their keys, those
/// of nested archives after "key.", values as its metadata.
class OutputArchive {
 public:
  /// value error for an undefined tensor.
  void write(const std::string& key, const Tensor& tensor, bool is_buffer = false);
  void write(const std::string& key, const Value& value);
  /// All that the other holds by now.
  void write(const std::string& key, const OutputArchive& nested);
  void save_to(const std::string& path) const { save_safetensors(tensors_, path, values_); }
  void save_to(std::ostream& stream) const { save_safetensors(tensors_, stream, values_); }

 private:
  std::map<std::string, Tensor> tensors_;
  Metadata values_;
};

/// What such a file holds, or one of libtorch's archives. The file is not trusted: see
/// load_safetensors and load_pt.
class InputArchive {
 public:
  /// Tensors go to `device`, else to the default device.
  void load_from(const std::string& path, std::optional<Device> device = {});
  void load_from(std::istream& stream, std::optional<Device> device = {});
  /// format error "No such serialized tensor 'key'" where there is none. A tensor that is defined
  /// keeps its identity, device and requires_grad, and takes over elements, dtype and shape.
  void read(const std::string& key, Tensor& tensor, bool is_buffer = false) const;
  void read(const std::string& key, Value& value) const;
  void read(const std::string& key, InputArchive& nested) const;
  /// Whether there was one.
  bool try_read(const std::string& key, Tensor& tensor, bool is_buffer = false) const;
  bool try_read(const std::string& key, Value& value) const;
  bool try_read(const std::string& key, InputArchive& nested) const;
  /// First parts of all keys, each once, sorted.
  std::vector<std::string> keys() const;

 private:
  std::map<std::string, Tensor> tensors_;
  Metadata values_;
};

}  // namespace pumice::serialize
