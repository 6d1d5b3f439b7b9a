// Elementary functions on double for GLSL, which has none. Short series: correct to a few units in the
// last place, and to about 1e-13 for pow.

double scale2(double v, int e)  // v * 2^e, e in two halves so that extremes survive
{
  const int h = e >> 1;
  return v * packDouble2x32(uvec2(0u, uint(h + 1023) << 20)) * packDouble2x32(uvec2(0u, uint(e - h + 1023) << 20));
}

double exp_(double x)
{
  if (is_nan(x)) return x;
  const double t = clamp(x, -800.0lf, 720.0lf);
  const double n = floor(t * 1.4426950408889634lf + 0.5lf);
  const double r = (t - n * 6.93147180369123816490e-01lf) - n * 1.90821492927058770002e-10lf;
  double y = 1.0lf;
  for (int k = 14; k > 0; --k) y = 1.0lf + r * y / double(k);
  return scale2(y, int(n));
}

double log_(double x)
{
  if (is_nan(x) || x < 0.0lf) return NAN_64;
  if (x == 0.0lf) return -INFINITE_64;
  if (x == INFINITE_64) return x;
  const bool tiny = x < 2.2250738585072014e-308lf;
  const uvec2 b = unpackDouble2x32(tiny ? x * 18014398509481984.0lf : x);
  const uint shifted = b.y - 0x3fe6a09eu;
  const double e = double(int(shifted) >> 20) - (tiny ? 54.0lf : 0.0lf);
  const double f = packDouble2x32(uvec2(b.x, (shifted & 0x000fffffu) + 0x3fe6a09eu)) - 1.0lf;
  const double s = f / (2.0lf + f), z = s * s;
  double q = 0.0lf;
  for (int k = 12; k > 0; --k) q = z * (2.0lf / double(2 * k + 1) + q);
  const double h = 0.5lf * f * f;
  return e * 6.93147180369123816490e-01lf + (f - (h - (s * (h + q) + e * 1.90821492927058770002e-10lf)));
}

double sin_quadrant(double x, int quadrant)
{
  const double n = floor(x * 0.63661977236758134lf + 0.5lf);
  const double r = ((x - n * 1.57079632673412561417lf) - n * 6.07710050630396597660e-11lf) - n * 2.02226624879595063154e-21lf;
  const double z = r * r;
  double s = 1.0lf, c = 1.0lf;
  for (int k = 9; k > 0; --k) {
    s = 1.0lf - z * s / double(2 * k * (2 * k + 1));
    c = 1.0lf - z * c / double(2 * k * (2 * k - 1));
  }
  const int q = int(n) + quadrant;
  const double y = (q & 1) != 0 ? c : r * s;
  return (q & 2) != 0 ? -y : y;
}
double sin_(double x) { return sin_quadrant(x, 0); }
double cos_(double x) { return sin_quadrant(x, 1); }

double tanh_(double x)
{
  const double a = abs(x), z = x * x;
  if (a < 0.6lf) {
    double d = 21.0lf;
    for (int k = 19; k > 0; k -= 2) d = double(k) + z / d;
    return x / d;
  }
  const double y = 1.0lf - 2.0lf / (exp_(2.0lf * a) + 1.0lf);
  return x < 0.0lf ? -y : is_nan(x) ? x : y;
}

double erf_(double x)
{
  const double a = abs(x), z = x * x;
  if (is_nan(x)) return x;
  double y;
  if (a < 3.0lf) {  // the series without alternating signs
    double t = 1.0lf;
    for (int k = 60; k > 0; --k) t = 1.0lf + 2.0lf * z / double(2 * k + 1) * t;
    y = 1.1283791670955126lf * a * exp_(-z) * t;
  } else {  // continued fraction of the complement
    double d = a;
    for (int k = 40; k > 0; --k) d = a + 0.5lf * double(k) / d;
    y = a > 7.0lf ? 1.0lf : 1.0lf - exp_(-z) * 0.56418958354775629lf / d;
  }
  return x < 0.0lf ? -y : y;
}

double pow_(double x, double y)
{
  if (y == 0.0lf || x == 1.0lf) return 1.0lf;
  const bool whole = floor(y) == y, odd = whole && floor(y * 0.5lf) * 2.0lf != y;
  if (x < 0.0lf && !whole) return NAN_64;
  const double r = exp_(y * log_(abs(x)));
  return x < 0.0lf && odd ? -r : r;
}
