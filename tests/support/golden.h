// The golden files of tools/golden.py: what PyTorch computes for the samples of an operator.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "ops/box.h"
#include "pumice/error.h"
#include "support/host.h"

namespace pumice::testing {

/// One call of an operator, its arguments and what must come of it.
struct GoldenCall {
  size_t number = 0;
  nlohmann::json args;
  std::vector<std::string> inputs;                 ///< the tensors among the arguments, in order
  std::vector<std::string> outputs, cotangents;    ///< a cotangent's name is empty where none is
  std::map<size_t, std::string> gradients, after;  ///< by input; `after`: inputs that are written
  bool second = false;                             ///< finite differences fit, twice
  bool symmetric = false;  ///< of matrices that are symmetric: the first input
  bool shape_only = false, exact = false;
  std::vector<ScalarType> dtypes;  ///< those that float64 stands for; empty: all
  std::map<ScalarType, Tolerance> tolerance;
  std::vector<std::pair<size_t, int64_t>> signs;  ///< results of vectors along a dim, -1 or -2
  /// What the in-place form makes of self where that does not go without saying: see in_place().
  std::optional<std::string> in_place;
  std::optional<ErrorKind> error;
  std::string message;
};

struct GoldenFile {
  std::string name;
  std::map<std::string, HostTensor> tensors;
  std::vector<GoldenCall> calls;
};

/// Reads DIRECTORY/name.safetensors; nothing where there is none.
std::optional<GoldenFile> load_golden(const std::string& name);
/// Names of all golden files.
std::vector<std::string> golden_names();

/// How the float64 inputs of a call are passed.
struct Setting {
  ScalarType dtype = kFloat;
  Device device;
  Layout layout = Layout::contiguous;
};

/// The arguments of a call as tensors; `inputs` takes those tensors in order.
std::vector<Arg> make_args(const GoldenFile& file, const GoldenCall& call, const Setting& setting,
                           std::vector<Tensor>& inputs);
/// The results with their vectors turned so that the largest element of those of the first result
/// in `signs` is positive: what the file holds of vectors that are unique up to a sign.
std::vector<Tensor> with_signs(const GoldenCall& call, std::vector<Tensor> results);
/// Name of what the in-place form makes of self, the first input: by itself the result, where that
/// has the shape and the dtype of self. Empty where the form must throw.
std::string in_place(const GoldenFile& file, const GoldenCall& call);
/// dtype under test for a golden tensor.
ScalarType dtype_in(const GoldenCall& call, ScalarType stored, ScalarType tested);

}  // namespace pumice::testing
