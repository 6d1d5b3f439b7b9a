// Logarithms of running sums of exponentials.
// types: f32 f64
// spec FORM: rows columns
PARAMS(uint outer; uint n; uint inner; uint slices; uint reversed; uint totals; uint carried;)
READS(0, T, x)
READS(1, T, carry)
WRITES(2, T, y)

struct Part {
  C v;
};
#define SERIAL false

FUNCTION Part nothing()
{
  Part part;
  part.v = -INFINITE;
  return part;
}
FUNCTION Part joined(Part a, Part b)
{
  const C most = max_nan(a.v, b.v), least = min_nan(a.v, b.v);
  const bool endless = is_nan(most) || most == INFINITE || most == -INFINITE;
  const C sum = most + log(C(1) + exp(least - most));
  a.v = select(endless, most, sum);
  return a;
}
FUNCTION Part taken(uint at, uint c)
{
  Part part;
  part.v = LOAD(x, at);
  return part;
}
FUNCTION Part carried(uint at)
{
  Part part;
  part.v = LOAD(carry, at);
  return part;
}
FUNCTION void leave(uint at, Part part)
{
  STORE(y, at, part.v);
}

#include "lib/scan.glsl"
