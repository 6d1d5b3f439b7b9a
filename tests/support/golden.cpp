// Reading golden files and making their calls.
#include "support/golden.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include "pumice/functions.h"
#include "pumice/io/safetensors.h"
#include "support/paths.h"

namespace pumice::testing {
namespace {

using nlohmann::json;
const std::string kDirectory = test_data() + "/golden/data";

ScalarType dtype_named(const std::string& name) {
  for (int i = 0; i < kNumScalarTypes; ++i)
    if (const auto dtype = static_cast<ScalarType>(i); dtype_name(dtype) == name) return dtype;
  throw std::runtime_error("golden data names no dtype: " + name);
}

ErrorKind kind_named(const std::string& name) {
  const std::map<std::string, ErrorKind> kinds{
      {"shape", ErrorKind::shape},   {"dtype", ErrorKind::dtype},
      {"index", ErrorKind::index},   {"value", ErrorKind::value},
      {"device", ErrorKind::device}, {"unsupported", ErrorKind::unsupported}};
  return kinds.at(name);
}

void list_inputs(const json& arg, std::vector<std::string>& inputs) {
  if (arg.is_array())
    for (const json& element : arg) list_inputs(element, inputs);
  else if (arg.is_object() && arg.contains("tensor"))
    inputs.push_back(arg["tensor"]);
}

GoldenCall parse_call(const json& j, size_t number) {
  GoldenCall call{.number = number, .args = j["args"]};
  for (const json& arg : call.args) list_inputs(arg, call.inputs);
  if (j.contains("error")) {
    call.error = kind_named(j["error"]["kind"]);
    call.message = j["error"]["message"];
    return call;
  }
  for (const json& out : j["out"]) {
    call.outputs.push_back(out["tensor"]);
    call.cotangents.push_back(out.value("cotangent", ""));
  }
  const auto by_input = [&](const char* key) {
    std::map<size_t, std::string> names;
    if (j.contains(key))
      for (const auto& [input, name] : j[key].items()) names[std::stoul(input)] = name;
    return names;
  };
  call.gradients = by_input("grad");
  call.after = by_input("after");
  if (j.contains("inplace")) call.in_place = j["inplace"].is_null() ? "" : j["inplace"];
  const json second = j.value("second", json(false));
  call.symmetric = second == "symmetric";
  call.second = call.symmetric || second == true;
  call.shape_only = j.value("compare", "values") == "shape";
  call.exact = j.value("exact", false);
  for (const json& name : j.value("dtypes", json::array()))
    call.dtypes.push_back(dtype_named(name));
  const json tolerances = j.value("tolerance", json::object());
  for (const auto& [name, pair] : tolerances.items())
    call.tolerance[dtype_named(name)] = {pair[0], pair[1]};
  for (const json& pair : j.value("signs", json::array()))
    call.signs.emplace_back(pair[0], pair[1]);
  return call;
}

/// For matrices (..., rows, columns): the sign of the element of largest size of each vector along
/// the dim (-1: of each column), with the sizes that multiply them.
HostTensor signs_of(const HostTensor& matrices, int64_t dim) {
  HostTensor signs{matrices.dtype, matrices.sizes, {}};
  const size_t last = matrices.sizes.size() - 1;
  const auto rows = static_cast<size_t>(matrices.sizes[last - 1]),
             columns = static_cast<size_t>(matrices.sizes[last]);
  const bool upright = dim == -1;
  signs.sizes[upright ? last - 1 : last] = 1;
  const size_t count = upright ? columns : rows, length = upright ? rows : columns;
  for (size_t start = 0; start < matrices.values.size(); start += rows * columns)
    for (size_t vector = 0; vector < count; ++vector) {
      double most = 0;
      for (size_t i = 0; i < length; ++i) {
        const double value =
            matrices.values[start + (upright ? i * columns + vector : vector * columns + i)];
        if (std::abs(value) > std::abs(most)) most = value;
      }
      signs.values.push_back(most < 0 ? -1 : 1);
    }
  return signs;
}

/// Makes Args in the order of the call's arguments; tensors are taken from `inputs` one by one.
class ArgMaker {
 public:
  ArgMaker(const GoldenCall& call, const std::vector<Tensor>& inputs, const Setting& setting)
      : call_(call), inputs_(inputs), setting_(setting) {}

