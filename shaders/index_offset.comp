// What an index tensor adds to the offsets of elements: index * step. An index from the end counts back where
// `wraps`; one outside [0, size) makes the offset -1, and so it stays.
// types:
// spec FORM: first next
// spec LAYOUT: contiguous strided
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; uint size; uint step; uint wraps;)
READS(0, INDEX, index)
READS(1, INDEX, before)
WRITES(2, INDEX, offset)

FUNCTION int place(int k, int base, uint size, uint step, uint wraps)
{
  const int i = k < 0 && wraps != 0u ? k + int(size) : k;
  return base < 0 || i < 0 || i >= int(size) ? -1 : base + i * int(step);
}

KERNEL
{
  FOR_ELEMENTS(at, 3,
    STORE(offset, at[2], place(LOAD(index, at[0]), FORM == FORM_first ? 0 : LOAD(before, at[1]), p.size, p.step, p.wraps)))
}
