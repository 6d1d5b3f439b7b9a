// Numbers on [0, 1) from a generator's words as PyTorch makes them: of one word its low bits, as many as the
// dtype keeps, or of two words 53 bits where WIDE. Needs `words`, p.mask and p.scale.
FUNCTION C unit(uint i)
{
  if (WIDE == WIDE_no) return C(LOAD(words, i) & p.mask) * p.scale;
  const C high = C(LOAD(words, 2u * i) & 0x1fffffu);
  return (high * K(4294967296.0) + C(LOAD(words, 2u * i + 1u))) * p.scale;
}
