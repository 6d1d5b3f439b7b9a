// Running products. A product that has left the range of numbers must not spoil what one by one would stay
// 0 or infinite: `odd` says whether its factors hold 0 (1) or what is not finite (2).
// types: f32 f64 i64
// spec FORM: rows columns
PARAMS(uint outer; uint n; uint inner; uint slices; uint reversed; uint totals; uint carried;)
READS(0, T, x)
WRITES(1, T, y)

struct Part {
  C v;
  uint odd;
};
#define SERIAL true

FUNCTION bool endless(C v)
{
  return K(0.5) != K(0) && (is_nan(v) || v == HIGHEST || v == LOWEST);  // never of integers
}
FUNCTION Part nothing()
{
  Part part;
  part.v = C(1);
  part.odd = 0u;
  return part;
}
FUNCTION Part joined(Part a, Part b)
{
  const C product = a.v * b.v;
  const bool stays = a.v == C(0) ? (b.odd & 2u) == 0u : endless(a.v) && b.odd == 0u;
  a.v = stays ? (b.v < C(0) ? -a.v : a.v) : product;
  a.odd |= b.odd;
  return a;
}
FUNCTION Part taken(place_t at, uint c)
{
  Part part;
  part.v = LOAD(x, at);
  part.odd = part.v == C(0) ? 1u : endless(part.v) ? 2u : 0u;
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
