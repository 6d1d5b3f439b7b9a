// Elementwise kernels over views and halves: every element by its definition, on every instruction
// set that this processor has.
#include "cpu/elements.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>

#include "base/dim_vector.h"
#include "cpu/kernels.h"
#include "run.h"
#include "shaders/kernels/binary.h"
#include "shaders/kernels/compare.h"
#include "shaders/kernels/copy.h"

namespace pumice::test {
namespace {

constexpr size_t kPoison = 0x5a;

/// How an operand's elements lie: strides by dim, innermost first.
using Strides = std::vector<uint32_t>;

struct Shape {
  std::vector<uint32_t> sizes;
  size_t count() const {
    return std::accumulate(sizes.begin(), sizes.end(), size_t(1), std::multiplies<>());
  }
  /// Element `i` of the walk under `strides`.
  size_t place(size_t i, const Strides& strides) const {
    size_t at = 0;
    for (size_t d = 0; d < sizes.size(); ++d, i /= sizes[d - 1]) at += i % sizes[d] * strides[d];
    return at;
  }
  Strides contiguous() const {
    Strides s(1, 1);
    for (size_t d = 1; d < sizes.size(); ++d) s.push_back(s.back() * sizes[d - 1]);
    return s;
  }
  size_t reach(const Strides& strides) const {
    size_t last = 0;
    for (size_t d = 0; d < sizes.size(); ++d) last += size_t(sizes[d] - 1) * strides[d];
    return last + 1;
  }
};

template <class P>
P params_of(const Shape& shape, const std::vector<Strides>& operands) {
  P p{};
  const size_t dims = p.sizes.size() + 1;
  p.n = static_cast<uint32_t>(shape.count());
  p.rank = static_cast<uint32_t>(shape.sizes.size());
  for (size_t d = 0; d + 1 < shape.sizes.size(); ++d) p.sizes[d] = shape.sizes[d];
  for (size_t k = 0; k < operands.size(); ++k)
    for (size_t d = 0; d < shape.sizes.size(); ++d) p.strides[k * dims + d] = operands[k][d];
  return p;
}

/// Runs all groups in two parts, as two threads would.
template <class P>
void run(const CpuLevel& level, const P& p, const Variant& variant,
         std::initializer_list<void*> memory) {
  std::byte packed[kMaxParamBytes];
  pack_params(P::info, variant, &p, packed);
  CpuArgs args{};
  std::copy(memory.begin(), memory.end(), args.bindings);
  args.params = packed;
  args.spec = variant.spec.data();
  const cpu::Runnable kernel(level, P::info, variant);
  ASSERT_TRUE(kernel);
  const uint32_t groups = (p.n + 1023) / 1024;
  kernel(args, groups / 2, groups + 1);
  kernel(args, 0, groups / 2);
}

template <class F>
void on_every_level(F f) {
  for (const CpuLevel& level : cpu_levels()) {
    SCOPED_TRACE(level.name);
    f(level);
    if (&level == &cpu::best_level()) break;
  }
}

/// Small integers: exact in every type.
template <class V>
std::vector<V> numbers(size_t n, unsigned seed);
template <>
std::vector<float> numbers(size_t n, unsigned seed) {
  std::vector<float> v = random_values<float>(n, seed, 40);
  for (float& x : v) x = std::nearbyint(x);
  return v;
}
uint16_t bf16(float v) {
  uint32_t bits;
  std::memcpy(&bits, &v, 4);
  return static_cast<uint16_t>(bits >> 16);
}
template <>
std::vector<uint16_t> numbers(size_t n, unsigned seed) {
  std::vector<uint16_t> v;
  for (float x : numbers<float>(n, seed)) v.push_back(bf16(x));
  return v;
}
float value(float v) { return v; }
float value(uint16_t v) {
  const uint32_t bits = uint32_t(v) << 16;
  float f;
  std::memcpy(&f, &bits, 4);
  return f;
}

const Shape kShapes[] = {{{1}},           {{1023}},         {{5000}},           {{7, 300}},
                         {{255, 9}},      {{256, 9}},       {{1500, 3}},        {{2049, 2}},
                         {{3, 5, 7, 11}}, {{2, 3, 300, 2}}, {{4, 1, 3, 2, 130}}};

/// Layouts of an operand: dense, with gaps, transposed, and broadcast along each dim.
std::vector<Strides> layouts(const Shape& shape) {
  const size_t rank = shape.sizes.size();
  std::vector<Strides> list{shape.contiguous()};
  Strides gaps(rank), turned(rank);
  for (size_t d = 0, next = 3; d < rank; ++d) {
    gaps[d] = static_cast<uint32_t>(next);
    next *= shape.sizes[d] + 1;
  }
  for (size_t d = rank, next = 1; d-- > 0; next *= shape.sizes[d])
    turned[d] = static_cast<uint32_t>(next);
  list.push_back(gaps);
  list.push_back(turned);
  for (size_t d = 0; d < rank; ++d) {
    Strides s = shape.contiguous();
    s[d] = 0;
    list.push_back(s);
  }
  for (size_t d = 0; d < rank; ++d) {  // only along d
    Strides s(rank);
    s[d] = 1;
    list.push_back(s);
  }
  list.push_back(Strides(rank));
  return list;
}

template <class V>
class CpuElements : public ::testing::Test {
 public:
  static constexpr ScalarType type = std::is_same_v<V, float> ? kFloat : kBFloat16;
};
using Types = ::testing::Types<float, uint16_t>;
TYPED_TEST_SUITE(CpuElements, Types);

TYPED_TEST(CpuElements, AdditionOfAnyLayouts) {
  using V = TypeParam;
  const auto add = static_cast<uint16_t>(kernel::binary::OP::add);
  const Variant variant{.t = this->type, .spec = {add, 1}};
  on_every_level([&](const CpuLevel& level) {
    unsigned seed = 0;
    for (const Shape& shape : kShapes)
      for (const Strides& left : layouts(shape))
        for (const Strides& result : {shape.contiguous(), layouts(shape)[1], layouts(shape)[2]}) {
          const std::vector<Strides> all = layouts(shape);
          const Strides& right = all[++seed % all.size()];
          auto a = numbers<V>(shape.reach(left), seed),
               b = numbers<V>(shape.reach(right), seed + 1);
          std::vector<V> y(shape.reach(result), V(kPoison)), want = y;
          auto p = params_of<kernel::binary>(shape, {left, right, result});
          p.s0 = 1.0;
          run(level, p, variant, {a.data(), b.data(), y.data()});
          for (size_t i = 0; i < shape.count(); ++i) {
            const float sum = value(a[shape.place(i, left)]) + value(b[shape.place(i, right)]);
            if constexpr (std::is_same_v<V, float>)
              want[shape.place(i, result)] = sum;
            else
              want[shape.place(i, result)] = bf16(sum);
          }
          ASSERT_EQ(y, want) << "shape " << ::testing::PrintToString(shape.sizes) << " left "
                             << ::testing::PrintToString(left) << " right "
                             << ::testing::PrintToString(right) << " result "
                             << ::testing::PrintToString(result);
        }
  });
}

TYPED_TEST(CpuElements, InPlaceAndOfOneOperandTwice) {
  using V = TypeParam;
  const auto mul = static_cast<uint16_t>(kernel::binary::OP::mul);
  const Variant variant{.t = this->type, .spec = {mul, 1}};
  on_every_level([&](const CpuLevel& level) {
    for (const Shape& shape : kShapes) {
      const Strides gaps = layouts(shape)[1];
      auto x = numbers<V>(shape.reach(gaps), 5);
      for (V& v : x)
        v = std::is_same_v<V, float> ? V(value(v) / 16) : bf16(std::fmod(value(v), 12.f));
      std::vector<V> want = x;
      for (size_t i = 0; i < shape.count(); ++i) {
        V& v = want[shape.place(i, gaps)];
        const float square = value(v) * value(v);
        v = std::is_same_v<V, float> ? V(square) : V(bf16(square));
      }
      const auto p = params_of<kernel::binary>(shape, {gaps, gaps, gaps});
      run(level, p, variant, {x.data(), x.data(), x.data()});
      ASSERT_EQ(x, want) << ::testing::PrintToString(shape.sizes);
    }
  });
}

TYPED_TEST(CpuElements, ComparisonsWriteBoolsIntoViews) {
  using V = TypeParam;
  const auto lt = static_cast<uint16_t>(kernel::compare::OP::lt);
  const Variant variant{.t = this->type, .spec = {lt, 1}};
  on_every_level([&](const CpuLevel& level) {
    for (const Shape& shape : kShapes) {
      const std::vector<Strides> all = layouts(shape);
      const Strides &left = all[0], &right = all.back(), &result = all[1];
      auto a = numbers<V>(shape.reach(left), 1), b = numbers<V>(shape.reach(right), 2);
      std::vector<uint8_t> y(shape.reach(result), kPoison), want = y;
      for (size_t i = 0; i < shape.count(); ++i)
        want[shape.place(i, result)] = value(a[shape.place(i, left)]) < value(b[0]);
      run(level, params_of<kernel::compare>(shape, {left, right, result}), variant,
          {a.data(), b.data(), y.data()});
      ASSERT_EQ(y, want) << ::testing::PrintToString(shape.sizes);
    }
  });
}

/// Copies between layouts and types; those within a type keep every bit, NaN's among them.
TEST(CpuElementsCopies, ConvertOrMove) {
  const Shape shape{{5, 2, 3, 1, 2, 2, 2, 3, 2}};
  on_every_level([&](const CpuLevel& level) {
    for (const Strides& from : layouts(shape))
      for (const Strides& to : {layouts(shape)[0], layouts(shape)[1]}) {
        const auto p = params_of<kernel::copy>(shape, {from, to});
        auto x = numbers<float>(shape.reach(from), 3);
        std::vector<uint16_t> y(shape.reach(to), kPoison), want = y;
        for (size_t i = 0; i < shape.count(); ++i)
          want[shape.place(i, to)] = bf16(x[shape.place(i, from)]);
        run(level, p, {.t = kFloat, .u = kBFloat16, .spec = {1}}, {x.data(), y.data()});
        ASSERT_EQ(y, want);

        std::vector<uint16_t> bits(shape.reach(from));
        for (size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<uint16_t>(0x7c01 + 7 * i);
        for (size_t i = 0; i < shape.count(); ++i)
          want[shape.place(i, to)] = bits[shape.place(i, from)];
        run(level, p, {.t = kHalf, .u = kHalf, .spec = {1}}, {bits.data(), y.data()});
        ASSERT_EQ(y, want);

        std::vector<double> wide(shape.reach(to), kPoison), want_wide = wide;
        for (size_t i = 0; i < shape.count(); ++i)
          want_wide[shape.place(i, to)] = x[shape.place(i, from)];
        run(level, p, {.t = kFloat, .u = kDouble, .spec = {1}}, {x.data(), wide.data()});
        ASSERT_EQ(wide, want_wide);
      }
  });
}

template <class V>
void check_transposition(const CpuLevel& level, ScalarType type, uint32_t columns, uint32_t rows) {
  constexpr uint32_t unit = 256 / sizeof(V);
  const uint32_t step = unit * (rows / unit + 1);
  const Shape shape{{columns, rows, 2}};
  const Strides from{step, 1, step * columns + 3}, to{1, columns + 1, (columns + 1) * rows};
  std::vector<V> x(shape.reach(from)), y(shape.reach(to), V(kPoison)), want = y;
  std::iota(x.begin(), x.end(), V(1));
  for (size_t i = 0; i < shape.count(); ++i) want[shape.place(i, to)] = x[shape.place(i, from)];
  run(level, params_of<kernel::copy>(shape, {from, to}), {.t = type, .u = type, .spec = {1}},
      {x.data(), y.data()});
  ASSERT_EQ(y, want) << columns << " x " << rows;
}

/// Rows that lie across the source's, at steps that share a set of the cache: whole tiles, parts of
/// them, and less than one.
TEST(CpuElementsCopies, Transpose) {
  on_every_level([&](const CpuLevel& level) {
    for (const auto& [columns, rows] :
         {std::pair(16, 64), {37, 70}, {300, 130}, {15, 64}, {40, 7}}) {
      check_transposition<uint8_t>(level, kByte, columns, rows);
      check_transposition<int16_t>(level, kShort, columns, rows);
      check_transposition<uint16_t>(level, kBFloat16, columns, rows);
      check_transposition<int32_t>(level, kInt, columns, rows);
      check_transposition<int64_t>(level, kLong, columns, rows);
    }
  });
}

}  // namespace
}  // namespace pumice::test
