// Rows of the operator table that come from shaders/elementwise.def: every row of that file that
// has a public function of its own name.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/binary.h"
#include "shaders/kernels/binary_int.h"
#include "shaders/kernels/compare.h"
#include "shaders/kernels/compare_scalar.h"
#include "shaders/kernels/logical.h"
#include "shaders/kernels/unary.h"
#include "shaders/kernels/unary_grad.h"
#include "shaders/kernels/unary_int.h"
#include "shaders/kernels/unary_more.h"

namespace pumice {
namespace {

/// box() of functions that are made on the spot.
template <class... F>
BoxedCall boxed(F...) {
  return [](const char* name, std::span<const Arg> args) {
    std::vector<Tensor> results;
    if (!(detail::try_call(+F{}, args, results) || ...)) detail::no_overload(name, args.size());
    return results;
  };
}

// T is Tensor; as a parameter, it makes the test for a function of the name possible.
#define CALLABLE(...) constexpr(requires(const T& t, Scalar s) { __VA_ARGS__; })
#define TENSOR(name) [](const T& a) { return name(a); }
#define TENSORS(name) [](const T& a, const T& b) { return name(a, b); }
#define TENSORS_ALPHA(name) [](const T& a, const T& b, Scalar s) { return name(a, b, s); }
#define NUMBER(name) [](const T& a, Scalar b) { return name(a, b); }
#define NUMBER_ALPHA(name) [](const T& a, Scalar b, Scalar s) { return name(a, b, s); }
#define NUMBER_FIRST(name) [](Scalar a, const T& b) { return name(a, b); }

template <class T>
void add_unary(std::vector<Op>& rows) {
  const auto insert = [&](const char* name, BoxedCall call) {
    rows.push_back({name, OpKind::elementwise, true, call,
                    kernels<kernel::unary, kernel::unary_int>(), kernels<kernel::unary_grad>()});
  };
// gelu takes an argument that chooses between two rows, and has its own line in the table.
#define UNARY(name, y, dx)                                                     \
  if CALLABLE (name(t)) {                                                      \
    if (std::string_view(#name) != "gelu") insert(#name, boxed(TENSOR(name))); \
  }
#define UNARY_ALL(name, y, dx) UNARY(name, y, dx)
#define MORE(name, y, dx) \
  rows.push_back(         \
      {#name, OpKind::elementwise, true, boxed(TENSOR(name)), kernels<kernel::unary_more>(), {}});
#include "shaders/elementwise.def"
}

template <class T>
void add_binary(std::vector<Op>& rows) {
  const auto insert = [&](const char* name, BoxedCall call) {
    if (std::string_view(name) == "div") return;  // its own line has the forms that round
    rows.push_back({name, OpKind::elementwise, true, call,
                    kernels<kernel::binary, kernel::binary_int>(), kernels<kernel::binary>()});
  };
#define BINARY(name, y, da, db)                                            \
  if CALLABLE (name(t, t, s))                                              \
    insert(#name, boxed(TENSORS_ALPHA(name), NUMBER_ALPHA(name)));         \
  else if CALLABLE (name(s, t))                                            \
    insert(#name, boxed(TENSORS(name), NUMBER(name), NUMBER_FIRST(name))); \
  else if CALLABLE (name(t, s))                                            \
    insert(#name, boxed(TENSORS(name), NUMBER(name)));                     \
  else                                                                     \
    insert(#name, boxed(TENSORS(name)));
#define BINARY_ALL(name, y, da, db) BINARY(name, y, da, db)
#include "shaders/elementwise.def"
}

template <class T>
void add_predicates(std::vector<Op>& rows) {
  const auto insert = [&](const char* name, BoxedCall call,
                          std::span<const KernelInfo* const> forward) {
    rows.push_back({name, OpKind::elementwise, false, call, forward, {}});
  };
#define COMPARE(name, y)                            \
  insert(#name, boxed(TENSORS(name), NUMBER(name)), \
         kernels<kernel::compare, kernel::compare_scalar>());
#define LOGICAL(name, y)                                             \
  if CALLABLE (name(t, t))                                           \
    insert(#name, boxed(TENSORS(name)), kernels<kernel::logical>()); \
  else                                                               \
    insert(#name, boxed(TENSOR(name)), kernels<kernel::logical>());
#include "shaders/elementwise.def"
}

}  // namespace

void add_elementwise_rows(std::vector<Op>& rows) {
  add_unary<Tensor>(rows);
  add_binary<Tensor>(rows);
  add_predicates<Tensor>(rows);
}

}  // namespace pumice
