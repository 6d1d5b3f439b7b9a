// Philox 4x32-10: four random words from a counter and a key, the same on every device. Salmon et al. 2011.

struct Words {
  uint a;
  uint b;
  uint c;
  uint d;
};

// Words of block `i` of the stream at a position {seed, seed >> 32, offset, offset >> 32}.
FUNCTION Words philox(uint i, uint key0, uint key1, uint offset0, uint offset1)
{
  Words w;
  w.a = offset0 + i;
  w.b = offset1 + (w.a < i ? 1u : 0u);
  w.c = 0u;
  w.d = 0u;
  for (int r = 0; r < 10; ++r) {
    const uint high0 = mul_high(0xD2511F53u, w.a);
    const uint high1 = mul_high(0xCD9E8D57u, w.c);
    const uint low0 = 0xD2511F53u * w.a;
    const uint low1 = 0xCD9E8D57u * w.c;
    w.a = high1 ^ w.b ^ key0;
    w.b = low1;
    w.c = high0 ^ w.d ^ key1;
    w.d = low0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return w;
}
