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

// Step by step: the running maxima, which alone are serial beside the sums; all exponentials; the sums, scaled
// down by the maxima and so in range; all logarithms.
FUNCTION Part walk(uint base, uint from, uint to, Part start)
{
  C most[64], grown[64], share[64];
  C last = start.v;
  const uint n = to - from;
  for (uint j = 0u; j < n; ++j) {
    const C v = LOAD(x, p.reversed != 0u ? base + p.n - 1u - from - j : base + from + j);
    share[j] = v;
    grown[j] = last;
    last = max_nan(last, v);
    most[j] = last;
  }
  FOR_LANES(j, n) {
    const C shift = abs(most[j]) == INFINITE ? C(0) : most[j];
    const C before = abs(grown[j]) == INFINITE ? C(0) : grown[j];
    const C factor = exp(before - shift);
    grown[j] = grown[j] == -INFINITE ? C(0) : factor;
    share[j] = exp(share[j] - shift);
    most[j] = shift;
  }
  C sum = start.v == -INFINITE ? C(0) : abs(start.v) == INFINITE ? INFINITE : C(1);
  for (uint j = 0u; j < n; ++j) {
    sum = sum * grown[j] + share[j];
    share[j] = sum;
  }
  FOR_LANES(j, n) share[j] = most[j] + log(share[j]);
  for (uint j = 0u; j < n && p.totals == 0u; ++j) STORE(y, p.reversed != 0u ? base + p.n - 1u - from - j : base + from + j, share[j]);
  start.v = n > 0u ? share[n - 1u] : start.v;
  return start;
}
#define WALK(base, from, to, start) walk(base, from, to, start)

#include "lib/scan.glsl"
