// Reductions whose elements lie together: one group per output and slice. An output takes `outer` runs
// of `inner` adjacent elements; slices share the runs (or, where there is one, its elements) and leave
// (outputs, slices) partial results.
// types: f32:f32 f64:f64 f16:f32 bf16:f32 i32:i32 i64:i64 b8:b8 b8:i64
// spec OP: sum max min prod
// values: 1
PARAMS(uint outputs; uint slices; uint outer; uint inner; uint outer_stride; uint sizes[2]; uint strides[3]; C divisor;)
READS(0, T, x)
WRITES(1, U, y)

KERNEL
{
  if (GROUP_ID >= p.outputs * p.slices) return;
  // Short rows would spend most of their time on divisions, of which most calls need none.
  const uint o = p.slices == 1u ? GROUP_ID : GROUP_ID / p.slices, s = GROUP_ID - o * p.slices;
  const uint o1 = o < p.sizes[0] ? 0u : o / p.sizes[0], o2 = o1 < p.sizes[1] ? 0u : o1 / p.sizes[1];
  const uint corner = (o - o1 * p.sizes[0]) * p.strides[0] + (o1 - o2 * p.sizes[1]) * p.strides[1] + o2 * p.strides[2];
  const bool runs = p.outer > 1;
  const uint total = runs ? p.outer : p.inner;
  const uint share = p.slices == 1u ? total : (total + p.slices - 1) / p.slices;
  const uint begin = min(s * share, total), count = min(share, total - begin);
  const uint base = corner + (runs ? begin * p.outer_stride : begin);
  const uint outer = runs ? count : 1, inner = runs ? p.inner : count;
  C result = C(0);
  SPEC_IF(OP == OP_sum) {
    GROUP_REDUCE_2D(acc, SUM, i, outer, j, inner, LOAD(x, base + i * p.outer_stride + j))
    result = acc;
  } else SPEC_IF(OP == OP_max) {
    GROUP_REDUCE_2D(acc, MAX, i, outer, j, inner, LOAD(x, base + i * p.outer_stride + j))
    result = acc;
  } else SPEC_IF(OP == OP_min) {
    GROUP_REDUCE_2D(acc, MIN, i, outer, j, inner, LOAD(x, base + i * p.outer_stride + j))
    result = acc;
  } else {
    GROUP_REDUCE_2D(acc, PROD, i, outer, j, inner, LOAD(x, base + i * p.outer_stride + j))
    result = acc;
  }
  if (LOCAL_ID == 0) STORE(y, GROUP_ID, CU(result / p.divisor));
}
