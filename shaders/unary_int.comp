// Elementwise functions of one operand that integers have, too: rows of elementwise.def.
// types: i32 i64
// spec OP: @UNARY_ALL @SCALAR_ALL
// spec LAYOUT: contiguous strided
// values: 2
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; C s0; C s1;)
READS(0, T, input)
WRITES(1, T, result)

FUNCTION C apply(C x, C s0, C s1)
{
#define UNARY_ALL(name, y, dx) SPEC_IF(OP == OP_##name) return y;
#define SCALAR_ALL(name, y, dx) UNARY_ALL(name, y, dx)
#include "elementwise.def"
  return x;
}

KERNEL
{
  FOR_ELEMENTS(at, 2, STORE(result, at[1], apply(LOAD(input, at[0]), p.s0, p.s1)))
}
