// Sorting rows on the CPU: keys become integers of the same order, which a radix sort moves
// together with their places.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

#include "base/thread_pool.h"
#include "cpu/dense.h"
#include "cpu/scratch.h"
#include "shaders/kernels/sort_runs.h"

namespace pumice::cpu {
namespace {

/// A key of 32 bits above its place.
struct Narrow {
  uint64_t bits;
  static Narrow of(uint32_t key, uint32_t place) { return {uint64_t{key} << 32 | place}; }
  uint64_t key() const { return bits >> 32; }
  uint32_t place() const { return static_cast<uint32_t>(bits); }
  friend bool operator<(Narrow a, Narrow b) { return a.bits < b.bits; }
};
struct Wide {
  uint64_t bits;
  uint32_t at;
  static Wide of(uint64_t key, uint32_t place) { return {key, place}; }
  uint64_t key() const { return bits; }
  uint32_t place() const { return at; }
  friend bool operator<(Wide a, Wide b) { return a.bits != b.bits ? a.bits < b.bits : a.at < b.at; }
};
template <class T>
using EntryOf = std::conditional_t<sizeof(T) == 4, Narrow, Wide>;

/// An unsigned integer in the order of the values: -0 equals 0, NaN stands above all.
template <class T>
auto ordered(T value) {
  using U = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
  constexpr U sign = U{1} << (8 * sizeof(U) - 1);
  if constexpr (std::is_floating_point_v<T>) {
    const U bits = std::bit_cast<U>(value + T(0));
    return std::isnan(value) ? ~U{0}
           : bits & sign     ? static_cast<U>(~bits)
                             : static_cast<U>(bits | sign);
  } else {
    return static_cast<U>(static_cast<U>(value) ^ sign);
  }
}

constexpr size_t kChunk = 1 << 15;  // entries that another thread is worth
constexpr size_t kDigits = 256;
using Histogram = std::array<uint32_t, kDigits>;

/// One pass over a digit by several threads: each counts its chunk, then moves it.
template <class E>
void pass(const E* from, E* to, size_t n, unsigned shift, size_t chunks) {
  const size_t size = (n + chunks - 1) / chunks;
  std::vector<Histogram> places(chunks);
  const auto each_chunk = [&](auto&& f) {
    parallel_for(0, chunks, 1, [&](size_t begin, size_t end) {
      for (size_t c = begin; c < end; ++c)
        for (size_t i = c * size; i < std::min(n, (c + 1) * size); ++i)
          f(places[c][from[i].key() >> shift & (kDigits - 1)], from[i]);
    });
  };
  each_chunk([](uint32_t& count, const E&) { ++count; });
  uint32_t next = 0;
  for (size_t digit = 0; digit < kDigits; ++digit)
    for (Histogram& h : places) next += std::exchange(h[digit], next);
  each_chunk([&](uint32_t& place, const E& entry) { to[place++] = entry; });
}

/// The bits in which keys differ.
template <class E>
uint64_t varying_bits(const E* entries, size_t n) {
  uint64_t varying = 0;
  for (size_t i = 0; i < n; ++i) varying |= entries[i].key() ^ entries[0].key();
  return varying;
}

/// Sorts n entries; the result is in either of the two.
template <class E>
E* sort_entries(E* entries, E* other, size_t n, size_t chunks) {
  if (n <= 192) {
    std::sort(entries, entries + n);
    return entries;
  }
  const uint64_t varying = varying_bits(entries, n);
  for (unsigned shift = 0; shift < 64 && varying >> shift; shift += 8) {
    if (!(varying >> shift & (kDigits - 1))) continue;
    pass(entries, other, n, shift, chunks);
    std::swap(entries, other);
  }
  return entries;
}

/// Moves entries that may be among the `keep` first to the front, in their order; returns how many.
template <class E>
size_t drop_later(E* entries, size_t n, size_t keep) {
  while (n > 256 && n / 2 > keep) {
    const uint64_t varying = varying_bits(entries, n);
    if (varying == 0) return keep;
    const unsigned shift = std::max(64 - std::countl_zero(varying), 11) - 11;
    std::array<uint32_t, 2048> count{};
    for (size_t i = 0; i < n; ++i) ++count[entries[i].key() >> shift & 2047];
    size_t digit = 0, below = 0;
    while ((below += count[digit]) < keep) ++digit;
    if (below > n - n / 4) return n;
    size_t kept = 0;
    for (size_t i = 0; i < n; ++i) {
      entries[kept] = entries[i];
      kept += (entries[i].key() >> shift & 2047) <= digit;
    }
    n = kept;
  }
  return n;
}

template <class T>
struct Job {
  kernel::sort_runs p;
  const T* x;
  T* keys;
  int64_t* places;
  bool descending;

  size_t runs() const { return (p.n + p.run - 1) / p.run; }

  void sort_run(size_t index, size_t chunks) const {
    using E = EntryOf<T>;
    const size_t row = index / runs(), start = index % runs() * p.run;
    const size_t n = std::min<size_t>(p.run, p.n - start);
    const size_t wide = std::min<size_t>(p.keep, n - p.first);
    E* const entries = static_cast<E*>(scratch(kSortSlot, 2 * n * sizeof(E)));
    const T* const from = x + row * p.n;
    for (size_t i = 0; i < n; ++i) {
      const auto key = ordered(from[start + i]);
      entries[i] = E::of(descending ? ~key : key, static_cast<uint32_t>(start + i));
    }
    const size_t left = drop_later(entries, n, p.first + wide);
    const E* const sorted =
        sort_entries(entries, entries + n, left, std::clamp<size_t>(left / kChunk, 1, chunks)) +
        p.first;
    const size_t last = std::min<size_t>(p.keep, p.n - (runs() - 1) * p.run - p.first);
    const size_t to = row * ((runs() - 1) * p.keep + last) + index % runs() * p.keep;
    for (size_t i = 0; i < wide; ++i) {
      keys[to + i] = from[sorted[i].place()];
      places[to + i] = sorted[i].place();
    }
  }

  void run() const {
    const size_t count = p.rows * runs();
    if (count < 4 && p.run >= 2 * kChunk) {
      for (size_t i = 0; i < count; ++i) sort_run(i, static_cast<size_t>(num_threads()));
      return;
    }
    parallel_for(0, count, std::max<size_t>(1, (1 << 12) / p.run), [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) sort_run(i, 1);
    });
  }
};

template <class T>
void sort_as(const Command& c) {
  using P = kernel::sort_runs;
  Job<T>{params<P>(c), data<T>(c, 0), data<T>(c, 1), data<int64_t>(c, 2),
         c.variant.spec[0] == static_cast<uint16_t>(P::ORDER::descending)}
      .run();
}

}  // namespace

void sort_runs(const Command& c) {
  switch (c.variant.t) {
    case kFloat:
      return sort_as<float>(c);
    case kDouble:
      return sort_as<double>(c);
    case kInt:
      return sort_as<int32_t>(c);
    default:
      return sort_as<int64_t>(c);
  }
}

}  // namespace pumice::cpu
