// Products through tiles in shared memory, for GPUs. The including file defines SIZE_Z, SIZE_M, SIZE_N and
// SIZE_K (batch and sizes of the product), A_ALONG_K and B_ALONG_K (whether neighbours in k lie side by side
// in memory), a_at(z, row, k), b_at(z, k, column) and y_put(z, row, column, value).
// A group of (TILE_M / ROWS) x (TILE_N / COLUMNS) x SLICES lanes makes TILE_M x TILE_N results. Its slices
// take turns over k and are added at the end, which keeps a GPU busy with small results of long sums.

#define LANES_ACROSS (TILE_N / COLUMNS)
#define LANES_OF_SLICE (LANES_ACROSS * (TILE_M / ROWS))
#define DEPTH (TILE_K * SLICES)
#define LANES (LANES_OF_SLICE * SLICES)
#define LINE_A (TILE_M + 1)  // odd lines spread over the memory's banks
#define LINE_B (TILE_N + 1)

shared C a_tile[DEPTH * LINE_A];
shared C b_tile[DEPTH * LINE_B];
shared C partial[LANES * ROWS * COLUMNS * ((SLICES + 14) / 16) + 1];  // only where slices are added

void fetch_tiles(uint z, uint first_row, uint first_column, uint first_k)
{
  for (uint e = LOCAL_ID; e < TILE_M * DEPTH; e += LANES) {
    const uint row = A_ALONG_K ? e / DEPTH : e % TILE_M;
    const uint k = A_ALONG_K ? e % DEPTH : e / TILE_M;
    C v = K(0.0);
    if (first_row + row < SIZE_M && first_k + k < SIZE_K) v = a_at(z, first_row + row, first_k + k);
    a_tile[k * LINE_A + row] = v;
  }
  for (uint e = LOCAL_ID; e < TILE_N * DEPTH; e += LANES) {
    const uint column = B_ALONG_K ? e / DEPTH : e % TILE_N;
    const uint k = B_ALONG_K ? e % DEPTH : e / TILE_N;
    C v = K(0.0);
    if (first_column + column < SIZE_N && first_k + k < SIZE_K) v = b_at(z, first_k + k, first_column + column);
    b_tile[k * LINE_B + column] = v;
  }
}

KERNEL
{
  const uint tiles_m = (SIZE_M + TILE_M - 1) / TILE_M;
  const uint tiles_n = (SIZE_N + TILE_N - 1) / TILE_N;
  const uint z = GROUP_ID / (tiles_m * tiles_n);
  if (z >= SIZE_Z) return;
  // Groups with the same columns follow each other: columns are the larger operand of a convolution.
  const uint tile = GROUP_ID % (tiles_m * tiles_n);
  const uint first_row = tile % tiles_m * TILE_M;
  const uint first_column = tile / tiles_m * TILE_N;
  const uint slice = LOCAL_ID / LANES_OF_SLICE;
  const uint across = LOCAL_ID % LANES_ACROSS;
  const uint down = LOCAL_ID % LANES_OF_SLICE / LANES_ACROSS * ROWS;

  C sum[ROWS * COLUMNS];
  [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; ++i) sum[i] = K(0.0);
  for (uint first_k = 0; first_k < SIZE_K; first_k += DEPTH) {
    fetch_tiles(z, first_row, first_column, first_k);
    barrier();
    for (uint k = 0; k < TILE_K; ++k) {
      const uint line = slice * TILE_K + k;
      C left[ROWS];
      C right[COLUMNS];
      [[unroll]] for (uint i = 0; i < ROWS; ++i) left[i] = a_tile[line * LINE_A + down + i];
      [[unroll]] for (uint j = 0; j < COLUMNS; ++j) right[j] = b_tile[line * LINE_B + across + j * LANES_ACROSS];
      [[unroll]] for (uint i = 0; i < ROWS; ++i) {
        [[unroll]] for (uint j = 0; j < COLUMNS; ++j) sum[i * COLUMNS + j] += left[i] * right[j];
      }
    }
    barrier();
  }

  if (SLICES > 1) {
    [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; ++i) partial[i * LANES + LOCAL_ID] = sum[i];
    barrier();
    for (uint e = LOCAL_ID; e < TILE_M * TILE_N; e += LANES) {
      const uint i = e / LANES_OF_SLICE;
      const uint lane = e % LANES_OF_SLICE;
      C value = K(0.0);
      for (uint s = 0; s < SLICES; ++s) value += partial[i * LANES + s * LANES_OF_SLICE + lane];
      const uint row = first_row + lane / LANES_ACROSS * ROWS + i / COLUMNS;
      const uint column = first_column + lane % LANES_ACROSS + i % COLUMNS * LANES_ACROSS;
      if (row < SIZE_M && column < SIZE_N) y_put(z, row, column, value);
    }
  } else {
    [[unroll]] for (uint i = 0; i < ROWS; ++i) {
      [[unroll]] for (uint j = 0; j < COLUMNS; ++j) {
        const uint row = first_row + down + i;
        const uint column = first_column + across + j * LANES_ACROSS;
        if (row < SIZE_M && column < SIZE_N) y_put(z, row, column, sum[i * COLUMNS + j]);
      }
    }
  }
}
