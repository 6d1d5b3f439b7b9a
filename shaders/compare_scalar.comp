// Comparisons with a number: rows of elementwise.def, bool result. `ne` with zero casts to bool.
// types: f32 f64 f16 bf16 i32 i64 i16 i8 u8 b8
// spec OP: @COMPARE
// spec LAYOUT: contiguous strided
// values: 2
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; C s0; C s1;)
READS(0, T, left)
WRITES(1, BOOL, result)

FUNCTION bool apply(C a, C b)
{
#define COMPARE(name, y) SPEC_IF(OP == OP_##name) return y;
#include "elementwise.def"
  return false;
}

KERNEL
{
  FOR_ELEMENTS(at, 2, STORE(result, at[1], apply(LOAD(left, at[0]), p.s0)))
}
