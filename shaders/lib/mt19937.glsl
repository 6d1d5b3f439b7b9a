// The Mersenne twister of 32 bits (Matsumoto and Nishimura 1998). Its kernels bind `state`: 624 words, then
// how many of them have been handed out (625 after seeding, when the words are not yet for use).

FUNCTION uint mt_twist(uint high, uint low, uint ahead)
{
  const uint mixed = (high & 0x80000000u) | (low & 0x7fffffffu);
  return ahead ^ (mixed >> 1u) ^ ((0u - (low & 1u)) & 0x9908b0dfu);
}

FUNCTION uint mt_temper(uint y)
{
  y ^= y >> 11u;
  y ^= (y << 7u) & 0x9d2c5680u;
  y ^= (y << 15u) & 0xefc60000u;
  return y ^ (y >> 18u);
}

FUNCTION void mt_refill()
{
  for (uint k = 0u; k < 227u; ++k)
    STORE(state, k, mt_twist(LOAD(state, k), LOAD(state, k + 1u), LOAD(state, k + 397u)));
  for (uint k = 227u; k < 623u; ++k)
    STORE(state, k, mt_twist(LOAD(state, k), LOAD(state, k + 1u), LOAD(state, k - 227u)));
  STORE(state, 623u, mt_twist(LOAD(state, 623u), LOAD(state, 0u), LOAD(state, 396u)));
}
