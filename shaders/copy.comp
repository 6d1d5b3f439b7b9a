// Copies between views of any dtypes and up to nine dims (innermost first), converting as C does.
// Casts to bool are compare_scalar's.
// types: {f32 f64 f16 bf16 i32 i64 i16 i8 u8 b8}x{f32 f64 f16 bf16 i32 i64 i16 i8 u8} b8:b8
// spec LAYOUT: contiguous strided
PARAMS(uint n; uint rank; uint sizes[8]; uint strides[18];)
READS(0, T, source)
WRITES(1, U, result)

KERNEL
{
  FOR_ELEMENTS_OF(9, at, 2, STORE(result, at[1], CU(LOAD(source, at[0]))))
}
