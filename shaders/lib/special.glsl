// Functions of one and two operands on C, made of the prelude's words, the same text in float and double.
// Branch-free but for polygamma, so that loops vectorise; a few units in the last place. Included by the
// kernels that run the MORE rows of elementwise.def.

// Compilers of GPUs may rewrite (1 + x) - 1 as x and x * 0 as 0, so nothing here relies on either.

FUNCTION bool negative_(C x) { return (float_bits(float(x)) >> 31) != 0u; }
/// |x| with the sign of y, that of a zero included.
FUNCTION C copysign_(C x, C y)
{
  const C a = abs(x);
  return select(negative_(y), -a, a);
}
FUNCTION C trunc_(C x) { return copysign_(floor(abs(x)), x); }
FUNCTION C ceil_(C x)
{
  const C a = floor(-x);
  return select(a == K(0), copysign_(a, x), -a);
}
/// To the nearest, ties to even.
FUNCTION C round_(C x)
{
  const C a = abs(x), low = floor(a), rest = a - low;
  const C even = select(floor(low * K(0.5)) * K(2) == low, low, low + K(1));
  const C y = select(rest < K(0.5), low, select(rest > K(0.5), low + K(1), even));
  return copysign_(select(a == INFINITE, a, y), x);
}
FUNCTION C frac_(C x) { return select(abs(x) == INFINITE, NAN_VALUE, x - trunc_(x)); }
FUNCTION C sign_(C x) { return select(x > K(0), K(1), select(x < K(0), K(-1), K(0))); }
/// 2^e, exact.
FUNCTION C power_of_two(int e)
{
  C base = select(e < 0, K(0.5), K(2)), y = K(1);
  int rest = select(e < 0, -e, e);
  for (int k = 0; k < 10; ++k) {
    y = select((rest & 1) != 0, y * base, y);
    base = base * base;
    rest = rest >> 1;
  }
  return y;
}
FUNCTION C exp2_(C x)
{
  const C t = select(x > K(1100), K(1100), select(x < K(-1200), K(-1200), x));
  const C n = floor(t + K(0.5));
  const int e = int(n), half_e = e >> 1;
  return exp((t - n) * K(0.69314718055994531)) * power_of_two(half_e) * power_of_two(e - half_e);
}
FUNCTION C log2_(C x)
{
  // Exact at powers of two.
  const C guess = floor(log(x) * K(1.4426950408889634) + K(0.5));
  const C n = select(guess > K(-1200) && guess < K(1200), guess, K(0));
  const int e = int(n), half_e = e >> 1;
  return n + log(x * power_of_two(-half_e) * power_of_two(half_e - e)) * K(1.4426950408889634);
}
FUNCTION C log10_(C x) { return log(x) * K(0.43429448190325183); }

/// 2 atanh(s) near 0.
FUNCTION C log1p_(C x)
{
  const C s = x / (K(2) + x), z = s * s;
  C q = K(0.047619047619047619);
  q = q * z + K(0.052631578947368421);
  q = q * z + K(0.058823529411764706);
  q = q * z + K(0.066666666666666667);
  q = q * z + K(0.076923076923076923);
  q = q * z + K(0.090909090909090909);
  q = q * z + K(0.11111111111111111);
  q = q * z + K(0.14285714285714286);
  q = q * z + K(0.2);
  q = q * z + K(0.33333333333333333);
  return select(x > K(-0.25) && x < K(0.375), K(2) * (s + s * z * q), log(K(1) + x));
}
/// What exp(x) - 1 loses to rounding cancels in the quotient (Kahan, HP-15C Advanced Functions Handbook, 1982).
FUNCTION C expm1_(C x)
{
  const C u = exp(x), d = u - K(1);
  const C y = select(d == K(-1) || u == INFINITE, d, d * (x / log(u)));
  return select(d == K(0), x, y);
}

