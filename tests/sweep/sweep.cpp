// Repeats the calls that export.py wrote, on the default device, and prints what comes out
// otherwise.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "derived/methods.h"
#include "ops/table.h"
#include "pumice/autograd.h"
#include "pumice/pumice.h"
#include "support/holds.h"
#include "support/host.h"

namespace pumice::testing {
namespace {

using nlohmann::json;

ScalarType dtype_named(const std::string& name) {
  for (int i = 0; i < kNumScalarTypes; ++i)
    if (const auto dtype = static_cast<ScalarType>(i); dtype_name(dtype) == name) return dtype;
  throw std::runtime_error("no dtype " + name);
}

/// What lies in data.bin.
class Data {
 public:
  explicit Data(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
  }

  /// The tensor, lying as it did in PyTorch.
  Tensor tensor(const json& j) const {
    const auto sizes = j["sizes"].get<std::vector<int64_t>>(),
               strides = j["strides"].get<std::vector<int64_t>>();
    const ScalarType dtype = dtype_named(j["dtype"]);
    if (j["bytes"] == 0) return empty_strided(sizes, strides, dtype);
    return elements(j).as_strided(sizes, strides, j["offset"].get<int64_t>());
  }
  HostTensor values(const json& j) const {
    return read_tensor(elements(j).view(j["sizes"].get<std::vector<int64_t>>()));
  }

 private:
  Tensor elements(const json& j) const {
    const ScalarType dtype = dtype_named(j["dtype"]);
    const auto count = j["bytes"].get<int64_t>() / static_cast<int64_t>(element_size(dtype));
    const Tensor host = empty({count}, TensorOptions(dtype).device(kCPU));
    if (count > 0)
      std::copy_n(bytes_.data() + j["at"].get<size_t>(), j["bytes"].get<size_t>(),
                  static_cast<char*>(host.data_ptr()));
    return host.to(default_device());
  }
  std::string bytes_;
};

Arg argument(const json& j, const std::vector<Tensor>& inputs) {
  if (j.is_null()) return std::monostate{};
  if (j.is_boolean()) return j.get<bool>();
  if (j.is_number_integer()) return j.get<int64_t>();
  if (j.is_number()) return j.get<double>();
  if (j.is_string()) return j.get<std::string>();
  if (j.is_array()) {
    if (std::ranges::all_of(j, [](const json& e) { return e.is_number_integer(); }))
      return j.get<std::vector<int64_t>>();
    std::vector<Tensor> list;
    for (const json& e : j)
      list.push_back(e.is_null() ? Tensor() : inputs.at(e.at("tensor").get<size_t>()));
    return list;
  }
  if (j.contains("tensor")) return inputs.at(j["tensor"].get<size_t>());
  if (j.contains("dtype")) return dtype_named(j["dtype"]);
  if (j.contains("float")) return std::stod(j["float"].get<std::string>());
  return j.at("options").is_null() ? TensorOptions() : TensorOptions(dtype_named(j["options"]));
}

std::vector<Arg> arguments(const json& form, const std::vector<Tensor>& inputs) {
  std::vector<Arg> args;
  for (const json& j : form["args"]) args.push_back(argument(j, inputs));
  return args;
}

/// Whether our message says what PyTorch's does, after the operator's name in one form or another.
bool same_words(std::string_view theirs, std::string_view ours, const std::string& op) {
  const auto bare = [&](std::string_view words) {
    for (bool more = true; more;) {
      more = false;
      for (const std::string& front : {"torch." + op, op + "()", op + "_", op, std::string(": ")})
        if (words.starts_with(front)) words.remove_prefix(front.size()), more = true;
    }
    return words;
  };
  const std::string_view line = ours.substr(0, ours.find('\n'));
  const size_t named = line.find(": ");
  const std::string_view after = named == line.npos ? line : line.substr(named + 2);
  return line.starts_with(theirs) || after.starts_with(theirs) || bare(after) == bare(theirs);
}

/// What one call comes to, and how it differs.
class Call {
 public:
  Call(const json& line, const Data& data, std::map<std::string, size_t>& totals)
      : line_(line),
        data_(data),
        totals_(totals),
        op_(find_op(line["operator"].get<std::string>())) {}

  void run() {
    if (!op_) return;
    read_inputs();
    for (const Tensor& t : inputs_)
      if (!holds(default_device(), t.scalar_type())) return;
    const bool grad = line_.contains("gradients");
    for (const Tensor& t : inputs_) t.set_requires_grad(grad && t.is_floating_point());
    if (!call(grad)) return report("FORM", "the table has none");
    if (line_.contains("error")) return expect_error("", line_["error"], error_);
    if (!error_.empty()) return report("REFUSED", error_);
    compare_results();
    if (grad) return compare_gradients();
    if (line_.contains("in_place") || line_.contains("in_place_error")) compare_in_place();
  }

  void report(const char* kind, const std::string& what) {
    ++totals_[kind];
    std::vector<std::string> shapes;
    for (const Tensor& t : inputs_)
      shapes.push_back(fmt::format("{}[{}]{}", dtype_name(t.scalar_type()),
                                   fmt::join(t.sizes(), ","), t.is_contiguous() ? "" : "*"));
    fmt::print("{} {} {}: {} {}: {}\n", kind, op_->name, line_["label"].get<std::string>(),
               fmt::join(shapes, " "), line_["forms"][0]["args"].dump().substr(0, 120), what);
  }

 private:
  void read_inputs() {
    inputs_.clear();
    for (const json& j : line_["inputs"]) inputs_.push_back(data_.tensor(j));
  }

