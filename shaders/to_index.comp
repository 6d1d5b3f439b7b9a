// Conversions to int64, as 32-bit indices, for devices that do not compute with int64.
// types: f32 f16 bf16 i32 i16 i8 u8 b8
// spec LAYOUT: contiguous strided
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[10];)
READS(0, T, source)
WRITES(1, INDEX, result)

KERNEL
{
  FOR_ELEMENTS(at, 2, STORE(result, at[1], int(LOAD(source, at[0]))))
}
