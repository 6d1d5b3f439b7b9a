// The next n words of a Mersenne twister, by one lane: the stream is sequential.
// types:
// levels: baseline v3
PARAMS(uint n;)
UPDATES(0, uint, state)
WRITES(1, uint, words)

#include "lib/mt19937.glsl"

KERNEL
{
  if (GROUP_ID > 0u || LOCAL_ID > 0u) return;
  uint at = LOAD(state, 624u);
  uint done = 0u;
  while (done < p.n) {
    if (at >= 624u) {
      mt_refill();
      at = 0u;
    }
    const uint take = min(p.n - done, 624u - at);
    for (uint i = 0u; i < take; ++i) STORE(words, done + i, mt_temper(LOAD(state, at + i)));
    done += take;
    at += take;
  }
  STORE(state, 624u, at);
}
