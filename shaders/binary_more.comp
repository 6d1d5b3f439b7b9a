// Elementwise functions of two operands that are seldom hot: MORE_BINARY rows of elementwise.def.
// types: f32 f64 f16 bf16
// levels: baseline v3
// spec OP: @MORE_BINARY
// spec LAYOUT: contiguous strided
// values: 2
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; C s0; C s1;)
READS(0, T, left)
READS(1, T, right)
WRITES(2, T, result)

#include "lib/special.glsl"

FUNCTION C apply(C a, C b, C s0)
{
#define MORE_BINARY(name, y, da, db) SPEC_IF(OP == OP_##name) return y;
#include "elementwise.def"
  return a;
}

KERNEL
{
  FOR_ELEMENTS(at, 3, STORE(result, at[2], apply(LOAD(left, at[0]), LOAD(right, at[1]), p.s0)))
}
