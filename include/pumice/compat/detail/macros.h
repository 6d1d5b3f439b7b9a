// libtorch's macros: modules, arguments, checks, dispatch by dtype.
#pragma once

#include <cstdint>
#include <iostream>  // which programs have from libtorch's headers
#include <string>

#include "pumice/compat/detail/names.h"

#define TORCH_MODULE(Name) PUMICE_MODULE(Name)
#define TORCH_MODULE_IMPL(Name, ImplType)                     \
  class Name : public ::pumice::nn::ModuleHolder<ImplType> {  \
   public:                                                    \
    using ::pumice::nn::ModuleHolder<ImplType>::ModuleHolder; \
    using Impl = ImplType;                                    \
  }
#define TORCH_ARG(T, name) PUMICE_ARG(T, name)
#define TORCH_API
#define C10_API
#define C10_UNUSED [[maybe_unused]]
#define C10_NODISCARD [[nodiscard]]
#define C10_LIKELY(expression) (__builtin_expect(static_cast<bool>(expression), 1))
#define C10_UNLIKELY(expression) (__builtin_expect(static_cast<bool>(expression), 0))

namespace pumice::compat {

/// What a check says: the caller's words, or that the condition was false.
template <class... Args>
std::string check_text(const char* condition, const Args&... args) {
  if constexpr (sizeof...(args) == 0)
    return std::string("Expected ") + condition + " to be true, but got false.";
  else
    return c10::str(args...);
}

}  // namespace pumice::compat

// The switch keeps an else after the check with the if before it.
#define PUMICE_COMPAT_CHECK(condition, Class, kind, ...) \
  switch (0)                                             \
  case 0:                                                \
  default:                                               \
    if (C10_LIKELY(condition)) {                         \
    } else                                               \
      throw ::pumice::Class(::pumice::ErrorKind::kind,   \
                            ::pumice::compat::check_text(#condition __VA_OPT__(, ) __VA_ARGS__))
#define TORCH_CHECK(condition, ...) PUMICE_COMPAT_CHECK(condition, Error, value, __VA_ARGS__)
#define TORCH_CHECK_INDEX(condition, ...) \
  PUMICE_COMPAT_CHECK(condition, IndexError, index, __VA_ARGS__)
#define TORCH_CHECK_VALUE(condition, ...) \
  PUMICE_COMPAT_CHECK(condition, ValueError, value, __VA_ARGS__)
#define TORCH_CHECK_TYPE(condition, ...) \
  PUMICE_COMPAT_CHECK(condition, TypeError, dtype, __VA_ARGS__)
#define TORCH_CHECK_NOT_IMPLEMENTED(condition, ...) \
  PUMICE_COMPAT_CHECK(condition, NotImplementedError, unsupported, __VA_ARGS__)
#define TORCH_INTERNAL_ASSERT(condition, ...) \
  PUMICE_COMPAT_CHECK(condition, Error, internal, __VA_ARGS__)
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY(condition, ...) \
  while (false) TORCH_INTERNAL_ASSERT(condition, __VA_ARGS__)
#define AT_ASSERT(condition) TORCH_INTERNAL_ASSERT(condition)
#define AT_ASSERTM(condition, ...) TORCH_INTERNAL_ASSERT(condition, __VA_ARGS__)
#define AT_ERROR(...) TORCH_CHECK(false, __VA_ARGS__)
#define PUMICE_COMPAT_WARN(Type, ...)                                                     \
  ::pumice::warn(::pumice::Warning(::pumice::Type(),                                      \
                                   {__func__, __FILE__, static_cast<uint32_t>(__LINE__)}, \
                                   ::c10::str(__VA_ARGS__), false))
#define TORCH_WARN(...) PUMICE_COMPAT_WARN(UserWarning, __VA_ARGS__)
#define TORCH_WARN_DEPRECATION(...) PUMICE_COMPAT_WARN(DeprecationWarning, __VA_ARGS__)
#define TORCH_WARN_ONCE(...)                                      \
  do {                                                            \
    if (::pumice::WarningUtils::get_warnAlways()) {               \
      TORCH_WARN(__VA_ARGS__);                                    \
    } else {                                                      \
      static const bool warned = (TORCH_WARN(__VA_ARGS__), true); \
      (void)warned;                                               \
    }                                                             \
  } while (false)

/// Calls the lambda with scalar_t set to the C++ type of the dtype; dtype error for another one.
#define PUMICE_COMPAT_CASE(dtype, type, ...) \
  case ::pumice::ScalarType::dtype: {        \
    using scalar_t = type;                   \
    return __VA_ARGS__();                    \
  }
#define PUMICE_COMPAT_FLOATING(...)               \
  PUMICE_COMPAT_CASE(Double, double, __VA_ARGS__) \
  PUMICE_COMPAT_CASE(Float, float, __VA_ARGS__)
#define PUMICE_COMPAT_INTEGRAL(...)               \
  PUMICE_COMPAT_CASE(Byte, uint8_t, __VA_ARGS__)  \
  PUMICE_COMPAT_CASE(Char, int8_t, __VA_ARGS__)   \
  PUMICE_COMPAT_CASE(Short, int16_t, __VA_ARGS__) \
  PUMICE_COMPAT_CASE(Int, int32_t, __VA_ARGS__)   \
  PUMICE_COMPAT_CASE(Long, int64_t, __VA_ARGS__)
#define PUMICE_COMPAT_SWITCH(type, name, cases)                                                \
  [&] {                                                                                        \
    switch (type) {                                                                            \
      cases default : throw ::pumice::NotImplementedError(::pumice::ErrorKind::dtype,          \
                                                          std::string("\"") + (name) +         \
                                                              "\" not implemented for '" +     \
                                                              ::pumice::toString(type) + "'"); \
    }                                                                                          \
  }()
#define AT_DISPATCH_FLOATING_TYPES(type, name, ...) \
  PUMICE_COMPAT_SWITCH(type, name, PUMICE_COMPAT_FLOATING(__VA_ARGS__))
#define AT_DISPATCH_INTEGRAL_TYPES(type, name, ...) \
  PUMICE_COMPAT_SWITCH(type, name, PUMICE_COMPAT_INTEGRAL(__VA_ARGS__))
#define AT_DISPATCH_ALL_TYPES(type, name, ...) \
  PUMICE_COMPAT_SWITCH(type, name,             \
                       PUMICE_COMPAT_FLOATING(__VA_ARGS__) PUMICE_COMPAT_INTEGRAL(__VA_ARGS__))
