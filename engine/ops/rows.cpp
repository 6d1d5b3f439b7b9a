// Reads shaders/elementwise.def as C++: once on a probe that notes which variables a derivative
// names, once on Tensors.
#include "ops/rows.h"

#include <cmath>
#include <string_view>

#include "pumice/functions.h"
#include "pumice/special.h"
#include "shaders/kernels/binary_int.h"
#include "shaders/kernels/unary_int.h"

namespace pumice {

namespace {

// Rows whose operator PyTorch knows by another name, or whose number among its overloads is not 0.
struct Known {
  std::string_view row, node;
  const char* op = nullptr;
};
constexpr Known known_nodes[] = {{"add_scalar", "AddBackward1", "add"},
                                 {"mul_scalar", "MulBackward1", "mul"},
                                 {"div_scalar", "DivBackward1", "div"},
                                 {"rsub_scalar", "SubBackward0", "rsub"},
                                 {"rdiv_scalar", "DivBackward0", "div"},
                                 {"rpow_scalar", "PowBackward2", "pow"},
                                 {"pow_scalar", "PowBackward0", "pow"},
                                 {"square", "PowBackward0"},
                                 {"pow", "PowBackward1"},
                                 {"clamp", "ClampBackward1"},
                                 {"gelu_tanh", "GeluBackward0", "gelu"},
                                 {"replace_nan", "NanToNumBackward0", "nan_to_num"},
                                 {"replace_inf", "NanToNumBackward0", "nan_to_num"},
                                 {"trigamma", "PolygammaBackward0", "polygamma"},
                                 {"fmod", "FmodBackward1"},
                                 {"remainder", "RemainderBackward1"},
                                 {"div_floor", "DivBackward2", "div"},
                                 {"div_trunc", "DivBackward2", "div"}};

// "leaky_relu" -> "LeakyReluBackward0", "log1p" -> "Log1PBackward0".
template <size_t N>
struct NodeName {
  char text[N + 16]{};
  constexpr NodeName(const char (&name)[N]) {
    const std::string_view row(name, N - 1);
    size_t out = 0;
    for (const Known& known : known_nodes)
      if (known.row == row)
        for (const char c : known.node) text[out++] = c;
    if (out > 0) return;
    bool upper = true;
    for (const char c : row) {
      const bool digit = c >= '0' && c <= '9';
      if (c != '_') text[out++] = upper && !digit ? static_cast<char>(c - 'a' + 'A') : c;
      upper = c == '_' || digit;
    }
    for (const char c : std::string_view("Backward0")) text[out++] = c;
  }
};
template <NodeName name>
inline constexpr const char* node_name = name.text;

constexpr const char* operator_of(const char* row) {
  for (const Known& known : known_nodes)
    if (known.op && known.row == row) return known.op;
  return row;
}

namespace probe {

// Which variables an expression names: bit 0 for x or a, bit 1 for b, bit 2 for y.
struct Use {
  unsigned bits = 0;
  constexpr explicit operator int64_t() const { return 0; }
};
template <class... A>
constexpr Use both(A... a) {
  return {(a.bits | ... | 0u)};
}
// clang-format off
#define PUMICE_PROBE(op) constexpr Use operator op(Use a, Use b) { return both(a, b); }
PUMICE_PROBE(+) PUMICE_PROBE(-) PUMICE_PROBE(*) PUMICE_PROBE(/) PUMICE_PROBE(<) PUMICE_PROBE(<=)
PUMICE_PROBE(>) PUMICE_PROBE(>=) PUMICE_PROBE(==) PUMICE_PROBE(!=)
#undef PUMICE_PROBE
#define PUMICE_PROBE(name) constexpr Use name(Use a) { return a; }
PUMICE_PROBE(exp) PUMICE_PROBE(log) PUMICE_PROBE(sqrt) PUMICE_PROBE(sin) PUMICE_PROBE(cos)
PUMICE_PROBE(tanh) PUMICE_PROBE(erf) PUMICE_PROBE(rsqrt) PUMICE_PROBE(sinh) PUMICE_PROBE(cosh)
PUMICE_PROBE(abs) PUMICE_PROBE(floor) PUMICE_PROBE(trunc) PUMICE_PROBE(digamma) PUMICE_PROBE(erfinv)
PUMICE_PROBE(square) PUMICE_PROBE(sign) PUMICE_PROBE(i0) PUMICE_PROBE(special_i1)
PUMICE_PROBE(special_i0e) PUMICE_PROBE(special_i1e) PUMICE_PROBE(special_erfcx)
#undef PUMICE_PROBE
#define PUMICE_PROBE(name) constexpr Use name(Use a, Use b) { return both(a, b); }
PUMICE_PROBE(pow) PUMICE_PROBE(div_floor)
#undef PUMICE_PROBE
constexpr Use operator-(Use a) { return a; }
constexpr Use polygamma(int64_t, Use a) { return a; }
constexpr Use zeros_like(Use) { return {}; }
// clang-format on
constexpr Use select(Use c, Use a, Use b) { return both(c, a, b); }
constexpr Use K(double) { return {}; }
constexpr Use x{1}, a{1}, b{2}, y{4}, g, s0, s1;

#define UNARY(name, y_, dx) constexpr Use name##_dx = dx;
#define UNARY_ALL(name, y_, dx) UNARY(name, y_, dx)
#define SCALAR(name, y_, dx) UNARY(name, y_, dx)
#define SCALAR_ALL(name, y_, dx) UNARY(name, y_, dx)
#define BINARY(name, y_, da, db) constexpr Use name##_da = da, name##_db = db;
#define BINARY_ALL(name, y_, da, db) BINARY(name, y_, da, db)
#define BINARY_FORM(name, y_, da, db) BINARY(name, y_, da, db)
#define MORE(name, y_, dx) UNARY(more_##name, y_, dx)
#define MORE_SCALAR(name, y_, dx) UNARY(more_##name, y_, dx)
#define MORE_BINARY(name, y_, da, db) BINARY(more_##name, y_, da, db)
#include "shaders/elementwise.def"

}  // namespace probe

namespace recorded {

// The words of a row that Tensors and numbers lack.
using std::log;
double K(double v) { return v; }
Tensor div_floor(const Tensor& a, const Tensor& b) { return div(a, b, "floor"); }
Tensor select(const Tensor& c, const Tensor& a, const Tensor& b) { return where(c, a, b); }
Tensor select(const Tensor& c, double a, const Tensor& b) { return where(c, a, b); }
Tensor select(const Tensor& c, const Tensor& a, double b) { return where(c, a, b); }
Tensor select(bool c, double a, const Tensor& b) { return c ? full_like(b, a) : b; }
Tensor select(bool c, const Tensor& a, double b) { return c ? a : full_like(a, b); }

#define UNARY(name, y_, dx)                                                            \
  Tensor name##_dx([[maybe_unused]] const Tensor& g, [[maybe_unused]] const Tensor& x, \
                   [[maybe_unused]] const Tensor& y, [[maybe_unused]] double s0,       \
                   [[maybe_unused]] double s1) {                                       \
    return dx;                                                                         \
  }
#define UNARY_ALL(name, y_, dx) UNARY(name, y_, dx)
#define SCALAR(name, y_, dx) UNARY(name, y_, dx)
#define SCALAR_ALL(name, y_, dx) UNARY(name, y_, dx)
#define PUMICE_SIDE(name, text)                                                   \
  Tensor name([[maybe_unused]] const Tensor& g, [[maybe_unused]] const Tensor& a, \
              [[maybe_unused]] const Tensor& b, [[maybe_unused]] const Tensor& y, \
              [[maybe_unused]] double s0) {                                       \
    return text;                                                                  \
  }
#define BINARY(name, y_, da, db) PUMICE_SIDE(name##_da, da) PUMICE_SIDE(name##_db, db)
#define BINARY_ALL(name, y_, da, db) BINARY(name, y_, da, db)
#define BINARY_FORM(name, y_, da, db) BINARY(name, y_, da, db)
#define MORE(name, y_, dx) UNARY(more_##name, y_, dx)
#define MORE_SCALAR(name, y_, dx) UNARY(more_##name, y_, dx)
#define MORE_BINARY(name, y_, da, db) BINARY(more_##name, y_, da, db)
#include "shaders/elementwise.def"
#undef PUMICE_SIDE

}  // namespace recorded

#define PUMICE_UNARY(name, prefix, Kernel, more, dx, integer) \
  {#name,                                                     \
   operator_of(#name),                                        \
   node_name<#name>,                                          \
   static_cast<uint16_t>(Kernel::name),                       \
   more,                                                      \
   integer,                                                   \
   (probe::prefix##name##_dx.bits & 1) != 0,                  \
   (probe::prefix##name##_dx.bits & 4) != 0,                  \
   std::string_view(#dx) == "g",                              \
   recorded::prefix##name##_dx},
constexpr UnaryRow unary_rows[] = {
#define UNARY(name, y, dx) PUMICE_UNARY(name, , Unary, false, dx, kFloatingOnly)
#define UNARY_ALL(name, y, dx) \
  PUMICE_UNARY(name, , Unary, false, dx, int(kernel::unary_int::OP::name))
#define SCALAR(name, y, dx) UNARY(name, y, dx)
#define SCALAR_ALL(name, y, dx) UNARY_ALL(name, y, dx)
#include "shaders/elementwise.def"
};
constexpr UnaryRow more_unary_rows[] = {
#define MORE(name, y, dx) PUMICE_UNARY(name, more_, MoreUnary, true, dx, kFloatingOnly)
#define MORE_SCALAR(name, y, dx) MORE(name, y, dx)
#include "shaders/elementwise.def"
};

// The number of the MORE_INTEGER row of this name.
constexpr int integer_form(std::string_view wanted) {
#define MORE_INTEGER(name, y) \
  if (wanted == #name) return int(MoreInteger::name);
#include "shaders/elementwise.def"
  return kFloatingOnly;
}

#define PUMICE_USES(side)                                                                \
  (probe::side.bits & 1) != 0, (probe::side.bits & 2) != 0, (probe::side.bits & 4) != 0, \
      recorded::side
#define PUMICE_BINARY(name, prefix, Kernel, more, integer) \
  {#name,                                                  \
   operator_of(#name),                                     \
   node_name<#name>,                                       \
   more,                                                   \
   int(Kernel::name),                                      \
   integer,                                                \
   {PUMICE_USES(prefix##name##_da)},                       \
   {PUMICE_USES(prefix##name##_db)}},
constexpr BinaryRow binary_rows[] = {
#define BINARY(name, y, da, db) PUMICE_BINARY(name, , Binary, false, kFloatingOnly)
#define BINARY_ALL(name, y, da, db) \
  PUMICE_BINARY(name, , Binary, false, int(kernel::binary_int::OP::name))
#define BINARY_FORM(name, y, da, db) BINARY_ALL(name, y, da, db)
#include "shaders/elementwise.def"
};
constexpr BinaryRow more_binary_rows[] = {
#define MORE_BINARY(name, y, da, db) \
  PUMICE_BINARY(name, more_, MoreBinary, true, integer_form(#name))
#include "shaders/elementwise.def"
};
constexpr BinaryRow integer_rows[] = {
#define MORE_INTEGER(name, y) \
  {#name, operator_of(#name), node_name<#name>, true, kIntegerOnly, int(MoreInteger::name), {}, {}},
#include "shaders/elementwise.def"
};

// The kernels number their rows by lists; the file must keep that order.
#define UNARY(row, y, dx) static_assert(unary_rows[int(Unary::row)].name == std::string_view(#row));
#define UNARY_ALL(row, y, dx) UNARY(row, y, dx)
#define SCALAR(row, y, dx) UNARY(row, y, dx)
#define SCALAR_ALL(row, y, dx) UNARY(row, y, dx)
#define BINARY(row, y, da, db) \
  static_assert(binary_rows[int(Binary::row)].name == std::string_view(#row));
#define BINARY_ALL(row, y, da, db) BINARY(row, y, da, db)
#define BINARY_FORM(row, y, da, db) BINARY(row, y, da, db)
#define MORE(row, y, dx) \
  static_assert(more_unary_rows[int(MoreUnary::row)].name == std::string_view(#row));
#define MORE_SCALAR(row, y, dx) MORE(row, y, dx)
#define MORE_BINARY(row, y, da, db) \
  static_assert(more_binary_rows[int(MoreBinary::row)].name == std::string_view(#row));
#define MORE_INTEGER(row, y) \
  static_assert(integer_rows[int(MoreInteger::row)].name == std::string_view(#row));
#include "shaders/elementwise.def"

}  // namespace

const UnaryRow& row_of(Unary op) { return unary_rows[static_cast<size_t>(op)]; }
const BinaryRow& row_of(Binary op) { return binary_rows[static_cast<size_t>(op)]; }

const UnaryRow& row_of(MoreUnary op) { return more_unary_rows[static_cast<size_t>(op)]; }
const BinaryRow& row_of(MoreBinary op) { return more_binary_rows[static_cast<size_t>(op)]; }
const BinaryRow& row_of(MoreInteger op) { return integer_rows[static_cast<size_t>(op)]; }

}  // namespace pumice
