// Reads shaders/elementwise.def as C++: once on a probe that notes which variables a derivative
// names, once on Tensors.
#include "ops/rows.h"

#include <cmath>
#include <string_view>

#include "pumice/functions.h"
#include "shaders/kernels/binary_int.h"
#include "shaders/kernels/unary_int.h"

namespace pumice {

namespace {

// "leaky_relu" -> "LeakyReluBackward0", "add_scalar" -> "AddBackward0".
template <size_t N>
struct NodeName {
  char text[N + 10]{};
  constexpr NodeName(const char (&name)[N]) {
    std::string_view rest(name, N - 1);
    if (rest.ends_with("_scalar")) rest.remove_suffix(7);
    size_t out = 0;
    bool upper = true;
    for (size_t i = 0; i < rest.size(); ++i) {
      if (name[i] != '_') text[out++] = upper ? static_cast<char>(name[i] - 'a' + 'A') : name[i];
      upper = name[i] == '_';
    }
    for (char c : std::string_view("Backward0")) text[out++] = c;
  }
};
template <NodeName name>
inline constexpr const char* node_name = name.text;

namespace probe {

// Which variables an expression names: bit 0 for x or a, bit 1 for y or b.
struct Use {
  unsigned bits = 0;
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
PUMICE_PROBE(tanh) PUMICE_PROBE(erf)
#undef PUMICE_PROBE
constexpr Use operator-(Use a) { return a; }
constexpr Use pow(Use a, Use b) { return both(a, b); }
// clang-format on
constexpr Use select(Use c, Use a, Use b) { return both(c, a, b); }
constexpr Use K(double) { return {}; }
constexpr Use x{1}, a{1}, y{2}, b{2}, g, s0, s1;

#define UNARY(name, y_, dx) constexpr Use name##_dx = dx;
#define UNARY_ALL(name, y_, dx) UNARY(name, y_, dx)
#define SCALAR(name, y_, dx) UNARY(name, y_, dx)
#define SCALAR_ALL(name, y_, dx) UNARY(name, y_, dx)
#define BINARY(name, y_, da, db) constexpr Use name##_da = da, name##_db = db;
#define BINARY_ALL(name, y_, da, db) BINARY(name, y_, da, db)
#define BINARY_FORM(name, y_, da, db) BINARY(name, y_, da, db)
#include "shaders/elementwise.def"

}  // namespace probe

namespace recorded {

// The words of a row that Tensors and numbers lack.
using std::log;
double K(double v) { return v; }
Tensor select(const Tensor& c, const Tensor& a, const Tensor& b) { return where(c, a, b); }
Tensor select(const Tensor& c, double a, const Tensor& b) { return where(c, a, b); }
Tensor select(const Tensor& c, const Tensor& a, double b) { return where(c, a, b); }
Tensor select(bool c, double a, const Tensor& b) { return c ? full_like(b, a) : b; }

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
              [[maybe_unused]] const Tensor& b, [[maybe_unused]] double s0) {     \
    return text;                                                                  \
  }
#define BINARY(name, y_, da, db) PUMICE_SIDE(name##_da, da) PUMICE_SIDE(name##_db, db)
#define BINARY_ALL(name, y_, da, db) BINARY(name, y_, da, db)
#define BINARY_FORM(name, y_, da, db) BINARY(name, y_, da, db)
#include "shaders/elementwise.def"
#undef PUMICE_SIDE

}  // namespace recorded

#define PUMICE_UNARY(name, dx, integer) \
  {#name,                               \
   node_name<#name>,                    \
   integer,                             \
   (probe::name##_dx.bits & 1) != 0,    \
   (probe::name##_dx.bits & 2) != 0,    \
   std::string_view(#dx) == "g",        \
   recorded::name##_dx},
constexpr UnaryRow unary_rows[] = {
#define UNARY(name, y, dx) PUMICE_UNARY(name, dx, kFloatingOnly)
#define UNARY_ALL(name, y, dx) PUMICE_UNARY(name, dx, int(kernel::unary_int::OP::name))
#define SCALAR(name, y, dx) UNARY(name, y, dx)
#define SCALAR_ALL(name, y, dx) UNARY_ALL(name, y, dx)
#include "shaders/elementwise.def"
};

#define PUMICE_USES(side) (probe::side.bits & 1) != 0, (probe::side.bits & 2) != 0, recorded::side
#define PUMICE_BINARY(name, integer) \
  {#name, node_name<#name>, integer, {PUMICE_USES(name##_da)}, {PUMICE_USES(name##_db)}},
constexpr BinaryRow binary_rows[] = {
#define BINARY(name, y, da, db) PUMICE_BINARY(name, kFloatingOnly)
#define BINARY_ALL(name, y, da, db) PUMICE_BINARY(name, int(kernel::binary_int::OP::name))
#define BINARY_FORM(name, y, da, db) BINARY_ALL(name, y, da, db)
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
#include "shaders/elementwise.def"

}  // namespace

const UnaryRow& row_of(Unary op) { return unary_rows[static_cast<size_t>(op)]; }
const BinaryRow& row_of(Binary op) { return binary_rows[static_cast<size_t>(op)]; }

}  // namespace pumice
