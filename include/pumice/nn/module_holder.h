// ModuleHolder: a shared pointer to a module that is used like a value (torch::nn::ModuleHolder).
#pragma once

#include <concepts>
#include <memory>
#include <ostream>
#include <type_traits>
#include <utility>

#include "pumice/error.h"

namespace pumice::nn {

namespace detail {
struct ModuleHolderIndicator {};
/// The module class behind a holder, or the class itself.
template <class M>
struct Implementation {
  using type = M;
};
template <std::derived_from<ModuleHolderIndicator> M>
struct Implementation<M> {
  using type = typename M::ContainedType;
};
}  // namespace detail

/// Copies share the module. Made from the arguments of Contained's constructor, or empty from
/// nullptr.
template <class Contained>
class ModuleHolder : public detail::ModuleHolderIndicator {
 public:
  using ContainedType = Contained;

  ModuleHolder() requires std::default_initializable<Contained>
      : impl_(std::make_shared<Contained>()) {}
  ModuleHolder(std::nullptr_t) {}
  ModuleHolder(std::shared_ptr<Contained> module) : impl_(std::move(module)) {}
  template <class Head, class... Tail>
  requires(std::constructible_from<Contained, Head, Tail...> &&
           !(sizeof...(Tail) == 0 &&
             std::derived_from<std::remove_cvref_t<Head>,
                               ModuleHolder<Contained>>)) explicit ModuleHolder(Head&& head,
                                                                                Tail&&... tail)
      : impl_(std::make_shared<Contained>(std::forward<Head>(head), std::forward<Tail>(tail)...)) {}

  explicit operator bool() const noexcept { return impl_ != nullptr; }
  bool is_empty() const noexcept { return impl_ == nullptr; }
  Contained* get() const { return &**this; }
  Contained* operator->() const { return get(); }
  /// value error when empty.
  Contained& operator*() const {
    if (!impl_) throw Error(ErrorKind::value, "Accessing empty ModuleHolder");
    return *impl_;
  }
  const std::shared_ptr<Contained>& ptr() const { return **this, impl_; }

  /// Calls forward().
  template <class... Args>
  auto operator()(Args&&... args) const {
    return get()->forward(std::forward<Args>(args)...);
  }
  template <class Index>
  decltype(auto) operator[](Index&& index) const {
    return (**this)[std::forward<Index>(index)];
  }

 private:
  std::shared_ptr<Contained> impl_;
};

template <class Contained>
std::ostream& operator<<(std::ostream& stream, const ModuleHolder<Contained>& module) {
  return stream << *module;
}

}  // namespace pumice::nn

/// Declares NAME as the holder of NAME##Impl (libtorch's TORCH_MODULE).
#define PUMICE_MODULE(NAME)                                     \
  class NAME : public ::pumice::nn::ModuleHolder<NAME##Impl> {  \
   public:                                                      \
    using ::pumice::nn::ModuleHolder<NAME##Impl>::ModuleHolder; \
    using Impl = NAME##Impl;                                    \
  }
