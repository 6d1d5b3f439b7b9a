// Archives, and saving and loading of tensors without names.
#include "pumice/io/archive.h"

#include <set>

#include "io/tensor_file.h"
#include "io/values.h"
#include "pumice/autograd.h"
#include "pumice/error.h"
#include "pumice/io/serialize.h"

namespace pumice {

namespace serialize {

namespace {

template <class Map>
void insert_all(Map& to, const std::string& prefix, const Map& from) {
  for (const auto& [key, item] : from) to[prefix + key] = item;
}
template <class Map>
Map all_under(const std::string& prefix, const Map& from) {
  Map found;
  for (auto at = from.lower_bound(prefix); at != from.end() && at->first.starts_with(prefix); ++at)
    found[at->first.substr(prefix.size())] = at->second;
  return found;
}

[[noreturn]] void missing(const char* kind, const std::string& key) {
  throw Error(ErrorKind::format, std::string("No such serialized ") + kind + " '" + key + "'");
}

}  // namespace

void OutputArchive::write(const std::string& key, const Tensor& tensor, bool) {
  if (!tensor.defined())
    throw Error(ErrorKind::value, "write: the tensor '" + key + "' is undefined");
  tensors_[key] = tensor;
}
void OutputArchive::write(const std::string& key, const Value& value) {
  values_[key] = io::value_text(value, key);
}
void OutputArchive::write(const std::string& key, const OutputArchive& nested) {
  insert_all(tensors_, key + ".", nested.tensors_);
  insert_all(values_, key + ".", nested.values_);
}

void InputArchive::load_from(const std::string& path, std::optional<Device> device) {
  Metadata values;
  auto tensors = io::load_tensors(path, &values);
  for (auto& item : tensors) item.second = item.second.to(device.value_or(default_device()));
  tensors_ = std::move(tensors);
  values_ = std::move(values);
}
void InputArchive::load_from(std::istream& stream, std::optional<Device> device) {
  Metadata values;
  auto tensors = io::load_tensors(stream, &values);
  for (auto& item : tensors) item.second = item.second.to(device.value_or(default_device()));
  tensors_ = std::move(tensors);
  values_ = std::move(values);
}

bool InputArchive::try_read(const std::string& key, Tensor& tensor, bool) const {
  const auto found = tensors_.find(key);
  if (found == tensors_.end()) return false;
  if (tensor.defined()) {
    const NoGradGuard guard;
    tensor.set_data(found->second.to(tensor.device()).clone());
  } else {
    tensor = found->second;
  }
  return true;
}
bool InputArchive::try_read(const std::string& key, Value& value) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return false;
  value = io::value_from(found->second, key);
  return true;
}
bool InputArchive::try_read(const std::string& key, InputArchive& nested) const {
  auto tensors = all_under(key + ".", tensors_);
  auto values = all_under(key + ".", values_);
  if (tensors.empty() && values.empty()) return false;
  nested.tensors_ = std::move(tensors);
  nested.values_ = std::move(values);
  return true;
}
void InputArchive::read(const std::string& key, Tensor& tensor, bool is_buffer) const {
  if (!try_read(key, tensor, is_buffer)) missing("tensor", key);
}
void InputArchive::read(const std::string& key, Value& value) const {
  if (!try_read(key, value)) missing("value", key);
}
void InputArchive::read(const std::string& key, InputArchive& nested) const {
  if (!try_read(key, nested)) missing("submodule:", key);
}

std::vector<std::string> InputArchive::keys() const {
  std::set<std::string> all;
  for (const auto& item : tensors_) all.insert(item.first.substr(0, item.first.find('.')));
  for (const auto& item : values_) all.insert(item.first.substr(0, item.first.find('.')));
  return {all.begin(), all.end()};
}

}  // namespace serialize

namespace {

using Dict = std::map<std::string, Tensor>;
constexpr const char* kGradKey = "requires_grad";

// Tensors by position; which of them require grad stands in the metadata.
Dict numbered(const std::vector<Tensor>& tensors, Metadata& metadata) {
  Dict dict;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const std::string key = std::to_string(i);
    if (!tensors[i].defined())
      throw Error(ErrorKind::value, "save: the tensor at position " + key + " is undefined");
    dict[key] = tensors[i];
    if (tensors[i].requires_grad()) metadata[kGradKey] += key + " ";
  }
  return dict;
}

std::vector<Tensor> in_order(Dict dict, const Metadata& metadata, std::optional<Device> device,
                             const std::string& path) {
  const auto marks = metadata.find(kGradKey);
  const std::string grads = marks == metadata.end() ? " " : " " + marks->second;
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < dict.size(); ++i) {
    const std::string key = std::to_string(i);
    const auto at = dict.find(key);
    if (at == dict.end())
      throw Error(ErrorKind::format,
                  "load: " + path + " holds named tensors, not a list: '" + key + "' is missing");
    Tensor tensor = at->second.to(device.value_or(default_device()));
    if (tensor.is_floating_point() && grads.find(" " + key + " ") != std::string::npos)
      tensor.requires_grad_();
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

Tensor only(std::vector<Tensor> tensors, const std::string& path) {
  if (tensors.size() != 1)
    throw Error(ErrorKind::format, "load: " + path + " holds " + std::to_string(tensors.size()) +
                                       " tensors, expected one");
  return std::move(tensors[0]);
}

void put(Tensor& tensor, Tensor loaded) {
  if (!tensor.defined()) {
    tensor = std::move(loaded);
    return;
  }
  const NoGradGuard guard;
  tensor.set_data(loaded.detach().to(tensor.device()));
}

}  // namespace

void save(const std::vector<Tensor>& tensors, const std::string& path) {
  Metadata metadata;
  const Dict dict = numbered(tensors, metadata);
  save_safetensors(dict, path, metadata);
}
void save(const std::vector<Tensor>& tensors, std::ostream& stream) {
  Metadata metadata;
  const Dict dict = numbered(tensors, metadata);
  save_safetensors(dict, stream, metadata);
}
void save(const Tensor& tensor, const std::string& path) { save(std::vector{tensor}, path); }
void save(const Tensor& tensor, std::ostream& stream) { save(std::vector{tensor}, stream); }

void load(std::vector<Tensor>& tensors, const std::string& path, std::optional<Device> device) {
  Metadata metadata;
  Dict dict = io::load_tensors(path, &metadata);
  tensors = in_order(std::move(dict), metadata, device, path);
}
void load(std::vector<Tensor>& tensors, std::istream& stream, std::optional<Device> device) {
  Metadata metadata;
  Dict dict = io::load_tensors(stream, &metadata);
  tensors = in_order(std::move(dict), metadata, device, "stream");
}
void load(Tensor& tensor, const std::string& path, std::optional<Device> device) {
  std::vector<Tensor> tensors;
  load(tensors, path, device);
  put(tensor, only(std::move(tensors), path));
}
void load(Tensor& tensor, std::istream& stream, std::optional<Device> device) {
  std::vector<Tensor> tensors;
  load(tensors, stream, device);
  put(tensor, only(std::move(tensors), "stream"));
}

}  // namespace pumice
