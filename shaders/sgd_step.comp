// One step of stochastic gradient descent (engine/ops/optim.cpp). At step 1 the momentum buffer becomes the
// gradient. keep: 1 - dampening.
// types: f32 f64 f16 bf16
// spec MOMENTUM: none plain nesterov
PARAMS(uint n; C momentum; C keep; C weight_decay;)
UPDATES(0, T, param)
READS(1, T, grad)
UPDATES(2, T, buffer)
READS(3, C, lr)
READS(4, C, step)

KERNEL
{
  const C rate = LOAD(lr, 0u);
  const bool begins = LOAD(step, 0u) <= K(1.0);
  FOR_EACH(i, p.n) {
    const C x = LOAD(param, i);
    C g = LOAD(grad, i) + p.weight_decay * x;
    if (MOMENTUM != MOMENTUM_none) {
      const C b = select(begins, g, p.momentum * LOAD(buffer, i) + p.keep * g);
      STORE(buffer, i, b);
      g = MOMENTUM == MOMENTUM_nesterov ? g + p.momentum * b : b;
    }
    STORE(param, i, x - rate * g);
  }
}
