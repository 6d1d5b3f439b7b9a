// Functions of two integers: MORE_INTEGER rows of elementwise.def. Division truncates in C and floors in
// Python; by zero it gives zero.
// types: i32 i64
// levels: baseline
// spec OP: @MORE_INTEGER
// spec LAYOUT: contiguous strided
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20];)
READS(0, T, left)
READS(1, T, right)
WRITES(2, T, result)

// Neither by 0 nor the lowest number by -1, which processors trap.
FUNCTION C div_trunc_(C a, C b)
{
  const C safe = select(b == C(0) || b == C(-1), C(1), b);
  return select(b == C(0), C(0), select(b == C(-1), C(0) - a, a / safe));
}
FUNCTION C fmod_(C a, C b)
{
  const C safe = select(b == C(0) || b == C(-1), C(1), b);
  return a - a / safe * safe;
}
FUNCTION C remainder_(C a, C b)
{
  const C r = fmod_(a, b);
  return select(r != C(0) && (b < C(0)) != (r < C(0)), r + b, r);
}
FUNCTION C div_floor_(C a, C b)
{
  const C q = div_trunc_(a, b), r = fmod_(a, b);
  return select(r != C(0) && (b < C(0)) != (r < C(0)), q - C(1), q);
}
#define WIDTH (HIGHEST == C(0x7fffffff) ? C(32) : C(64))
// Shifts by what the type's width does not hold leave what endless shifting would.
FUNCTION C left_shift_(C a, C b)
{
  const bool held = b >= C(0) && b < WIDTH;
  return select(held, a << select(held, b, C(0)), C(0));
}
FUNCTION C right_shift_(C a, C b)
{
  return a >> select(b >= C(0) && b < WIDTH, b, WIDTH - C(1));
}
FUNCTION C abs_(C a) { return select(a < C(0), C(0) - a, a); }
FUNCTION C gcd_(C a, C b)
{
  C x = abs_(a), y = abs_(b);
  while (x != C(0)) {
    const C rest = fmod_(y, x);
    y = x;
    x = rest;
  }
  return y;
}
FUNCTION C lcm_(C a, C b) { return abs_(div_trunc_(a, gcd_(a, b)) * b); }

FUNCTION C apply(C a, C b)
{
#define MORE_INTEGER(name, y) SPEC_IF(OP == OP_##name) return y;
#include "elementwise.def"
  return a;
}

KERNEL
{
  FOR_ELEMENTS(at, 3, STORE(result, at[2], apply(LOAD(left, at[0]), LOAD(right, at[1]))))
}
