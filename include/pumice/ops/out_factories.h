// The forms of factories that write into a tensor which the caller brings: namespace-scope part of
// ops/out.h.
#ifndef PUMICE_LAST_OUT
#error "include pumice/ops/out.h"
#endif

// Factories: out's dtype and device.
#define PUMICE_MADE_OUT(name, take, parameters, ...)                             \
  inline Tensor& name##_out(Tensor& out, PUMICE_LIST parameters) {               \
    return detail::Out(#name, out).take(name(__VA_ARGS__, detail::as_out(out))); \
  }                                                                              \
  template <class T = Tensor>                                                    \
  Tensor& name##_outf(PUMICE_LIST parameters, PUMICE_LAST_OUT(out)) {            \
    return name##_out(out, __VA_ARGS__);                                         \
  }
#define PUMICE_FACTORY_OUT(name, parameters, ...) \
  PUMICE_MADE_OUT(name, take_made, parameters, __VA_ARGS__)
PUMICE_FACTORY_OUT(zeros, (IntArrayRef size), size)
PUMICE_FACTORY_OUT(ones, (IntArrayRef size), size)
PUMICE_FACTORY_OUT(full, (IntArrayRef size, Scalar fill_value), size, fill_value)
PUMICE_FACTORY_OUT(eye, (int64_t n), n)
PUMICE_FACTORY_OUT(eye, (int64_t n, int64_t m), n, m)
PUMICE_MADE_OUT(arange, take_arange, (Scalar end), end)
PUMICE_MADE_OUT(arange, take_arange, (Scalar start, Scalar end, Scalar step = 1), start, end, step)
PUMICE_MADE_OUT(range, take_counted, (Scalar start, Scalar end), start, end)
PUMICE_MADE_OUT(range, take_counted, (Scalar start, Scalar end, Scalar step), start, end, step)
#define PUMICE_SPACED_OUT(Start, End)                                                              \
  PUMICE_MADE_OUT(linspace, take_counted, (Start start, End end, int64_t steps), start, end,       \
                  steps)                                                                           \
  PUMICE_MADE_OUT(logspace, take_counted, (Start start, End end, int64_t steps, double base = 10), \
                  start, end, steps, base)
PUMICE_SPACED_OUT(Scalar, Scalar)
PUMICE_SPACED_OUT(const Tensor&, const Tensor&)
PUMICE_SPACED_OUT(const Tensor&, Scalar)
PUMICE_SPACED_OUT(Scalar, const Tensor&)
#undef PUMICE_SPACED_OUT
#define PUMICE_WINDOW_OUT(name) \
  PUMICE_FACTORY_OUT(name, (int64_t window_length, bool periodic = true), window_length, periodic)
PUMICE_WINDOW_OUT(bartlett_window)
PUMICE_WINDOW_OUT(blackman_window)
PUMICE_WINDOW_OUT(hann_window)
PUMICE_WINDOW_OUT(hamming_window)
PUMICE_WINDOW_OUT(kaiser_window)
#undef PUMICE_WINDOW_OUT
#define PUMICE_RANDOM_OUT(name, parameters, ...)                                                 \
  PUMICE_FACTORY_OUT(name, (PUMICE_LIST parameters), __VA_ARGS__)                                \
  PUMICE_FACTORY_OUT(name, (PUMICE_LIST parameters, const GeneratorArg& generator), __VA_ARGS__, \
                     generator)
PUMICE_RANDOM_OUT(rand, (IntArrayRef size), size)
PUMICE_RANDOM_OUT(randn, (IntArrayRef size), size)
PUMICE_RANDOM_OUT(randint, (int64_t high, IntArrayRef size), high, size)
PUMICE_RANDOM_OUT(randint, (int64_t low, int64_t high, IntArrayRef size), low, high, size)
PUMICE_RANDOM_OUT(randperm, (int64_t n), n)
#undef PUMICE_RANDOM_OUT
#undef PUMICE_FACTORY_OUT
#undef PUMICE_MADE_OUT

inline Tensor& empty_out(Tensor& out, IntArrayRef size, FormatArg format = {}) {
  return detail::Out("empty", out).take_made(empty(size, detail::as_out(out), format));
}
template <class T = Tensor>
Tensor& empty_outf(IntArrayRef size, FormatArg format = {}, PUMICE_LAST_OUT(out)) {
  return empty_out(out, size, format);
}
