// Adds a number to elements of an int64 tensor within 32 bits, on devices without int64, too: counts.
// types:
// spec LAYOUT: contiguous strided
// values: 1
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; int s0;)
READS(0, INDEX, input)
WRITES(1, INDEX, result)

KERNEL
{
  FOR_ELEMENTS(at, 2, STORE(result, at[1], LOAD(input, at[0]) + p.s0))
}
