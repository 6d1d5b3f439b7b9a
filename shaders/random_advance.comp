// Hands out the generator's position {seed, seed >> 32, offset, offset >> 32} and moves it `blocks` on.
// types:
// levels: baseline
PARAMS(uint blocks;)
UPDATES(0, uint, state)
WRITES(1, uint, position)

KERNEL
{
  if (GROUP_ID > 0u || LOCAL_ID > 0u) return;
  const uint low = LOAD(state, 2u);
  const uint high = LOAD(state, 3u);
  STORE(position, 0u, LOAD(state, 0u));
  STORE(position, 1u, LOAD(state, 1u));
  STORE(position, 2u, low);
  STORE(position, 3u, high);
  STORE(state, 2u, low + p.blocks);
  STORE(state, 3u, high + (low + p.blocks < low ? 1u : 0u));
}
