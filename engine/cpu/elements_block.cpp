// Elementwise kernels over views and halves: gathers a block of every operand into memory that
// stays in the first-level cache, runs the kernel there, scatters the result. Operands whose block
// already lies as the kernel wants it are used in place. Compiled once per instruction set
// (PUMICE_ISA).
#include "cpu/elements.h"

#include "cpu/kernel_table.h"
#include "prelude/cpp.h"
#if defined(__F16C__)
#include <immintrin.h>
#endif

namespace pumice::dialect::PUMICE_ISA {
namespace {

using cpu::Elements;
using cpu::ElementsOperand;
using byte = unsigned char;

/// Elements of a block: what FOR_EACH gives a group.
constexpr size_t kBlock = 1024, kMaxDims = 9, kMaxOperands = 8;
/// A block of any type, and so much more that no two blocks' first elements share a place in the
/// cache.
constexpr size_t kRoom = kBlock * 8 + 320;
/// Rows as short as this share blocks.
constexpr size_t kShortRow = 256;

void halves_to_floats(ElementsOperand::Half half, const uint16_t* from, float* to, size_t n) {
  size_t i = 0;
  if (half == ElementsOperand::bf16) {
    for (; i < n; ++i) to[i] = Elem<bf16>::load(from[i]);
    return;
  }
#if defined(__F16C__)
  for (; i + 8 <= n; i += 8)
    _mm256_storeu_ps(to + i,
                     _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i))));
#endif
  for (; i < n; ++i) to[i] = half_to_float(from[i]);
}

void floats_to_halves(ElementsOperand::Half half, const float* from, uint16_t* to, size_t n) {
  size_t i = 0;
  if (half == ElementsOperand::bf16) {
    for (; i < n; ++i) to[i] = float_to_bf16(from[i]);
    return;
  }
#if defined(__F16C__)
  for (; i + 8 <= n; i += 8)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i),
                     _mm256_cvtps_ph(_mm256_loadu_ps(from + i), 0));
#endif
  for (; i < n; ++i) to[i] = float_to_half(from[i]);
}

/// Where a walk over all elements stands: coordinates, innermost first. The last dim needs no size.
struct Place {
  size_t rank;
  size_t sizes[kMaxDims], coord[kMaxDims];

  void advance(size_t elements) {
    coord[0] += elements;
    for (size_t d = 0; d + 1 < rank && coord[d] >= sizes[d]; ++d) {
      coord[d + 1] += coord[d] / sizes[d];
      coord[d] %= sizes[d];
    }
  }
  size_t element(const size_t* stride) const {
    size_t at = 0;
    for (size_t d = 0; d < rank; ++d) at += coord[d] * stride[d];
    return at;
  }
};

/// Calls run(element, position, n) for each run of n elements along the innermost dim.
template <class F>
ALWAYS_INLINE void each_run(Place place, const size_t* stride, size_t count, F run) {
  size_t at = place.element(stride);
  for (size_t done = 0; done < count;) {
    size_t n = count - done;
    if (place.rank > 1 && place.sizes[0] - place.coord[0] < n) n = place.sizes[0] - place.coord[0];
    run(at, done, n);
    done += n;
    place.coord[0] += n;
    at += n * stride[0];
    for (size_t d = 0; d + 1 < place.rank && place.coord[d] == place.sizes[d]; ++d) {
      at += stride[d + 1] - place.sizes[d] * stride[d];
      place.coord[d] = 0;
      ++place.coord[d + 1];
    }
  }
}

template <class E>
void gather(const Place& place, const size_t* stride, size_t count, const void* from, void* to) {
  const E* const source = static_cast<const E*>(from);
  E* const target = static_cast<E*>(to);
  const size_t step = stride[0];
  each_run(
      place, stride, count, [&](size_t at, size_t done, size_t n) __attribute__((always_inline)) {
        if (step == 1) {
          _Pragma("GCC ivdep") for (size_t i = 0; i < n; ++i) target[done + i] = source[at + i];
        } else if (step == 0) {
          const E value = source[at];
          for (size_t i = 0; i < n; ++i) target[done + i] = value;
        } else {
          for (size_t i = 0; i < n; ++i) target[done + i] = source[at + i * step];
        }
      });
}

template <class E>
void scatter(const Place& place, const size_t* stride, size_t count, const void* from, void* to) {
  const E* const source = static_cast<const E*>(from);
  E* const target = static_cast<E*>(to);
  const size_t step = stride[0];
  each_run(
      place, stride, count, [&](size_t at, size_t done, size_t n) __attribute__((always_inline)) {
        if (step == 1) {
          _Pragma("GCC ivdep") for (size_t i = 0; i < n; ++i) target[at + i] = source[done + i];
        } else {
          for (size_t i = 0; i < n; ++i) target[at + i * step] = source[done + i];
        }
      });
}

