// Integer powers, as PyTorch has them: a negative exponent gives what 1 / x truncates to.
FUNCTION C pow_(C x, C y)
{
  if (y < C(0)) return x == C(1) ? C(1) : x == C(-1) ? ((y & C(1)) == C(0) ? C(1) : C(-1)) : C(0);
  C result = C(1);
  for (C e = y; e > C(0); e >>= 1) {
    if ((e & C(1)) != C(0)) result *= x;
    x *= x;
  }
  return result;
}
