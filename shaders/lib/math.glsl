// Elementary functions on float, the same on every backend: GLSL's own may be off by hundreds of units
// in the last place, and libm's do not vectorise. Branch-free, right at infinities, NaN and zeros.

FUNCTION float exp_(float x)
{
  // 2^n * e^r with |r| <= ln2/2; n is split so that results near the largest float survive.
  const float t = select(x > 90.0f, 90.0f, select(x < -105.0f, -105.0f, x));
  const float n = floor(t * 1.44269504f + 0.5f);
  const float r = (t - n * 0.693145752f) - n * 1.42860677e-6f;
  float y = 1.38888889e-3f + r * 1.98412698e-4f;
  y = 8.33333333e-3f + r * y;
  y = 4.16666667e-2f + r * y;
  y = 0.166666667f + r * y;
  y = 0.5f + r * y;
  y = 1.0f + (r + r * r * y);
  const int whole = int(n);
  const int half_ = whole >> 1;
  const float s = bits_float(uint(half_ + 127) << 23), u = bits_float(uint(whole - half_ + 127) << 23);
  return select(is_nan(x), x, (y * s) * u);
}

FUNCTION float log_(float x)
{
  // x = 2^e * m with m in [sqrt(1/2), sqrt(2)); log m by the series of atanh.
  const bool tiny = x < 1.17549435e-38f;
  const uint b = float_bits(select(tiny, x * 8388608.0f, x)) - 0x3f3504f3u;
  const float e = float(int(b) >> 23) - select(tiny, 23.0f, 0.0f);
  const float f = bits_float((b & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
  const float s = f / (2.0f + f), z = s * s;
  float q = 0.18181818f + z * 0.15384615f;
  q = 0.22222222f + z * q;
  q = 0.28571429f + z * q;
  q = 0.4f + z * q;
  q = z * (0.66666667f + z * q);
  const float h = 0.5f * f * f;
  const float y = e * 0.693359375f + (f - (h - (s * (h + q) - e * 2.12194440e-4f)));
  const float special = select(x == 0.0f, -bits_float(0x7f800000u), bits_float(0x7fc00000u));
  return select(x > 0.0f && x < bits_float(0x7f800000u), y,
                select(x == bits_float(0x7f800000u), x, special));
}

/// sin (quadrant 0) or cos (quadrant 1) of x, by reduction to [-pi/4, pi/4].
FUNCTION float sin_quadrant(float x, int quadrant)
{
  const float n = floor(x * 0.636619772f + 0.5f);
  const float r = ((x - n * 1.5703125f) - n * 4.83751297e-4f) - n * 7.54978942e-8f;
  const float z = r * r;
  const float s = r + r * z * (-0.166666667f + z * (8.33333333e-3f + z * (-1.98412698e-4f + z * 2.75573192e-6f)));
  const float c = 1.0f + z * (-0.5f + z * (4.16666667e-2f + z * (-1.38888889e-3f + z * 2.48015873e-5f)));
  const int q = int(n) + quadrant;
  const float y = select((q & 1) != 0, c, s);
  return select((q & 2) != 0, -y, y);
}
FUNCTION float sin_(float x) { return sin_quadrant(x, 0); }
FUNCTION float cos_(float x) { return sin_quadrant(x, 1); }

FUNCTION float tanh_(float x)
{
  const float a = abs(x), z = x * x;
  const float large = 1.0f - 2.0f / (exp_(2.0f * a) + 1.0f);
  const float small = x + x * z * (-0.333332819f + z * (0.133314422f + z * (-5.37397156e-2f + z * (2.06390888e-2f - z * 5.70498873e-3f))));
  return select(a < 0.625f, small, select(x < 0.0f, -large, large));
}

FUNCTION float erf_(float x)
{
  const float a = abs(x);
  const float t = 1.0f / (1.0f + 0.3275911f * a);
  const float y = 1.0f - t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f)))) * exp_(-a * a);
  return select(x < 0.0f, -y, y);
}

FUNCTION float pow_(float x, float y)
{
  const float a = abs(x);
  const bool whole = floor(y) == y, odd = whole && floor(y * 0.5f) * 2.0f != y;
  const float r = exp_(y * log_(a));
  const float sign_ = select(x < 0.0f && odd, -r, r);
  const float v = select(x < 0.0f && !whole, bits_float(0x7fc00000u), sign_);
  return select(y == 0.0f || x == 1.0f, 1.0f, v);
}
