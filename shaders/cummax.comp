// Running extreme values and the places of the last elements that equal them. NaN is more extreme than every
// number.
// types: f32 f64 i64
// spec OP: max min
// spec FORM: rows columns
// levels: baseline
PARAMS(uint outer; uint n; uint inner; uint slices; uint reversed; uint totals; uint carried;)
READS(0, T, x)
READS(1, T, carry)
READS(2, INDEX, carry_places)
WRITES(3, T, y)
WRITES(4, INDEX, places)

struct Part {
  C v;
  int at;  // negative: of no element
};
#define SERIAL true

FUNCTION Part nothing()
{
  Part part;
  part.v = C(0);
  part.at = -1;
  return part;
}
FUNCTION Part joined(Part a, Part b)
{
  const bool later = OP == OP_max ? b.v >= a.v : b.v <= a.v;
  if (a.at < 0 || (b.at >= 0 && (is_nan(b.v) || (!is_nan(a.v) && later)))) return b;
  return a;
}
FUNCTION Part taken(place_t at, uint c)
{
  Part part;
  part.v = LOAD(x, at);
  part.at = int(c);
  return part;
}
FUNCTION Part carried(uint at)
{
  Part part;
  part.v = LOAD(carry, at);
  part.at = LOAD(carry_places, at);
  return part;
}
FUNCTION void leave(place_t at, Part part)
{
  STORE(y, at, part.v);
  STORE(places, at, part.at);
}

#include "lib/scan.glsl"
