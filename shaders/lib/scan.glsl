// Inclusive scans along the middle dim of (outer, n, inner), forwards or backwards. The kernel that includes
// this has params `outer n inner slices reversed totals carried` and spec FORM: rows columns, and defines
//   struct Part, what is known of adjacent elements;   Part nothing();   Part joined(Part a, Part b);
//   Part taken(place_t at, uint c), of the c-th element;   void leave(place_t at, Part part), the result there;
//   Part carried(uint at), of all slices up to one;   SERIAL, whether parts lose precision or range when
//   they are not begun with what came before;
//   and may define WALK(base, from, to, start), all results of up to 64 elements of a row that follow on
//   `start`, for one lane; its value is the part of all. With `totals` it leaves none.
// rows: inner is 1, and a row has `slices` groups. With `totals` a group leaves its slice's part alone, at
// its number; with `carried` it begins with what the slices before have made. columns: one lane per column.
SHARED(Part, lane_part, 256)

FUNCTION uint place_of(uint base, uint c)
{
  return base + (p.reversed != 0u ? p.n - 1u - c : c) * p.inner;
}

KERNEL
{
  if (FORM == FORM_columns) {
    const uint blocks = (p.inner + 255u) / 256u, line = GROUP_ID / blocks;
    if (line >= p.outer) return;
    const uint first = (GROUP_ID - line * blocks) * 256u;
    for (uint c = first + LOCAL_ID * LANE_WIDTH; c < min(p.inner, first + 256u); c += GROUP_SIZE * LANE_WIDTH) {
      const uint width = min(LANE_WIDTH, p.inner - c);
      Part total[LANE_WIDTH], part[LANE_WIDTH];
      for (uint k = 0u; k < LANE_WIDTH; ++k) total[k] = nothing();
      for (uint j = 0u; j < p.n; j += 64u) {
        for (uint k = 0u; k < LANE_WIDTH; ++k) part[k] = SERIAL ? total[k] : nothing();
        for (uint r = j; r < min(j + 64u, p.n); ++r) {
          const place_t at = place_of(line * p.n * p.inner + c, r);
          OVER_WIDTH(k, {
            part[k] = joined(part[k], taken(at + k, r));
            leave(at + k, SERIAL ? part[k] : joined(total[k], part[k]));
          })
        }
        for (uint k = 0u; k < LANE_WIDTH; ++k) total[k] = SERIAL ? part[k] : joined(total[k], part[k]);
      }
    }
    return;
  }
  const uint row = GROUP_ID / p.slices, slice = GROUP_ID - row * p.slices;
  if (row >= p.outer) return;
  const uint share = (p.n + p.slices - 1u) / p.slices;
  const uint begin = min(slice * share, p.n), end = min(begin + share, p.n), base = row * p.n;
  const uint items = GROUP_SIZE == 1u ? 64u : 4u;  // per lane and tile
  Part total = nothing();
  if (p.carried != 0u && slice > 0u) total = carried(GROUP_ID - 1u);
  for (uint tile = begin; tile < end; tile += GROUP_SIZE * items) {
    const uint from = min(tile + LOCAL_ID * items, end), to = min(from + items, end);
    Part start = total;
    if (GROUP_SIZE > 1u) {
      Part mine = nothing();
      for (uint c = from; c < to; ++c) mine = joined(mine, taken(place_of(base, c), c));
      lane_part[LOCAL_ID] = mine;
      BARRIER();
      for (uint step = 1u; step < GROUP_SIZE; step *= 2u) {
        if (LOCAL_ID >= step) mine = joined(lane_part[LOCAL_ID - step], mine);
        BARRIER();
        lane_part[LOCAL_ID] = mine;
        BARRIER();
      }
      if (LOCAL_ID > 0u) start = joined(total, lane_part[LOCAL_ID - 1u]);
      total = joined(total, lane_part[GROUP_SIZE - 1u]);
      BARRIER();
    }
    Part part = SERIAL ? start : nothing();
#ifdef WALK
    if (GROUP_SIZE == 1u) {
      total = WALK(base, from, to, start);
      continue;
    }
#endif
    if (p.totals == 0u)
      for (uint c = from; c < to; ++c) {
        const uint at = place_of(base, c);
        part = joined(part, taken(at, c));
        leave(at, SERIAL ? part : joined(start, part));
      }
    else if (GROUP_SIZE == 1u)
      for (uint c = from; c < to; ++c) part = joined(part, taken(place_of(base, c), c));
    if (GROUP_SIZE == 1u) total = SERIAL ? part : joined(start, part);
  }
  if (p.totals != 0u && LOCAL_ID == 0u) leave(GROUP_ID, total);
}
