// Elementwise functions of two operands that integers have, too: rows of elementwise.def.
// types: i32 i64
// spec OP: @BINARY_ALL @BINARY_FORM
// spec LAYOUT: contiguous strided
// values: 2
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; C s0; C s1;)
READS(0, T, left)
READS(1, T, right)
WRITES(2, T, result)

FUNCTION C apply(C a, C b, C s0)
{
#define BINARY_ALL(name, y, da, db) SPEC_IF(OP == OP_##name) return y;
#define BINARY_FORM(name, y, da, db) BINARY_ALL(name, y, da, db)
#include "elementwise.def"
  return a;
}

KERNEL
{
  FOR_ELEMENTS(at, 3, STORE(result, at[2], apply(LOAD(left, at[0]), LOAD(right, at[1]), p.s0)))
}
