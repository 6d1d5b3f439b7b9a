// Sets elements to a number.
// types: f32 f64 f16 bf16 i32 i64 i16 i8 u8 b8
// spec LAYOUT: contiguous strided
// values: 2
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; C s0; C s1;)
WRITES(0, T, result)

KERNEL
{
  FOR_ELEMENTS(at, 1, STORE(result, at[0], p.s0))
}
