// The rows of elementwise.def, turned into text by the preprocessor.
#include "graph/formulas.h"

namespace pumice {
namespace {

constexpr Formula kFormulas[] = {
#define UNARY(name, y, dx) {#name, Formula::unary, #y, #dx},
#define UNARY_ALL(name, y, dx) {#name, Formula::unary, #y, #dx},
#define SCALAR(name, y, dx) {#name, Formula::unary, #y, #dx},
#define SCALAR_ALL(name, y, dx) {#name, Formula::unary, #y, #dx},
#define BINARY(name, y, da, db) {#name, Formula::binary, #y, ""},
#define BINARY_ALL(name, y, da, db) {#name, Formula::binary, #y, ""},
#define BINARY_FORM(name, y, da, db) {#name, Formula::binary, #y, ""},
#define COMPARE(name, y) {#name, Formula::compare, #y, ""},
#define LOGICAL(name, y) {#name, Formula::logical, #y, ""},
#include "shaders/elementwise.def"
};

}  // namespace

const Formula* find_formula(Formula::Kind kind, std::string_view name) {
  for (const Formula& f : kFormulas)
    if (f.kind == kind && f.name == name) return &f;
  return nullptr;
}

}  // namespace pumice