using Mover = void (*)(const Place&, const size_t*, size_t, const void*, void*);

Mover mover(size_t bytes, bool gathers) {
  switch (bytes) {
    case 1:
      return gathers ? gather<uint8_t> : scatter<uint8_t>;
    case 2:
      return gathers ? gather<uint16_t> : scatter<uint16_t>;
    case 4:
      return gathers ? gather<uint32_t> : scatter<uint32_t>;
    default:
      return gathers ? gather<uint64_t> : scatter<uint64_t>;
  }
}

/// One operand on its way through the blocks.
struct Operand {
  ElementsOperand kind;
  byte* data;
  byte* full;                      // a block as the kernel wants it
  uint16_t* halves;                // a block as it lay in memory
  bool dense;                      // element i of the walk is element i in memory
  bool same_every_row;             // only the innermost coordinate matters
  int twin = -1;                   // an earlier operand that reads the same
  size_t held = 0, held_from = 0;  // elements in `full`, from which innermost coordinate
  size_t stride[kMaxDims];

  bool like(const Operand& o, size_t rank) const {
    bool same =
        data == o.data && kind.bytes == o.kind.bytes && kind.half == o.kind.half && !o.kind.writes;
    for (size_t d = 0; d < rank; ++d) same &= stride[d] == o.stride[d];
    return same;
  }

  /// Where the block's elements lie one after the other in memory, null where they do not.
  byte* lies(const Place& place, size_t at, size_t count) const {
    if (dense) return data + at * kind.bytes;
    const bool one_row = place.rank == 1 || place.coord[0] + count <= place.sizes[0];
    return one_row && stride[0] == 1 ? data + place.element(stride) * kind.bytes : nullptr;
  }

  /// The block's elements as the kernel reads them, in `room` where they cannot be used in place.
  byte* read(const Place& place, size_t at, size_t count, byte* room) {
    byte* const here = lies(place, at, count);
    if (here && !kind.half) return here;
    const bool keeps = room == full && same_every_row;
    if (keeps && held >= count && (held_from == place.coord[0] || !stride[0])) return room;
    const byte* source = here;
    if (!here) {
      byte* const gathered = kind.half ? reinterpret_cast<byte*>(halves) : room;
      mover(kind.bytes, true)(place, stride, count, data, gathered);
      source = gathered;
    }
    if (kind.half)
      halves_to_floats(kind.half, reinterpret_cast<const uint16_t*>(source),
                       reinterpret_cast<float*>(room), count);
    if (keeps) held = count, held_from = place.coord[0];
    return room;
  }

  /// Brings the block's results, which lie at `from`, to where they belong.
  void write(const Place& place, size_t at, size_t count, const byte* from) {
    byte* const here = lies(place, at, count);
    if (kind.half) {
      uint16_t* const target = here ? reinterpret_cast<uint16_t*>(here) : halves;
      floats_to_halves(kind.half, reinterpret_cast<const float*>(from), target, count);
      from = reinterpret_cast<const byte*>(target);
    }
    if (!here)
      mover(kind.bytes, false)(place, stride, count, from, data);
    else if (from != here)
      __builtin_memcpy(here, from, count * kind.bytes);
  }
};

/// Elements of the next block: whole rows where rows are short, else equal parts of one.
size_t block_at(const Place& place, size_t left) {
  size_t most = kBlock;
  if (place.rank > 1) {
    const size_t row = place.sizes[0], rest = row - place.coord[0];
    if (row < kShortRow) {
      most = place.coord[0] ? rest : kBlock / row * row;
    } else {
      const size_t parts = (row + kBlock - 1) / kBlock,
                   part = ((row + parts - 1) / parts + 63) / 64 * 64;
      most = min(rest, part);
    }
  }
  return min(most, left);
}

struct Walk {
  Place place;
  Operand operands[kMaxOperands];
  alignas(64) byte full[kMaxOperands][kRoom];
  alignas(64) uint16_t halves[kMaxOperands][kBlock];

  Walk(const Elements& e, const CpuArgs& args) {
    const uint* const word = static_cast<const uint*>(args.params);
    place.rank = e.contiguous ? 1 : word[1];
    for (size_t d = 0; d < kMaxDims; ++d) place.coord[d] = 0;
    for (size_t d = 0; d + 1 < place.rank; ++d) place.sizes[d] = word[2 + d];
    for (size_t k = 0; k < e.count; ++k) {
      Operand& o = operands[k];
      o.kind = e.operands[k];
      o.data = static_cast<byte*>(args.bindings[k]);
      o.full = full[k];
      o.halves = halves[k];
      o.dense = o.same_every_row = true;
      for (size_t d = 0, next = 1; d < place.rank; ++d) {
        o.stride[d] = e.contiguous ? 1 : word[1 + e.dims + k * e.dims + d];
        o.dense &= o.stride[d] == next;
        o.same_every_row &= d == 0 || o.stride[d] == 0;
        if (d + 1 < place.rank) next *= place.sizes[d];
      }
      for (size_t j = 0; j < k && o.twin < 0 && !o.kind.writes; ++j)
        if (o.like(operands[j], place.rank)) o.twin = int(j);
    }
  }
};

