// Stable merging of sorted runs that stand in shared memory, for kernels with `// spec ORDER: ascending
// descending`. NaN counts as the greatest number.
SHARED(C, sort_key, 2048)
SHARED(uint, sort_place, 2048)

FUNCTION bool before(C a, C b)
{
  return ORDER == ORDER_ascending ? a < b || (is_nan(b) && !is_nan(a)) : a > b || (is_nan(a) && !is_nan(b));
}

// Of the first `count` elements of the merged runs [a, b) and [b, end): how many come from the first.
FUNCTION uint taken_from_first(uint a, uint b, uint end, uint count)
{
  uint low = count > end - b ? count - (end - b) : 0u;
  uint high = min(count, b - a);
  while (low < high) {
    const uint middle = (low + high) / 2u;
    if (before(sort_key[b + (count - 1u - middle)], sort_key[a + middle]))
      high = middle;
    else
      low = middle + 1u;
  }
  return low;
}

// statement for o in [from, stop), places among the merged elements of the runs [a, b) and [b, end), where
// `at` is the element that comes there.
#define FOR_MERGED(o, at, from, stop, a, b, end, statement) \
  { \
    uint first_ = (a) + taken_from_first(a, b, end, from); \
    uint second_ = (b) + (from) - (first_ - (a)); \
    for (uint o = (from); o < (stop); ++o) { \
      const bool other_ = first_ >= (b) || (second_ < (end) && before(sort_key[second_], sort_key[first_])); \
      const uint at = other_ ? second_ : first_; \
      second_ += uint(other_); \
      first_ += 1u - uint(other_); \
      statement; \
    } \
  }
