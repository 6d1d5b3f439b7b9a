// Saving and loading modules and optimizers.
#include <pumice/autograd.h>
#include <pumice/error.h>
#include <pumice/io/serialize.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "io/tensor_file.h"

namespace pumice {
namespace {

using Json = nlohmann::json;
using Dict = std::map<std::string, Tensor>;

std::string shape_of(const Tensor& tensor) {
  std::ostringstream text;
  const char* between = "(";
  if (tensor.dim() == 0) text << between;
  for (const int64_t size : tensor.sizes()) {
    text << between << size;
    between = ", ";
  }
  text << ")";
  return text.str();
}

Dict state_of(const nn::Module& module) {
  Dict state;
  for (const auto& item : module.named_parameters()) state[item.key()] = item.value();
  for (const auto& item : module.named_buffers()) state[item.key()] = item.value();
  return state;
}

void check_entry(const std::string& path, const std::string& key, const Tensor& source,
                 const Tensor& target) {
  if (source.sizes().vec() != target.sizes().vec())
    throw Error(ErrorKind::shape, "load: '" + key + "' in " + path + " has shape " +
                                      shape_of(source) + ", expected " + shape_of(target));
  if (source.scalar_type() != target.scalar_type() &&
      !(source.is_floating_point() && target.is_floating_point()))
    throw Error(ErrorKind::dtype, "load: '" + key + "' in " + path + " has dtype " +
                                      std::string(dtype_name(source.scalar_type())) +
                                      ", expected " +
                                      std::string(dtype_name(target.scalar_type())));
}

void check_dict(const std::string& path, const Dict& file, const Dict& target) {
  for (const auto& [key, tensor] : target) {
    const auto at = file.find(key);
    if (at == file.end())
      throw Error(ErrorKind::format, "load: '" + key + "' is missing in " + path);
    check_entry(path, key, at->second, tensor);
  }
  for (const auto& [key, tensor] : file)
    if (!target.count(key))
      throw Error(ErrorKind::format, "load: '" + key + "' in " + path + " is not expected");
}

void fill(const Dict& file, const Dict& target) {
  const NoGradGuard no_grad;
  for (const auto& [key, tensor] : target) tensor.copy_(file.at(key));
}

Json describe(const optim::Optimizer& optimizer) {
  Json groups = Json::array();
  for (const auto& group : optimizer.param_groups())
    groups.push_back({{"params", group.params().size()}, {"options", group.options().values()}});
  return groups;
}

using OptionList = std::vector<std::unique_ptr<optim::OptimizerOptions>>;

/// The file's options of each group, held against the optimizer's groups.
OptionList read_groups(const std::string& path, const Metadata& metadata,
                       const optim::Optimizer& optimizer) {
  const auto bad = [&](const std::string& what) {
    return Error(ErrorKind::format, "load: " + path + " " + what);
  };
  const auto kind = metadata.find("optimizer"), groups = metadata.find("param_groups");
  if (kind == metadata.end() || groups == metadata.end()) throw bad("holds no optimizer");
  if (kind->second != optimizer.name())
    throw bad("holds the state of " + kind->second + ", not of " + optimizer.name());
  OptionList all;
  try {
    const Json json = Json::parse(groups->second);
    if (!json.is_array() || json.size() != optimizer.param_groups().size())
      throw bad("has another number of parameter groups");
    for (size_t i = 0; i < json.size(); ++i) {
      const auto& group = optimizer.param_groups()[i];
      if (json[i].at("params").get<size_t>() != group.params().size())
        throw bad("has another number of parameters in group " + std::to_string(i));
      all.push_back(group.options().clone());
      all.back()->set_values(json[i].at("options").get<std::map<std::string, double>>());
    }
  } catch (const Json::exception&) {
    throw bad("has options that cannot be read");
  }
  return all;
}

}  // namespace

namespace {

void load_module(nn::Module& module, const Dict& file, const std::string& path) {
  const Dict state = state_of(module);
  check_dict(path, file, state);
  fill(file, state);
}

Metadata metadata_of(const optim::Optimizer& optimizer) {
  return {{"optimizer", optimizer.name()}, {"param_groups", describe(optimizer).dump()}};
}

void load_optimizer(optim::Optimizer& optimizer, const Dict& file, const Metadata& metadata,
                    const std::string& path) {
  const auto options = read_groups(path, metadata, optimizer);
  check_dict(path, file, optimizer.state_like(options));
  for (size_t i = 0; i < options.size(); ++i)
    optimizer.param_groups()[i].options().set_values(options[i]->values());
  fill(file, optimizer.named_state());
}

}  // namespace

void save(const nn::Module& module, const std::string& path, const Metadata& metadata) {
  save_safetensors(state_of(module), path, metadata);
}
void save(const nn::Module& module, std::ostream& stream) {
  save_safetensors(state_of(module), stream);
}
void load(nn::Module& module, const std::string& path) {
  load_module(module, io::load_tensors(path), path);
}
void load(nn::Module& module, std::istream& stream) {
  load_module(module, io::load_tensors(stream), "stream");
}

void save(optim::Optimizer& optimizer, const std::string& path) {
  save_safetensors(optimizer.named_state(), path, metadata_of(optimizer));
}
void save(optim::Optimizer& optimizer, std::ostream& stream) {
  save_safetensors(optimizer.named_state(), stream, metadata_of(optimizer));
}
void load(optim::Optimizer& optimizer, const std::string& path) {
  Metadata metadata;
  const Dict file = io::load_tensors(path, &metadata);
  load_optimizer(optimizer, file, metadata, path);
}
void load(optim::Optimizer& optimizer, std::istream& stream) {
  Metadata metadata;
  const Dict file = io::load_tensors(stream, &metadata);
  load_optimizer(optimizer, file, metadata, "stream");
}

}  // namespace pumice
