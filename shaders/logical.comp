// Logic on bools: rows of elementwise.def. A function of one operand gets it twice.
// spec OP: @LOGICAL
// spec LAYOUT: contiguous strided
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20];)
READS(0, BOOL, left)
READS(1, BOOL, right)
WRITES(2, BOOL, result)

FUNCTION bool apply(bool a, bool b)
{
#define LOGICAL(name, y) SPEC_IF(OP == OP_##name) return y;
#include "elementwise.def"
  return false;
}

KERNEL
{
  FOR_ELEMENTS(at, 3, STORE(result, at[2], apply(LOAD(left, at[0]), LOAD(right, at[1]))))
}
