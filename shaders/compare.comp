// Comparisons of two operands: rows of elementwise.def, bool result.
// types: f32 f64 f16 bf16 i32 i64
// spec OP: @COMPARE
// spec LAYOUT: contiguous strided
// values: 2
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; C s0; C s1;)
READS(0, T, left)
READS(1, T, right)
WRITES(2, BOOL, result)

FUNCTION bool apply(C a, C b)
{
#define COMPARE(name, y) SPEC_IF(OP == OP_##name) return y;
#include "elementwise.def"
  return false;
}

KERNEL
{
  FOR_ELEMENTS(at, 3, STORE(result, at[2], apply(LOAD(left, at[0]), LOAD(right, at[1]))))
}