FUNCTION C tan_(C x) { return sin(x) / cos(x); }
/// A polynomial of 1e-5 (Abramowitz and Stegun 4.4.47), then one step by the tangent of the difference.
FUNCTION C atan_(C x)
{
  const C a = abs(x);
  const bool far = a > K(1);
  const C t = select(far, K(1) / a, a), z = t * t;
  const C y = t * (K(0.999866) + z * (K(-0.3302995) + z * (K(0.180141) + z * (K(-0.085133) + z * K(0.0208351)))));
  const C s = sin(y), c = cos(y);
  const C d = (t * c - s) / (c + t * s);
  const C near_zero = y + (d - d * d * d * K(0.33333333333333333));
  const C r = select(far, K(1.5707963267948966) - near_zero, near_zero);
  return select(x == K(0), x, select(x < K(0), -r, r));
}
FUNCTION C asin_(C x) { return K(2) * atan_(x / (K(1) + sqrt((K(1) - x) * (K(1) + x)))); }
FUNCTION C acos_(C x) { return K(2) * atan_(sqrt((K(1) - x) / (K(1) + x))); }
/// The angle of the point (x, y).
FUNCTION C atan2_(C y, C x)
{
  const bool both = abs(y) == INFINITE && abs(x) == INFINITE;
  const C q = atan_(select(both, K(1), abs(y) / abs(x)));
  const C right = select(y == K(0), K(0), q);
  const C turned = select(copysign_(K(1), x) < K(0), K(3.1415926535897932) - right, right);
  return select(is_nan(x) || is_nan(y), x + y, copysign_(turned, y));
}

FUNCTION C sinh_(C x)
{
  const C a = abs(x), e = expm1_(a), h = exp(a * K(0.5));
  const C y = select(a > K(20), K(0.5) * h * h, K(0.5) * (e + e / (e + K(1))));
  return select(x == K(0), x, select(x < K(0), -y, y));
}
FUNCTION C cosh_(C x)
{
  const C a = abs(x), e = exp(a), h = exp(a * K(0.5));
  return select(a > K(20), K(0.5) * h * h, K(0.5) * e + K(0.5) / e);
}
FUNCTION C asinh_(C x)
{
  const C a = abs(x), z = a * a;
  const C y = select(a > K(1e8), log(a) + K(0.69314718055994531), log1p_(a + z / (K(1) + sqrt(K(1) + z))));
  return select(x == K(0), x, select(x < K(0), -y, y));
}
FUNCTION C acosh_(C x)
{
  const C t = x - K(1);
  const C y = select(x > K(1e8), log(x) + K(0.69314718055994531), log1p_(t + sqrt(t * (t + K(2)))));
  return select(x < K(1), NAN_VALUE, y);
}
FUNCTION C atanh_(C x)
{
  const C a = abs(x), y = K(0.5) * log1p_(K(2) * a / (K(1) - a));
  return select(x == K(0), x, select(x < K(0), -y, y));
}

