// Integers base + bits modulo a span: of one word, or of two where WIDE. Spans of 0 (2^64) and 2^63 stand for
// themselves; others are below 2^63.
// types: i64
// levels: baseline
// spec WIDE: no yes
PARAMS(uint n; uint span_high; uint span_low; C base;)
READS(0, uint, words)
WRITES(1, T, y)

FUNCTION C join(uint high, uint low) { return C(high) * C(65536) * C(65536) + C(low); }

// 2 r + bit modulo span, without a number above span.
FUNCTION C shift_in(C r, uint bit, C span)
{
  C doubled = r >= span - r ? r - (span - r) : r + r;
  doubled += C(bit);
  return doubled == span ? C(0) : doubled;
}

FUNCTION C remainder_of(uint high, uint low)
{
  if (p.span_low == 0u && p.span_high == 0u) return join(high, low);
  if (p.span_low == 0u && p.span_high == 0x80000000u) return join(high & 0x7fffffffu, low);
  const C span = join(p.span_high, p.span_low);
  C r = C(0);
  for (uint b = 32u; b > 0u; --b) r = shift_in(r, (high >> (b - 1u)) & 1u, span);
  for (uint b = 32u; b > 0u; --b) r = shift_in(r, (low >> (b - 1u)) & 1u, span);
  return r;
}

KERNEL
{
  FOR_EACH(i, p.n) {
    C r;
    if (WIDE == WIDE_no)
      r = C(LOAD(words, uint(i)) % p.span_low);
    else
      r = remainder_of(LOAD(words, 2u * uint(i)), LOAD(words, 2u * uint(i) + 1u));
    STORE(y, i, p.base + r);
  }
}
