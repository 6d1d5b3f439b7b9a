// Takes from the first operand where the condition holds, else from the second; SCALARS says which of
// them is the number s0 or s1 (its binding then repeats another).
// types: f32 f64 f16 bf16 i32 i64
// spec SCALARS: none left right
// spec LAYOUT: contiguous strided
// values: 2
PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20]; C s0; C s1;)
READS(0, BOOL, condition)
READS(1, T, left)
READS(2, T, right)
WRITES(3, T, result)

FUNCTION C pick(bool c, C a, C b, C s0, C s1)
{
  return select(c, SCALARS == SCALARS_left ? s0 : a, SCALARS == SCALARS_right ? s1 : b);
}

KERNEL
{
  FOR_ELEMENTS(at, 4, STORE(result, at[3], pick(LOAD(condition, at[0]), LOAD(left, at[1]), LOAD(right, at[2]), p.s0, p.s1)))
}
