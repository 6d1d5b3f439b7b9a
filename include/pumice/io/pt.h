// Tensors by name in PyTorch's own files.
#pragma once

#include "pumice/io/safetensors.h"

namespace pumice {

/// All tensors of a file that torch.save or libtorch's torch::save wrote, on the CPU. Their names
/// are the keys that lead to them, joined by dots: a state dict has its own keys, {"model": {...},
/// "best": [...]} has "model.fc.weight" and "best.0", a lone tensor is "0". Tensors that share
/// memory in the file share it here. `values`, where given, takes what is no tensor, as
/// serialize::OutputArchive writes it ("int:3"), and under "requires_grad" the names of the tensors
/// that do, each with a space behind it.
///
/// The file is not trusted: nothing in it is executed, classes other than those that make up
/// tensors and containers are refused (torch.load(weights_only=True) takes a few more), and sizes,
/// strides and offsets are checked before they are used. format error; unsupported error in a build
/// without minizip.
std::map<std::string, Tensor> load_pt(const std::string& path, Metadata* values = nullptr);
/// The same from a stream that can seek.
std::map<std::string, Tensor> load_pt(std::istream& stream, Metadata* values = nullptr);

}  // namespace pumice