  /// Finds the form that takes the arguments, without those at its end that are defaults if it
  /// must.
  bool call(bool grad) {
    const AutoGradMode mode(grad);
    for (const json& form : line_["forms"]) {
      const std::vector<Arg> args = arguments(form, inputs_);
      for (size_t count = args.size();; --count) {
        try {
          error_.clear();
          results_ = (*op_)(std::span(args).first(count));
          if (line_.contains("error"))  // which may be one that only a kernel finds
            for (const Tensor& r : results_) read_tensor(r.detach());
        } catch (const Error& error) {
          error_ = error.what();
        }
        if (error_.find("no form of it takes these") == std::string::npos) return true;
        if (count == 1 || !form["defaults"][count - 1].get<bool>()) break;
      }
    }
    return false;
  }

  void expect_error(const char* where, const std::string& theirs, const std::string& ours) {
    if (ours.empty())
      report("ACCEPTED", where + ("PyTorch says: " + theirs));
    else if (!same_words(theirs, ours, op_->name))
      report("WORDS", fmt::format("{}{} | PyTorch says: {}", where, ours, theirs));
  }

  void compare(const char* kind, const Tensor& got, const json& expected, double slack) {
    if (!got.defined()) return report(kind, "undefined");
    const HostTensor want = data_.values(expected);
    Tolerance tolerance = tolerance_of(want.dtype);
    tolerance.relative *= slack, tolerance.absolute *= slack;
    const std::string what = difference(read_tensor(got.detach()), want, want.dtype, tolerance);
    if (!what.empty()) return report(kind, what);
    for (int64_t d = 0; d < got.dim() && got.numel() > 0; ++d)
      if (got.size(d) != 1 && got.stride(d) != expected["strides"][d].get<int64_t>())
        return report("STRIDES",
                      fmt::format("{} [{}], PyTorch has {}", kind, fmt::join(got.strides(), ","),
                                  expected["strides"].dump()));
  }

  void compare_results() {
    const json& expected = line_["results"];
    if (results_.size() != expected.size()) return report("VALUE", "another number of results");
    for (size_t i = 0; i < results_.size(); ++i) compare("VALUE", results_[i], expected[i], 4);
  }

  void compare_gradients() {
    const json& expected = line_["gradients"];
    std::vector<Tensor> outputs, cotangents, leaves;
    for (size_t i = 0; i < expected["of"].size(); ++i) {
      outputs.push_back(results_.at(expected["of"][i]));
      if (!outputs.back().requires_grad()) return report("GRADIENT", "a result has no history");
      cotangents.push_back(data_.tensor(expected["cotangents"][i]));
    }
    for (const json& i : expected["inputs"]) leaves.push_back(inputs_.at(i.get<size_t>()));
    if (outputs.empty()) return;
    std::vector<Tensor> found;
    std::string error;
    try {
      found = autograd::grad(outputs, leaves, cotangents, std::nullopt, false, true);
      for (const Tensor& g : found)
        if (g.defined()) read_tensor(g);
    } catch (const Error& e) {
      error = e.what();
    }
    if (expected.contains("error")) return expect_error("gradient: ", expected["error"], error);
    if (!error.empty()) return report("REFUSED", "gradient: " + error);
    for (size_t i = 0; i < found.size(); ++i) {
      const json& want = expected["values"][i];
      if (want.is_null() && found[i].defined())
        report("GRADIENT", "should be undefined");
      else if (!want.is_null())
        compare("GRADIENT", found[i], want, 32);
    }
  }

  void compare_in_place() {
    read_inputs();
    const NoGradGuard guard;
    for (const json& form : line_["forms"]) {
      const std::vector<Arg> args = arguments(form, inputs_);
      const auto rest = std::span(args).subspan(1);
      for (const Method* method : methods_of(op_->name, true)) {
        if (method->is_alias() || !method->takes(rest)) continue;
        std::string error;
        try {
          method->call(inputs_[0], rest);
          read_tensor(inputs_[0]);
        } catch (const Error& e) {
          error = e.what();
        }
        if (line_.contains("in_place_error"))
          return expect_error("in place: ", line_["in_place_error"], error);
        if (!error.empty()) return report("REFUSED", "in place: " + error);
        return compare("IN_PLACE", inputs_[0], line_["in_place"], 4);
      }
    }
  }

  const json& line_;
  const Data& data_;
  std::map<std::string, size_t>& totals_;
  const Op* op_;
  std::vector<Tensor> inputs_, results_;
  std::string error_;
};

int sweep(const std::string& folder, const std::string& only) {
  const Data data(folder + "/data.bin");
  std::ifstream calls(folder + "/calls.jsonl");
  std::map<std::string, size_t> totals;
  size_t count = 0;
  for (std::string text; std::getline(calls, text);) {
    const json line = json::parse(text);
    if (!only.empty() && line["operator"] != only) continue;
    Call call(line, data, totals);
    try {
      call.run();
    } catch (const std::exception& error) {
      call.report("ERROR", error.what());
    }
    ++count;
  }
  fmt::print("\n{:<10} {:>7}\n", "calls", count);
  for (const auto& [kind, found] : totals) fmt::print("{:<10} {:>7}\n", kind, found);
  return count > 0 ? 0 : 1;
}

}  // namespace
}  // namespace pumice::testing

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: sweep FOLDER [OPERATOR], FOLDER as export.py writes it\n");
    return 2;
  }
  return pumice::testing::sweep(argv[1], argc > 2 ? argv[2] : "");
}
