// Tensors by name in a safetensors file.
#pragma once

#include <iosfwd>
#include <map>
#include <string>

#include "pumice/tensor.h"

namespace pumice {

/// Strings by key that travel in the file's "__metadata__".
using Metadata = std::map<std::string, std::string>;

/// All tensors of the file, on the CPU; `metadata`, where given, takes the file's. The file is not
/// trusted: header length, JSON, names, dtypes, shapes, offsets, overlaps and gaps are checked
/// before anything is made. format error.
std::map<std::string, Tensor> load_safetensors(const std::string& path,
                                               Metadata* metadata = nullptr);
/// The same from a stream, of which it reads all that is left.
std::map<std::string, Tensor> load_safetensors(std::istream& stream, Metadata* metadata = nullptr);

/// Writes tensors of any device, in the map's order; the file appears whole or not at all (a
/// neighbouring file is written, then renamed). format error when it cannot be written.
void save_safetensors(const std::map<std::string, Tensor>& tensors, const std::string& path,
                      const Metadata& metadata = {});
void save_safetensors(const std::map<std::string, Tensor>& tensors, std::ostream& stream,
                      const Metadata& metadata = {});

}  // namespace pumice
