// start, start + step, start + 2 step, ...
// types: f32 f64 f16 bf16 i32 i64
// values: 2
PARAMS(uint n; C start; C step;)
WRITES(0, T, result)

KERNEL
{
  FOR_EACH(i, p.n) { STORE(result, i, p.start + C(i) * p.step); }
}
