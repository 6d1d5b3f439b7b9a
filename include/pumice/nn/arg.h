// Named arguments: options structs whose fields are set by chained calls, as in libtorch.
#pragma once

#include <utility>

/// A field `name_` with a getter name() and a chainable setter name(value); an initial value may
/// follow: PUMICE_ARG(bool, bias) = true;
#define PUMICE_ARG(T, name)                                \
 public:                                                   \
  auto name(const T& value)->decltype(*this) {             \
    this->name##_ = value;                                 \
    return *this;                                          \
  }                                                        \
  auto name(T&& value)->decltype(*this) {                  \
    this->name##_ = std::move(value);                      \
    return *this;                                          \
  }                                                        \
  const T& name() const noexcept { return this->name##_; } \
  T& name() noexcept { return this->name##_; }             \
                                                           \
 private:                                                  \
  T name##_ /* NOLINT(bugprone-macro-parentheses) */