  Arg operator()(const json& j) {
    if (j.is_null()) return std::monostate{};
    if (j.is_boolean()) return j.get<bool>();
    if (j.is_number_integer()) return j.get<int64_t>();
    if (j.is_number()) return j.get<double>();
    if (j.is_string()) return j.get<std::string>();
    if (j.is_array()) return list(j);
    if (j.contains("tensor")) return inputs_[next_++];
    if (j.contains("dtype")) return dtype_named(j["dtype"]);
    if (j.contains("options"))
      return TensorOptions(dtype_in(call_, dtype_named(j["options"]), setting_.dtype))
          .device(setting_.device);
    return std::stod(j.at("float").get<std::string>());
  }

 private:
  Arg list(const json& j) {
    if (std::all_of(j.begin(), j.end(), [](const json& e) { return e.is_number_integer(); }))
      return j.get<std::vector<int64_t>>();
    std::vector<Tensor> tensors;
    for (const json& element : j)
      tensors.push_back(element.is_null() ? Tensor() : std::get<Tensor>((*this)(element)));
    return tensors;
  }
  const GoldenCall& call_;
  const std::vector<Tensor>& inputs_;
  const Setting& setting_;
  size_t next_ = 0;
};

}  // namespace

std::optional<GoldenFile> load_golden(const std::string& name) {
  const std::string path = kDirectory + "/" + name + ".safetensors";
  if (!std::filesystem::exists(path)) return std::nullopt;
  GoldenFile file{.name = name};
  Metadata metadata;
  for (const auto& [key, tensor] : load_safetensors(path, &metadata))
    file.tensors[key] = read_tensor(tensor);
  for (const json& call : json::parse(metadata.at("calls")))
    file.calls.push_back(parse_call(call, file.calls.size()));
  return file;
}

std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kDirectory))
    names.push_back(entry.path().stem());
  return names;
}

std::vector<Tensor> with_signs(const GoldenCall& call, std::vector<Tensor> results) {
  HostTensor shared;
  for (const auto& [place, dim] : call.signs) {
    const Tensor t = results.at(place);
    if (t.numel() == 0) continue;
    const auto count = [](const HostTensor& signs) {
      return static_cast<size_t>(*std::max_element(signs.sizes.end() - 2, signs.sizes.end()));
    };
    HostTensor own = signs_of(read_tensor(t), dim);
    if (shared.values.empty()) shared = own;
    // Vectors beyond the first result's stand alone.
    const size_t n = count(own), m = count(shared);
    for (size_t i = 0; i < own.values.size(); ++i)
      if (i % n < m) own.values[i] = shared.values.at(i / n * m + i % n);
    results[place] = mul(t, make_tensor(own, t.scalar_type(), t.device()));
  }
  return results;
}

std::string in_place(const GoldenFile& file, const GoldenCall& call) {
  if (call.error) return {};
  if (call.in_place) return *call.in_place;
  const HostTensor &self = file.tensors.at(call.inputs.at(0)),
                   &result = file.tensors.at(call.outputs.at(0));
  return self.sizes == result.sizes && self.dtype == result.dtype ? call.outputs[0] : "";
}

ScalarType dtype_in(const GoldenCall& call, ScalarType stored, ScalarType tested) {
  return stored == kDouble && !call.exact ? tested : stored;
}

std::vector<Arg> make_args(const GoldenFile& file, const GoldenCall& call, const Setting& setting,
                           std::vector<Tensor>& inputs) {
  for (const std::string& name : call.inputs) {
    const HostTensor& host = file.tensors.at(name);
    inputs.push_back(make_tensor(host, dtype_in(call, host.dtype, setting.dtype), setting.device,
                                 setting.layout));
  }
  ArgMaker make(call, inputs, setting);
  std::vector<Arg> args;
  for (const json& arg : call.args) args.push_back(make(arg));
  return args;
}

}  // namespace pumice::testing