/// exp(-a * a) whose exponent is not rounded: a = q + r with few bits in q.
FUNCTION C gauss_(C a)
{
  const C q = floor(a * K(16)) * K(0.0625);
  return exp(-q * q) * exp(-(a - q) * (a + q));
}
/// exp(a * a) erfc(a) for a > 0.46875: rational approximations of W. J. Cody, Mathematics of Computation 23 (1969).
FUNCTION C erfc_tail_(C a)
{
  C p = K(2.15311535474403846e-8), q = K(1);
  p = p * a + K(0.564188496988670089);
  q = q * a + K(15.7449261107098347);
  p = p * a + K(8.88314979438837594);
  q = q * a + K(117.693950891312499);
  p = p * a + K(66.1191906371416295);
  q = q * a + K(537.181101862009858);
  p = p * a + K(298.635138197400131);
  q = q * a + K(1621.38957456669019);
  p = p * a + K(881.95222124176909);
  q = q * a + K(3290.79923573345963);
  p = p * a + K(1712.04761263407058);
  q = q * a + K(4362.61909014324716);
  p = p * a + K(2051.07837782607147);
  q = q * a + K(3439.36767414372164);
  p = p * a + K(1230.33935479799725);
  q = q * a + K(1230.33935480374942);
  const C middle = p / q;
  const C z = K(1) / (a * a);
  p = K(0.0163153871373020978);
  q = K(1);
  p = p * z + K(0.305326634961232344);
  q = q * z + K(2.56852019228982242);
  p = p * z + K(0.360344899949804439);
  q = q * z + K(1.87295284992346725);
  p = p * z + K(0.125781726111229246);
  q = q * z + K(0.527905102951428412);
  p = p * z + K(0.0160837851487422766);
  q = q * z + K(0.0605183413124413191);
  p = p * z + K(6.58749161529837803e-4);
  q = q * z + K(0.00233520497626869185);
  const C tail = (K(0.56418958354775629) - z * p / q) / a;
  return select(a > K(4), tail, middle);
}
FUNCTION C erfc_(C x)
{
  const C a = abs(x);
  const C far = select(a > K(30), K(0), gauss_(a) * erfc_tail_(a));
  const C y = select(x < K(0), K(2) - far, far);
  return select(a > K(0.46875), y, K(1) - erf(x));
}
/// exp(x * x) erfc(x), which is large only far below 0.
FUNCTION C erfcx_(C x)
{
  const C a = abs(x), q = floor(a * K(16)) * K(0.0625);
  const C growth = exp(q * q) * exp((a - q) * (a + q));
  const C tail = erfc_tail_(a);
  const C y = select(x < K(0), select(a > K(30), INFINITE, K(2) * growth - tail), tail);
  return select(a > K(0.46875), y, growth * (K(1) - erf(x)));
}
/// The logarithm of the normal distribution function.
FUNCTION C log_ndtr_(C x)
{
  const C t = x * K(0.70710678118654752);
  const C low = log(erfcx_(-t) * K(0.5)) - t * t;
  return select(x < K(-1), select(x == -INFINITE, x, low), log1p_(K(-0.5) * erfc_(t)));
}
/// erfinv(a) for 0 <= a <= 1, of which `rest` is 1 - a. A first guess (M. Giles, Approximating the erfinv function,
/// 2012; far out erfc's leading term, solved), then two steps of Halley's.
FUNCTION C erfinv_of_size_(C a, C rest)
{
  const C w = -log(rest * (K(1) + a));
  const C u = w - K(2.5);
  C p = K(2.81022636e-08);
  p = p * u + K(3.43273939e-07);
  p = p * u + K(-3.5233877e-06);
  p = p * u + K(-4.39150654e-06);
  p = p * u + K(0.00021858087);
  p = p * u + K(-0.00125372503);
  p = p * u + K(-0.00417768164);
  p = p * u + K(0.246640727);
  p = p * u + K(1.50140941);
  const C l = w + K(0.12078223763524522);
  C y = select(w < K(5), a * p, sqrt(l - K(0.5) * log(l)));
  for (int k = 0; k < 2; ++k) {
    const C miss = select(a > K(0.5), rest - erfc_(y), erf(y) - a);
    const C d = miss / (K(1.1283791670955126) * gauss_(y));
    y = y - d / (K(1) + y * d);
  }
  return select(rest == K(0), INFINITE, y);
}
FUNCTION C erfinv_(C x)
{
  const C a = abs(x), y = erfinv_of_size_(a, K(1) - a);
  return select(x == K(0), x, select(x < K(0), -y, y));
}
/// Where the normal distribution function is p.
FUNCTION C ndtri_(C p)
{
  const bool low = p < K(0.5);
  const C rest = K(2) * select(low, p, K(1) - p);
  const C y = K(1.4142135623730950) * erfinv_of_size_(K(1) - rest, rest);
  return select(p >= K(0) && p <= K(1), select(low, -y, y), NAN_VALUE);
}

