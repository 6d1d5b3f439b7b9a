// Elementwise functions of one operand that are seldom hot: MORE rows of elementwise.def.
// types: f32 f64 f16 bf16
// levels: baseline v3
// spec OP: @MORE @MORE_SCALAR
// spec LAYOUT: contiguous strided
// values: 2
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; C s0; C s1;)
READS(0, T, input)
WRITES(1, T, result)

#include "lib/special.glsl"

FUNCTION C apply(C x, C s0, C s1)
{
#define MORE(name, y, dx) SPEC_IF(OP == OP_##name) return y;
#define MORE_SCALAR(name, y, dx) MORE(name, y, dx)
#include "elementwise.def"
  return x;
}

KERNEL
{
  FOR_ELEMENTS(at, 2, STORE(result, at[1], apply(LOAD(input, at[0]), p.s0, p.s1)))
}
