// y[c] = b[c] + x[c] y[c - 1] along a dim; backwards y[c] = b[c] + x[c + 1] y[c + 1].
// types: f32 f64
// spec FORM: rows columns
// levels: baseline
PARAMS(uint outer; uint n; uint inner; uint slices; uint reversed; uint totals; uint carried;)
READS(0, T, b)
READS(1, T, x)
WRITES(2, T, y)

struct Part {  // what makes y from the one before these elements: factor y + v
  C v;
  C factor;
};
#define SERIAL true

FUNCTION Part nothing()
{
  Part part;
  part.v = C(0);
  part.factor = C(1);
  return part;
}
FUNCTION Part joined(Part a, Part b)
{
  // A factor of 0 cuts off what came before, be it infinite.
  a.v = b.v + select(b.factor == C(0), C(0), b.factor * a.v);
  a.factor *= b.factor;
  return a;
}
FUNCTION Part taken(place_t at, uint c)
{
  Part part;
  part.v = LOAD(b, at);
  part.factor = C(0);
  if (c > 0u) part.factor = LOAD(x, p.reversed != 0u ? at + p.inner : at);
  return part;
}
FUNCTION Part carried(uint at)
{
  return nothing();
}
FUNCTION void leave(place_t at, Part part)
{
  STORE(y, at, part.v);
}

#include "lib/scan.glsl"
