// Running sums.
// types: f32 f64 i64
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
  part.v = C(0);
  return part;
}
FUNCTION Part joined(Part a, Part b)
{
  a.v += b.v;
  return a;
}
FUNCTION Part taken(place_t at, uint c)
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
FUNCTION void leave(place_t at, Part part)
{
  STORE(y, at, part.v);
}

#include "lib/scan.glsl"
