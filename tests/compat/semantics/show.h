// How the programs print: each line an expression and what it gives, with all that semantics are
// about: dtype, sizes, strides, offset, place in the graph, values.
#pragma once

#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

namespace semantics {

using namespace torch::indexing;
using torch::kBFloat16, torch::kBool, torch::kByte, torch::kChar, torch::kDouble, torch::kFloat,
    torch::kHalf, torch::kInt, torch::kLong, torch::kShort;
using torch::ScalarType, torch::Tensor;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

inline const std::vector<ScalarType>& all_dtypes() {
  static const std::vector<ScalarType> list{kByte, kChar,  kShort,  kInt,  kLong,
                                            kHalf, kFloat, kDouble, kBool, kBFloat16};
  return list;
}
/// Those in which libtorch 1.13 calculates on the CPU: it lacks most kernels of half precision.
inline const std::vector<ScalarType>& number_dtypes() {
  static const std::vector<ScalarType> list{kByte,  kChar,   kShort, kInt,     kLong,
                                            kFloat, kDouble, kBool,  kBFloat16};
  return list;
}
inline const std::vector<ScalarType>& whole_dtypes() {
  static const std::vector<ScalarType> list{kByte, kChar, kShort, kInt, kLong};
  return list;
}

inline std::string text(ScalarType dtype) {
  const char* names[] = {"u8", "i8", "i16", "i32", "i64", "f16", "f32", "f64", "bool", "bf16"};
  for (size_t i = 0; i < all_dtypes().size(); ++i)
    if (all_dtypes()[i] == dtype) return names[i];
  return "?";
}
inline std::string text(bool value) { return value ? "true" : "false"; }
inline std::string text(const char* value) { return value; }
inline std::string text(const std::string& value) { return value; }
inline std::string text(double value) {
  if (std::isnan(value)) return "nan";
  char buffer[32];
  std::snprintf(buffer, sizeof(buffer), "%.5g", value);
  return buffer;
}
inline std::string text(float value) { return text(static_cast<double>(value)); }
template <class T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>, int> = 0>
std::string text(T value) {
  return std::to_string(value);
}
inline std::string text(torch::IntArrayRef values) {
  std::string line = "[";
  for (const int64_t value : values) line += (line.size() > 1 ? "," : "") + text(value);
  return line + "]";
}
inline std::string text(const torch::Scalar& value) {
  if (value.isBoolean()) return "bool " + text(value.to<bool>());
  return value.isIntegral(false) ? "whole " + text(value.to<int64_t>())
                                 : "floating " + text(value.to<double>());
}
/// f32[2,3] strides [3,1] offset 1 requires_grad MulBackward0 {1 2 3 4 5 6}
inline std::string text(const Tensor& t) {
  if (!t.defined()) return "undefined";
  std::string line = text(t.scalar_type()) + text(t.sizes());
  if (!t.is_contiguous()) line += " strides " + text(t.strides());
  if (t.storage_offset() != 0) line += " offset " + text(t.storage_offset());
  if (t.is_inference()) line += " inference";
  if (t.requires_grad()) line += " requires_grad";
  if (t.grad_fn()) line += " " + t.grad_fn()->name();
  const Tensor host = t.detach().cpu().to(kDouble).contiguous();
  line += " {";
  for (int64_t i = 0; i < std::min<int64_t>(host.numel(), 24); ++i)
    line += (i > 0 ? " " : "") + text(host.data_ptr<double>()[i]);
  return line + (host.numel() > 24 ? " ...}" : "}");
}
template <class... T>
std::string text(const std::tuple<T...>& values) {
  std::string line;
  std::apply([&](const auto&... value) { ((line += "(" + text(value) + ")"), ...); }, values);
  return line;
}
inline std::string text(const std::vector<Tensor>& list) {
  std::string line;
  for (const Tensor& t : list) line += "(" + text(t) + ")";
  return "[" + line + "]";
}

/// What every line begins with: the dtypes that it is about.
inline std::string& prefix() {
  static std::string words;
  return words;
}

template <class... T>
void show(const char* expression, const T&... values) {
  std::string line;
  ((line += (line.empty() ? "" : " ; ") + text(values)), ...);
  std::printf("%s%s = %s\n", prefix().c_str(), expression, line.c_str());
}
template <class F>
void attempt(const char* expression, F&& f, bool with_words) {
  std::string words = "nothing thrown";
  try {
    f();
  } catch (const std::exception& error) {
    // Up to what names devices, sizes, or where in the library it was thrown.
    words = error.what();
    words = with_words ? words.substr(0, words.find_first_of(":.[(\n")) : "thrown";
  }
  std::printf("%s%s : %s\n", prefix().c_str(), expression, words.c_str());
}
/// Prints the expressions and their values; should they throw, that, and the program goes on.
#define SHOW(...)                                          \
  try {                                                    \
    show(#__VA_ARGS__, __VA_ARGS__);                       \
  } catch (const std::exception&) {                        \
    attempt(                                               \
        #__VA_ARGS__ " UNEXPECTED", [&] { throw; }, true); \
  }
/// The statement must throw; SAYS prints how the message begins.
#define THROWS(...) \
  attempt(          \
      #__VA_ARGS__, [&] { (void)(__VA_ARGS__); }, false)
#define SAYS(...) \
  attempt(        \
      #__VA_ARGS__, [&] { (void)(__VA_ARGS__); }, true)

/// Whether the default device holds tensors of the dtype and calculates with them.
inline bool held(ScalarType dtype) {
  static std::map<ScalarType, bool> known;
  const auto [place, unknown] = known.try_emplace(dtype, true);
  try {
    if (!unknown || dtype == kBool) return place->second;
    const Tensor one = torch::ones({1}, dtype);
    one.cpu();
    (one + one).cpu();
  } catch (const std::exception&) {
    place->second = false;
  }
  return place->second;
}
/// Runs f where the device holds the dtypes; compare.py leaves out the lines of those that it names
/// as lacking.
inline void with(const std::vector<ScalarType>& dtypes, const std::function<void()>& f) {
  std::string words, lacking;
  for (const ScalarType dtype : dtypes) {
    words += (words.empty() ? "" : ",") + text(dtype);
    if (!held(dtype)) lacking += " " + text(dtype);
  }
  if (!lacking.empty()) {
    std::printf("lacking%s\n", lacking.c_str());
    return;
  }
  const std::string outer = prefix();
  prefix() = words + "| ";
  f();
  prefix() = outer;
}
template <class F>
void each(const std::vector<ScalarType>& dtypes, F&& f) {
  for (const ScalarType dtype : dtypes) with({dtype}, [&] { f(dtype); });
}

/// 0, 1, 2, ... in these sizes.
inline Tensor counted(std::vector<int64_t> sizes, ScalarType dtype = kFloat) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return torch::arange(count).to(dtype).view(sizes).clone();
}
/// A leaf of 1, 2, 3, ... that requires grad.
inline Tensor leaf(std::vector<int64_t> sizes = {3}) {
  return (counted(std::move(sizes)) + 1).requires_grad_();
}
inline Tensor places(std::vector<int64_t> list) { return torch::tensor(list); }

void factories();
void scalars();
void conversions();
void views();
void writes();
void indices();
void gradients();
void functions();
void composites();
void layouts();
void edges();
void nodes();
void corners();
void expanded();
void out();
void slopes();
void wrong_calls();
void results();
void overloads();
void warnings();
void host_topics();

}  // namespace semantics
