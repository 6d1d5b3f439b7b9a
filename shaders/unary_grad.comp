// Gradients of elementwise functions of one operand. `saved_x` and `saved_y` are what the row's
// derivative names; where it names one only, that one stands for both.
// types: f32 f64 f16 bf16
// spec OP: @UNARY @UNARY_ALL @SCALAR @SCALAR_ALL
// spec LAYOUT: contiguous strided
// values: 2
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; C s0; C s1;)
READS(0, T, saved_x)
READS(1, T, saved_y)
READS(2, T, grad)
WRITES(3, T, result)

FUNCTION C apply(C x, C y, C g, C s0, C s1)
{
#define UNARY(name, y_, dx) SPEC_IF(OP == OP_##name) return dx;
#define UNARY_ALL(name, y_, dx) UNARY(name, y_, dx)
#define SCALAR(name, y_, dx) UNARY(name, y_, dx)
#define SCALAR_ALL(name, y_, dx) UNARY(name, y_, dx)
#include "elementwise.def"
  return g;
}

KERNEL
{
  FOR_ELEMENTS(at, 4, STORE(result, at[3], apply(LOAD(saved_x, at[0]), LOAD(saved_y, at[1]), LOAD(grad, at[2]), p.s0, p.s1)))
}
