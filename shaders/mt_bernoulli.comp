// `one` where a number of 53 bits, from two words each, lies below a threshold, else 0.
// types: f32 f64 f16 bf16 i32
PARAMS(uint n; uint high; uint low; C one;)
READS(0, uint, words)
WRITES(1, T, y)

KERNEL
{
  FOR_EACH(i, p.n) {
    const uint high = LOAD(words, 2u * uint(i)) & 0x1fffffu;
    const uint low = LOAD(words, 2u * uint(i) + 1u);
    // Sums, since a branch would be guessed wrong every other time.
    const uint below = uint(high < p.high) + uint(high == p.high) * uint(low < p.low);
    STORE(y, i, select(below != 0u, p.one, C(0)));
  }
}
