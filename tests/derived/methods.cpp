// The methods of Tensor as tensor.h declares them: methods.py lists them when tests are built.
#include "derived/methods.h"

#include <algorithm>

#include "pumice/factories.h"
#include "pumice/functions.h"

namespace pumice::detail {

/// Indices of which some may be absent.
template <>
struct Unbox<std::vector<std::optional<Tensor>>> {
  static bool fits(const Arg& a) { return std::holds_alternative<std::vector<Tensor>>(a); }
  static std::vector<std::optional<Tensor>> get(const Arg& a) {
    std::vector<std::optional<Tensor>> indices;
    for (const Tensor& t : std::get<std::vector<Tensor>>(a))
      indices.push_back(t.defined() ? std::optional(t) : std::nullopt);
    return indices;
  }
};

inline std::vector<Tensor> pack(bool answer) { return {full({}, answer, TensorOptions(kBool))}; }

}  // namespace pumice::detail

namespace pumice::testing {
namespace {

template <class T>
using Unboxed = detail::Unbox<std::remove_cvref_t<T>>;

/// Types that arguments of operators may have.
template <class T>
constexpr bool kTaken = requires {
  sizeof(detail::Unbox<T>);
};
template <class T>
constexpr bool kTaken<std::optional<T>> = kTaken<T>;
template <class T>
constexpr bool kTaken<ArrayRef<T>> = std::is_same_v<T, int64_t> || std::is_same_v<T, Tensor>;

/// Types that operators return, and truth values.
template <class R>
constexpr bool kGiven =
    std::is_same_v<R, bool> || std::is_same_v<R, Tensor> || std::is_same_v<R, std::vector<Tensor>>;
template <class... T>
constexpr bool kGiven<std::tuple<T...>> = (std::is_same_v<T, Tensor> && ...);

bool is_default(const Arg& a) {
  const auto* number = std::get_if<int64_t>(&a);
  const auto* flag = std::get_if<bool>(&a);
  return std::holds_alternative<std::monostate>(a) || (number && *number == 1) || (flag && !*flag);
}

/// A number where a list is wanted, which C++ takes for a list where no other overload is.
template <class T>
bool is_lone(const Arg& a) {
  return std::is_same_v<std::remove_cvref_t<T>, IntArrayRef> && std::holds_alternative<int64_t>(a);
}

template <class Signature>
struct Overload;

template <class R, class... A>
struct Overload<R(A...)> {
  using Pointer = R (Tensor::*)(A...) const;
  static constexpr size_t parameters = sizeof...(A);
  static constexpr bool callable =
      kGiven<std::remove_cvref_t<R>> && (kTaken<std::remove_cvref_t<A>> && ...);

  static bool fits(std::span<const Arg> args) {
    if (args.size() < sizeof...(A)) return false;
    if (!std::ranges::all_of(args.subspan(sizeof...(A)), is_default)) return false;
    return [&]<size_t... I>(std::index_sequence<I...>) {
      return ((Unboxed<A>::fits(args[I]) && !is_lone<A>(args[I])) && ...);
    }
    (std::index_sequence_for<A...>{});
  }
  template <Pointer method>
  static std::vector<Tensor> call(const Tensor& self, std::span<const Arg> args) {
    return [&]<size_t... I>(std::index_sequence<I...>) {
      return detail::pack((self.*method)(Unboxed<A>::get(args[I])...));
    }
    (std::index_sequence_for<A...>{});
  }
};

template <class Signature, typename Overload<Signature>::Pointer method>
void add(std::vector<Method>& list, const char* name, const char* of) {
  using This = Overload<Signature>;
  if constexpr (This::callable)
    list.push_back({name, of, std::string_view(name).ends_with('_'), This::parameters, &This::fits,
                    &This::template call<method>});
}

}  // namespace

const std::vector<Method>& methods() {
  static const std::vector<Method> list = [] {
    std::vector<Method> made;
#define METHOD(name, of, ...) add<__VA_ARGS__, &Tensor::name>(made, #name, #of);
#include "tests/methods.inc"
#undef METHOD
    return made;
  }();
  return list;
}

std::vector<const Method*> methods_of(const std::string& op, bool in_place) {
  std::vector<const Method*> found;
  for (const Method& method : methods())
    if (method.of == (in_place ? op + "_" : op)) found.push_back(&method);
  return found;
}

}  // namespace pumice::testing
