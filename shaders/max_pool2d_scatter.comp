// Gradient of max_pool2d on devices whose groups are single lanes: one group per plane adds outputs up where
// their maxima were. dx holds zeros before.
// types: f32 f64
// levels: baseline
PARAMS(uint planes; uint pixels; uint outputs;)
READS(0, T, g)
READS(1, int, positions)
UPDATES(2, T, dx)

KERNEL
{
  if (GROUP_ID >= p.planes || LOCAL_ID != 0u) return;
  const uint from = GROUP_ID * p.outputs;
  for (uint o = 0u; o < p.outputs; ++o) {
    const int at = LOAD(positions, from + o);
    if (at < 0) continue;
    const uint to = GROUP_ID * p.pixels + uint(at);
    STORE(dx, to, LOAD(dx, to) + LOAD(g, from + o));
  }
}