/// Columns that a tile of a transposition takes; it takes as many rows as fill a cache line.
constexpr size_t kTileColumns = 16;

/// to[r * row + c] = from[c * step + r], by tiles: elements of one column lie in as many cache
/// lines, which where steps are powers of two fall into one set of the cache and drive each other
/// out before their neighbours are read.
template <class E>
void transpose(const byte* source, size_t step, byte* target, size_t row, size_t columns,
               size_t rows) {
  constexpr size_t tall = 64 / sizeof(E);
  const E* const from = reinterpret_cast<const E*>(source);
  E* const to = reinterpret_cast<E*>(target);
  for (size_t c0 = 0; c0 < columns; c0 += kTileColumns) {
    const size_t wide = min(kTileColumns, columns - c0);
    for (size_t r0 = 0; r0 < rows; r0 += tall) {
      E tile[tall][kTileColumns];
      for (size_t c = 0; c < wide; ++c)
        for (size_t r = 0; r < tall; ++r) tile[r][c] = from[(c0 + c) * step + r0 + r];
      for (size_t r = 0; r < tall; ++r)
        __builtin_memcpy(to + (r0 + r) * row + c0, tile[r], wide * sizeof(E));
    }
  }
}

/// Copies whole rows whose elements lie across the source's rows, and says how many elements.
size_t transpose_rows(const Operand& from, const Operand& to, const Place& place, size_t left) {
  if (place.rank < 2 || place.coord[0] != 0 || from.kind.half != to.kind.half) return 0;
  if (from.stride[1] != 1 || to.stride[0] != 1) return 0;
  // Other steps spread over the cache, and are read as they come in less time.
  if (from.stride[0] <= 1 || from.stride[0] * from.kind.bytes % 256 != 0) return 0;
  const size_t columns = place.sizes[0], tall = 64 / from.kind.bytes;
  size_t rows = left / columns;
  if (place.rank > 2) rows = min(rows, place.sizes[1] - place.coord[1]);
  rows -= rows % tall;
  if (rows == 0 || columns < kTileColumns) return 0;
  const auto code = from.kind.bytes == 1   ? transpose<uint8_t>
                    : from.kind.bytes == 2 ? transpose<uint16_t>
                    : from.kind.bytes == 4 ? transpose<uint32_t>
                                           : transpose<uint64_t>;
  code(from.data + place.element(from.stride) * from.kind.bytes, from.stride[0],
       to.data + place.element(to.stride) * to.kind.bytes, to.stride[1], columns, rows);
  return rows * columns;
}

void run_elements(const Elements& e, const CpuArgs& args, uint32_t begin, uint32_t end) {
  Walk walk(e, args);
  alignas(8) byte params[120];
  __builtin_memcpy(params, args.params, sizeof params);
  uint n;
  __builtin_memcpy(&n, params, sizeof n);
  CpuArgs block{};
  block.params = params;
  block.spec = args.spec;
  Operand* const o = walk.operands;
  const size_t last = min(size_t(end) * kBlock, size_t(n));
  size_t at = size_t(begin) * kBlock;
  walk.place.advance(at);
  while (at < last) {
    Operand& result = o[e.count - 1];
    const size_t turned = e.moves ? transpose_rows(o[0], result, walk.place, last - at) : 0;
    if (turned > 0) {
      at += turned;
      walk.place.advance(turned);
      continue;
    }
    const size_t count = block_at(walk.place, last - at);
    byte* const there = result.lies(walk.place, at, count);
    byte* const out = there && !result.kind.half ? there : result.full;
    if (e.moves) {
      result.write(walk.place, at, count, o[0].read(walk.place, at, count, out));
    } else {
      for (size_t k = 0; k < e.count; ++k) {
        if (o[k].twin >= 0)
          block.bindings[k] = block.bindings[o[k].twin];
        else
          block.bindings[k] = o[k].kind.reads ? o[k].read(walk.place, at, count, o[k].full) : out;
      }
      const uint size = uint(count);
      __builtin_memcpy(params, &size, sizeof size);
      e.code(block, 0, 1);
      result.write(walk.place, at, count, static_cast<byte*>(block.bindings[e.count - 1]));
    }
    at += count;
    walk.place.advance(count);
  }
}

}  // namespace

extern const cpu::RunElements elements_runner;
const cpu::RunElements elements_runner = run_elements;

}  // namespace pumice::dialect::PUMICE_ISA
