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

/// What the operators over the rest of a / b make of it.
FUNCTION C of_rest(C a, C b, C r)
{
  SPEC_IF(OP == OP_remainder) return remainder_by_(b, r);
  SPEC_IF(OP == OP_div_floor) return div_floor_by_(a, b, r);
  return r;
}

KERNEL
{
  FOR_ELEMENTS_IF(at, 3, OP == OP_fmod || OP == OP_remainder || OP == OP_div_floor,
                  has_near_rest(LOAD(left, at[0]), LOAD(right, at[1])),
                  STORE(result, at[2], of_rest(LOAD(left, at[0]), LOAD(right, at[1]),
                                               near_rest(LOAD(left, at[0]), LOAD(right, at[1])))),
                  STORE(result, at[2], apply(LOAD(left, at[0]), LOAD(right, at[1]), p.s0)))
}