/// exp(-a) I_n(a) for n 0 or 1 and a >= 0: the power series, whose terms are all positive, up to 20, then Hankel's
/// expansion (Abramowitz and Stegun 9.6.10 and 9.7.1).
FUNCTION C bessel_scaled_(int n, C a)
{
  const bool far = a > K(20);
  const C z = select(far, K(0), K(0.25) * a * a), r = K(1) / select(far, a * K(8), K(160));
  C near_sum = K(1), far_sum = K(1);
  for (int k = 36; k > 0; --k) near_sum = K(1) + near_sum * z / K(k * (k + n));
  for (int k = 28; k > 0; --k) far_sum = K(1) + far_sum * r * K((2 * k - 1) * (2 * k - 1) - 4 * n * n) / K(k);
  const C first = select(n == 0, K(1), K(0.5) * a);
  return select(far, far_sum * K(1.1283791670955126) * sqrt(r), first * near_sum * exp(-a));
}
FUNCTION C i0e_(C x) { return bessel_scaled_(0, abs(x)); }
FUNCTION C i1e_(C x)
{
  const C y = bessel_scaled_(1, abs(x));
  return select(x < K(0), -y, y);
}
/// y exp(|x|), which may be finite where exp(|x|) is not; NaN at infinity, as in PyTorch.
FUNCTION C unscaled_(C y, C x)
{
  const C h = exp(abs(x) * K(0.5));
  return y * h * h;
}
FUNCTION C i0_(C x) { return unscaled_(i0e_(x), x); }
FUNCTION C i1_(C x) { return unscaled_(i1e_(x), x); }

/// lgamma(2 + z) for |z| <= 1/2: its Taylor series, (-1)^k (zeta(k) - 1) / k (Abramowitz and Stegun 6.1.33).
FUNCTION C lgamma_series(C z)
{
  C s = K(5.731367241678862e-10);
  s = s * z + K(-1.1921401405860912e-9);
  s = s * z + K(2.4836745438024783e-9);
  s = s * z + K(-5.1834750419700467e-9);
  s = s * z + K(1.0838659214896954e-8);
  s = s * z + K(-2.2711094608943165e-8);
  s = s * z + K(4.7698101693639806e-8);
  s = s * z + K(-1.00432248239681e-7);
  s = s * z + K(2.1207184805554666e-7);
  s = s * z + K(-4.492469198764566e-7);
  s = s * z + K(9.5514121304074198e-7);
  s = s * z + K(-2.0392157538013662e-6);
  s = s * z + K(4.3748667899074878e-6);
  s = s * z + K(-9.4394882752683959e-6);
  s = s * z + K(2.0507212775670692e-5);
  s = s * z + K(-4.4926236738133142e-5);
  s = s * z + K(9.9457512781808534e-5);
  s = s * z + K(-0.00022315475845357938);
  s = s * z + K(0.00050966952474304242);
  s = s * z + K(-0.001192753911703261);
  s = s * z + K(0.0028905103307415233);
  s = s * z + K(-0.0073855510286739853);
  s = s * z + K(0.020580808427784548);
  s = s * z + K(-0.067352301053198095);
  s = s * z + K(0.32246703342411322);
  return z * (s * z + K(0.42278433509846714));
}
/// The series near 1 and 2, where it vanishes; recurrence up to 8, Stirling's series beyond; reflection below 0.
FUNCTION C lgamma_(C x)
{
  const C a = abs(x);
  C t = a, product = K(1);
  for (int k = 0; k < 6; ++k) {
    const bool down = t >= K(2.5);
    t = select(down, t - K(1), t);
    product = select(down, product * t, product);
  }
  const bool low = a < K(1.5), tiny = a < K(0.5);
  const C z = select(tiny, a, select(low, a - K(1), t - K(2)));
  const C lead = select(tiny, -log(a), log(product));
  const C near_two = lgamma_series(z) + (lead - select(low, log1p_(z), K(0)));
  const C r = K(1) / a, w = r * r;
  C s = K(-0.029550653594771242);
  s = s * w + K(0.0064102564102564103);
  s = s * w + K(-0.0019175269175269175);
  s = s * w + K(0.00084175084175084175);
  s = s * w + K(-0.00059523809523809524);
  s = s * w + K(0.00079365079365079365);
  s = s * w + K(-0.0027777777777777778);
  s = s * w + K(0.083333333333333333);
  const C far = (a - K(0.5)) * (log(a) - K(1)) + (K(0.41893853320467274) + s * r);
  const C y = select(a < K(8), near_two, far);
  // lgamma(-a) = log(pi / (a |sin(pi a)|)) - lgamma(a)
  const C part = a - floor(a);
  const C turn = sin(K(3.1415926535897932) * select(part > K(0.5), K(1) - part, part));
  const C reflected = (K(1.1447298858494002) - log(turn) - log(a)) - y;
  const C negative = select(part == K(0), INFINITE, reflected);
  return select(is_nan(x), x, select(a == INFINITE, a, select(x < K(0), negative, y)));
}

/// Recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 6.3.18); reflection below 0.
FUNCTION C digamma_(C x)
{
  const bool reflect = x < K(0);
  const C a = select(reflect, K(1) - x, x);
  C t = a, sum = K(0);
  for (int k = 0; k < 10; ++k) {
    const bool up = t < K(10);
    sum = select(up, sum + K(1) / t, sum);
    t = select(up, t + K(1), t);
  }
  const C r = K(1) / t, w = r * r;
  C s = K(0.083333333333333333);
  s = s * w + K(-0.021092796092796093);
  s = s * w + K(0.0075757575757575758);
  s = s * w + K(-0.0041666666666666667);
  s = s * w + K(0.0039682539682539683);
  s = s * w + K(-0.0083333333333333333);
  s = s * w + K(0.083333333333333333);
  const C y = (log(t) - K(0.5) * r - w * s) - sum;
  const C part = x - round_(x), angle = K(3.1415926535897932) * part;
  const C mirrored = select(part == K(0) || x == -INFINITE, NAN_VALUE, y - K(3.1415926535897932) * cos(angle) / sin(angle));
  return select(x == K(0), copysign_(INFINITE, -x), select(reflect, mirrored, y));
}
/// The derivative of digamma: the same way (Abramowitz and Stegun 6.4.12).
FUNCTION C trigamma_(C x)
{
  const bool reflect = x < K(0.5);
  const C a = select(reflect, K(1) - x, x);
  C t = a, sum = K(0);
  for (int k = 0; k < 10; ++k) {
    const bool up = t < K(10);
    sum = select(up, sum + K(1) / (t * t), sum);
    t = select(up, t + K(1), t);
  }
  const C r = K(1) / t, w = r * r;
  C s = K(1.1666666666666667);
  s = s * w + K(-0.25311355311355311);
  s = s * w + K(0.075757575757575758);
  s = s * w + K(-0.033333333333333333);
  s = s * w + K(0.02380952380952381);
  s = s * w + K(-0.033333333333333333);
  s = s * w + K(0.16666666666666667);
  const C y = sum + (r + K(0.5) * w + s * w * r);
  const C turn = K(3.1415926535897932) / sin(K(3.1415926535897932) * (x - round_(x)));
  return select(reflect, turn * turn - y, y);
}
/// f * t^-s for whole s, as a product, lest a small power lose its digits before f lifts it.
FUNCTION C power_term_(C f, C s, C t)
{
  const C half_power = pow(abs(t), s * K(-0.5));
  const C sign = select(t < K(0) && floor(s * K(0.5)) * K(2) != s, K(-1), K(1));
  return sign * f * half_power * half_power;
}
/// f times the sum of (t + k)^-s over k >= 0 for t >= 9, by Euler and Maclaurin's formula.
FUNCTION C zeta_tail_(C f, C s, C t)
{
  const C r = K(1) / t, w = r * r;
  C c = K(-3.3896802963225829e-13);
  c = c * w * (s + K(13)) * (s + K(14)) + K(1.3382536530684679e-11);
  c = c * w * (s + K(11)) * (s + K(12)) + K(-5.2841901386874932e-10);
  c = c * w * (s + K(9)) * (s + K(10)) + K(2.0876756987868099e-8);
  c = c * w * (s + K(7)) * (s + K(8)) + K(-8.2671957671957672e-7);
  c = c * w * (s + K(5)) * (s + K(6)) + K(3.3068783068783069e-5);
  c = c * w * (s + K(3)) * (s + K(4)) + K(-0.0013888888888888889);
  c = c * w * (s + K(1)) * (s + K(2)) + K(0.083333333333333333);
  return power_term_(f, s, t) * (t / (s - K(1)) + K(0.5) + s * r * c);
}
/// f times the sum of (x + k)^-s over k >= 0 for whole s > 1. Far below zero, the terms before -10
/// are those between two tails on the other side.
FUNCTION C zeta_(C f, C s, C x)
{
  const bool distant = x < K(-20) && x > -INFINITE;
  const C start = select(distant, x - floor(x) - K(11), x);
  C t = start, sum = K(0);
  for (int k = 0; k < 40 && t < K(10); ++k) {
    sum += pow(t, -s);  // alone: terms of either sign cancel exactly
    t += K(1);
  }
  const C before = zeta_tail_(f, s, select(distant, K(1) - start, K(10))) -
                   zeta_tail_(f, s, select(distant, K(1) - x, K(10)));
  const C sign = select(floor(s * K(0.5)) * K(2) != s, K(-1), K(1));
  const C y = f * sum + zeta_tail_(f, s, t) + select(distant, sign * before, K(0));
  const C pole = select(f < K(0), -INFINITE, INFINITE);
  return select(x <= K(0) && floor(x) == x, pole, select(x == INFINITE, K(0), y));
}

