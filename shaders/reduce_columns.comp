// Reductions across rows: one lane per column (LANE_WIDTH of them), lines of up to 256 columns per
// group. An output takes outer x inner elements by strides; slices share the outer ones (or, where there
// is one, the inner ones) and leave (slices, lines, columns) partial results.
// types: f32:f32 f64:f64 f16:f32 bf16:f32 i32:i32 i64:i64 b8:b8 b8:i64
// spec OP: sum max min prod
// values: 1
PARAMS(uint columns; uint lines; uint slices; uint outer; uint inner; uint outer_stride; uint inner_stride; uint column_stride; uint sizes[2]; uint strides[3]; C divisor;)
READS(0, T, x)
WRITES(1, U, y)

// Adds rows j to stop to part[k] for k below `lanes`, four at a time.
#define TAKE_ROWS(lanes, step) \
  { \
    uint r = j; \
    for (; r + 4 <= stop; r += 4) { \
      const place_t at = run + r * p.inner_stride; \
      for (place_t k = 0; k < lanes; ++k) \
        part[k] = combine(part[k], combine(combine(LOAD(x, at + step), LOAD(x, at + p.inner_stride + step)), \
                                           combine(LOAD(x, at + 2 * p.inner_stride + step), LOAD(x, at + 3 * p.inner_stride + step)))); \
    } \
    for (; r < stop; ++r) { \
      const place_t at = run + r * p.inner_stride; \
      for (place_t k = 0; k < lanes; ++k) part[k] = combine(part[k], LOAD(x, at + step)); \
    } \
  }

FUNCTION C start()
{
  return OP == OP_sum ? C(0) : OP == OP_max ? LOWEST : OP == OP_min ? HIGHEST : C(1);
}

FUNCTION C combine(C a, C b)
{
  return OP == OP_sum ? a + b : OP == OP_max ? max_nan(a, b) : OP == OP_min ? min_nan(a, b) : a * b;
}

KERNEL
{
  const uint blocks = (p.columns + 255) / 256;
  const uint line = GROUP_ID / blocks, s = line / p.lines;
  if (s >= p.slices) return;
  const uint first = (GROUP_ID - line * blocks) * 256;
  const uint o = line - s * p.lines;
  const uint o1 = o / p.sizes[0], o2 = o1 / p.sizes[1];
  const uint corner = (o - o1 * p.sizes[0]) * p.strides[0] + (o1 - o2 * p.sizes[1]) * p.strides[1] + o2 * p.strides[2];
  const bool split = p.outer > 1;
  const uint all = split ? p.outer : p.inner;
  const uint share = (all + p.slices - 1) / p.slices;
  const uint begin = min(s * share, all), count = min(share, all - begin);
  const uint base = corner + begin * (split ? p.outer_stride : p.inner_stride);
  const uint outer = split ? count : 1, inner = split ? p.inner : count;
  for (uint c = first + LOCAL_ID * LANE_WIDTH; c < min(p.columns, first + 256); c += GROUP_SIZE * LANE_WIDTH) {
    const uint width = min(LANE_WIDTH, p.columns - c);
    C total[LANE_WIDTH], part[LANE_WIDTH];
    for (uint k = 0; k < LANE_WIDTH; ++k) total[k] = start();
    for (uint i = 0; i < outer; ++i) {
      const place_t run = base + i * p.outer_stride + c * p.column_stride;
      // Short runs are added up by themselves, so that long sums stay exact.
      for (uint j = 0; j < inner; j += 64) {
        const uint stop = min(j + 64, inner);
        for (uint k = 0; k < LANE_WIDTH; ++k) part[k] = start();
        if (width == LANE_WIDTH && p.column_stride == 1)
          TAKE_ROWS(LANE_WIDTH, k)
        else
          TAKE_ROWS(width, k * p.column_stride)
        for (uint k = 0; k < LANE_WIDTH; ++k) total[k] = combine(total[k], part[k]);
      }
    }
    for (uint k = 0; k < width; ++k) STORE(y, line * p.columns + c + k, CU(total[k] / p.divisor));
  }
}
