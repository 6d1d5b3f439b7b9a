// Calling an operator with arguments whose types are known only at run time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "pumice/tensor.h"

namespace pumice {

/// An argument of any operator; monostate stands for an undefined tensor or an absent optional.
using Arg = std::variant<std::monostate, bool, int64_t, double, std::string, ScalarType,
                         TensorOptions, std::vector<int64_t>, Tensor, std::vector<Tensor>>;

/// Takes every argument of the operator, defaults included; value error when no overload fits.
using BoxedCall = std::vector<Tensor> (*)(const char* name, std::span<const Arg> args);

namespace detail {

[[noreturn]] void no_overload(const char* name, size_t count);

template <class T>
struct Unbox;

/// An argument type that is one alternative of Arg as it stands.
template <class T>
struct UnboxSame {
  static bool fits(const Arg& a) { return std::holds_alternative<T>(a); }
  static const T& get(const Arg& a) { return std::get<T>(a); }
};
template <>
struct Unbox<bool> : UnboxSame<bool> {};
template <>
struct Unbox<int64_t> : UnboxSame<int64_t> {};
template <>
struct Unbox<ScalarType> : UnboxSame<ScalarType> {};
template <>
struct Unbox<TensorOptions> : UnboxSame<TensorOptions> {};
template <>
struct Unbox<std::string_view> : UnboxSame<std::string> {};

template <>
struct Unbox<double> {
  static bool fits(const Arg& a) {
    return std::holds_alternative<double>(a) || std::holds_alternative<int64_t>(a);
  }
  static double get(const Arg& a) {
    const auto* i = std::get_if<int64_t>(&a);
    return i ? static_cast<double>(*i) : std::get<double>(a);
  }
};

template <>
struct Unbox<Scalar> {
  static bool fits(const Arg& a) {
    return std::holds_alternative<bool>(a) || Unbox<double>::fits(a);
  }
  static Scalar get(const Arg& a) {
    if (const auto* b = std::get_if<bool>(&a)) return *b;
    if (const auto* i = std::get_if<int64_t>(&a)) return *i;
    return std::get<double>(a);
  }
};

template <>
struct Unbox<Tensor> {
  static bool fits(const Arg& a) {
    return std::holds_alternative<Tensor>(a) || std::holds_alternative<std::monostate>(a);
  }
  static Tensor get(const Arg& a) {
    const auto* t = std::get_if<Tensor>(&a);
    return t ? *t : Tensor();
  }
};

/// A list of T; a lone T and an absent list are lists, too. Points into the Arg.
template <class T>
struct Unbox<ArrayRef<T>> {
  static bool is_empty(const Arg& a) {
    const auto* ints = std::get_if<std::vector<int64_t>>(&a);
    const auto* tensors = std::get_if<std::vector<Tensor>>(&a);
    return std::holds_alternative<std::monostate>(a) || (ints && ints->empty()) ||
           (tensors && tensors->empty());
  }
  static bool fits(const Arg& a) {
    return std::holds_alternative<std::vector<T>>(a) || is_empty(a) ||
           (std::is_same_v<T, int64_t> && std::holds_alternative<T>(a));
  }
  static ArrayRef<T> get(const Arg& a) {
    if (is_empty(a)) return {};
    const auto* list = std::get_if<std::vector<T>>(&a);
    return list ? ArrayRef<T>(*list) : ArrayRef<T>(std::get<T>(a));
  }
};

template <class T>
struct Unbox<std::optional<T>> {
  static bool fits(const Arg& a) {
    return std::holds_alternative<std::monostate>(a) || Unbox<T>::fits(a);
  }
  static std::optional<T> get(const Arg& a) {
    if (std::holds_alternative<std::monostate>(a)) return std::nullopt;
    return Unbox<T>::get(a);
  }
};

template <>
struct Unbox<OptionalIntArrayRef> : Unbox<std::optional<IntArrayRef>> {};

inline std::vector<Tensor> pack(Tensor t) { return {std::move(t)}; }
inline std::vector<Tensor> pack(std::vector<Tensor> list) { return list; }
template <class... T>
std::vector<Tensor> pack(std::tuple<T...> results) {
  return std::apply([](auto&... t) { return std::vector<Tensor>{std::move(t)...}; }, results);
}

/// Calls fn and stores its results when the arguments fit its signature.
template <class R, class... A>
bool try_call(R (*fn)(A...), std::span<const Arg> args, std::vector<Tensor>& results) {
  if (args.size() != sizeof...(A)) return false;
  return [&]<size_t... I>(std::index_sequence<I...>) {
    if (!(Unbox<std::remove_cvref_t<A>>::fits(args[I]) && ...)) return false;
    results = pack(fn(Unbox<std::remove_cvref_t<A>>::get(args[I])...));
    return true;
  }
  (std::index_sequence_for<A...>{});
}

}  // namespace detail

/// Picks one overload by its signature: as<Tensor(const Tensor&, Scalar)>(&mul).
template <class Signature>
constexpr Signature* as(Signature* fn) {
  return fn;
}

/// The boxed form of an operator; the first overload whose parameters fit is called.
template <auto... overloads>
std::vector<Tensor> box(const char* name, std::span<const Arg> args) {
  std::vector<Tensor> results;
  if (!(detail::try_call(overloads, args, results) || ...)) detail::no_overload(name, args.size());
  return results;
}

}  // namespace pumice