// Functions of two operands.

/// The rest of a / b, of a's sign; exact, by long division in binary.
FUNCTION C fmod_(C a, C b)
{
  const C d = abs(b);
  C r = abs(a), t = d;
  for (int k = 0; k < 2200 && t + t <= r; ++k) t = t + t;
  for (int k = 0; k < 2200 && t >= d && d > K(0); ++k) {
    r = select(r >= t, r - t, r);
    t = t * K(0.5);
  }
  const bool none = d == K(0) || is_nan(d) || abs(a) == INFINITE;
  return select(none, NAN_VALUE, select(d == INFINITE, a, copysign_(r, a)));
}
/// The same of b's sign, by way of the rest r.
FUNCTION C remainder_by_(C b, C r)
{
  return select(r != K(0) && (b < K(0)) != (r < K(0)), r + b, r);
}
FUNCTION C remainder_(C a, C b) { return remainder_by_(b, fmod_(a, b)); }
/// floor(a / b) without the quotient's rounding.
FUNCTION C div_floor_by_(C a, C b, C r)
{
  const C q = (a - r) / b;
  const C down = select(r != K(0) && (b < K(0)) != (r < K(0)), q - K(1), q);
  const C low = floor(down), near = select(down - low > K(0.5), low + K(1), low);
  const C y = select(down == K(0), copysign_(K(0), a / b), near);
  return select(b == K(0), a / b, y);
}
FUNCTION C div_floor_(C a, C b) { return div_floor_by_(a, b, fmod_(a, b)); }
FUNCTION C hypot_(C a, C b)
{
  const C x = abs(a), y = abs(b), high = select(x < y, y, x), low = select(x < y, x, y);
  const C q = low / high;
  const C length = select(high == K(0), high, high * sqrt(K(1) + q * q));
  return select(x == INFINITE || y == INFINITE, INFINITE, select(is_nan(a) || is_nan(b), NAN_VALUE, length));
}
FUNCTION C xlogy_(C a, C b) { return select(is_nan(b), b, select(a == K(0), K(0), a * log(b))); }
/// The other operand where one is NaN.
FUNCTION C fmax_(C a, C b) { return select(is_nan(a) || a < b, b, a); }
FUNCTION C fmin_(C a, C b) { return select(is_nan(a) || b < a, b, a); }
/// log(exp(s a) + exp(s b)) / s
FUNCTION C logaddexp_(C a, C b, C s)
{
  const C high = max_nan(a, b), y = high + log1p_(exp(-abs(a - b) * s)) / s;
  return select(abs(a) == INFINITE && a == b, a, y);
}
