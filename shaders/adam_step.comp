// One step of Adam or AdamW (engine/ops/optim.cpp). rest: 1 - beta. log_beta: logarithms, from which the
// bias corrections 1 - beta^step come without cancellation.
// types: f32 f64 f16 bf16
// spec DECOUPLED: no yes
// spec AMSGRAD: no yes
PARAMS(uint n; C beta1; C beta2; C rest1; C rest2; C log_beta1; C log_beta2; C eps; C weight_decay;)
UPDATES(0, T, param)
READS(1, T, grad)
UPDATES(2, T, exp_avg)
UPDATES(3, T, exp_avg_sq)
UPDATES(4, T, max_exp_avg_sq)
READS(5, C, lr)
READS(6, C, step)

// 1 - exp(z) for z <= 0.
FUNCTION C one_minus_exp(C z)
{
  C series = K(1.0);
  for (int k = 15; k > 1; --k) series = K(1.0) + z / C(k) * series;
  return z > K(-0.5) ? -z * series : K(1.0) - exp(z);
}

KERNEL
{
  const C rate = LOAD(lr, 0u);
  const C size = rate / one_minus_exp(LOAD(step, 0u) * p.log_beta1);
  const C root = rsqrt(one_minus_exp(LOAD(step, 0u) * p.log_beta2));
  FOR_EACH(i, p.n) {
    C x = LOAD(param, i);
    C g = LOAD(grad, i);
    if (DECOUPLED == DECOUPLED_yes)
      x -= rate * p.weight_decay * x;
    else
      g += p.weight_decay * x;
    const C m = p.beta1 * LOAD(exp_avg, i) + p.rest1 * g;
    const C v = p.beta2 * LOAD(exp_avg_sq, i) + p.rest2 * g * g;
    STORE(exp_avg, i, m);
    STORE(exp_avg_sq, i, v);
    C peak = v;
    if (AMSGRAD == AMSGRAD_yes) {
      peak = max_nan(LOAD(max_exp_avg_sq, i), v);
      STORE(max_exp_avg_sq, i, peak);
    }
    STORE(param, i, x - size * m / (sqrt(peak) * root + p.eps));
  }
}
