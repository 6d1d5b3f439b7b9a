// Matrix products and convolutions on the CPU against plain loops in double, with sizes that are no
// multiple of any tile: oneDNN's forms (where built) through the backend, our own by themselves.
#include "cpu/dense.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cpu/gemm.h"
#include "cpu/kernels.h"
#include "run.h"

namespace pumice::test {
namespace {

template <class V>
void expect_close(const std::vector<V>& got, const std::vector<double>& want, double tolerance) {
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(got[i], want[i], tolerance * (1 + std::abs(want[i]))) << "element " << i;
}

template <class V>
constexpr double kTolerance = sizeof(V) == 4 ? 1e-4 : 1e-12;

template <class V>
std::vector<double> plain_matmul(const kernel::matmul& p, const std::vector<V>& a,
                                 const std::vector<V>& b) {
  std::vector<double> y;
  for (size_t z = 0; z < p.batch; ++z)
    for (size_t i = 0; i < p.m; ++i)
      for (size_t j = 0; j < p.n; ++j) {
        double sum = 0;
        for (size_t k = 0; k < p.k; ++k)
          sum += double(a[z * p.a_batch + i * p.a_row + k * p.a_column]) *
                 double(b[z * p.b_batch + k * p.b_row + j * p.b_column]);
        y.push_back(sum);
      }
  return y;
}

kernel::matmul sizes(uint32_t batch, uint32_t m, uint32_t n, uint32_t k, bool a_turned,
                     bool b_turned) {
  return {
      batch,           m, n, k, m * k, a_turned ? 1 : k, a_turned ? m : 1, n * k, b_turned ? 1 : n,
      b_turned ? k : 1};
}

template <class V>
class CpuDense : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(CpuDense, Types);

TYPED_TEST(CpuDense, MatmulThroughTheBackend) {
  using V = TypeParam;
  unsigned seed = 0;
  for (const auto& [batch, m, n, k] : std::vector<std::array<uint32_t, 4>>{
           {1, 1, 1, 1}, {1, 5, 3, 7}, {3, 17, 33, 65}, {1, 67, 130, 300}, {1, 1, 500, 70}})
    for (const bool a_turned : {false, true})
      for (const bool b_turned : {false, true}) {
        const kernel::matmul p = sizes(batch, m, n, k, a_turned, b_turned);
        const auto a = random_values<V>(batch * m * k, ++seed);
        const auto b = random_values<V>(batch * k * n, ++seed);
        const auto bias = random_values<V>(n, ++seed);
        const auto residual = random_values<V>(batch * m * n, ++seed);
        const auto product = plain_matmul(p, a, b);
        const uint16_t tanh = static_cast<uint16_t>(kernel::matmul::EPILOGUE::tanh);
        for (const auto& spec : std::vector<std::array<uint16_t, kMaxSpec>>{
                 {0, 0, 0}, {1, 0, tanh}, {0, 1, 0}, {1, 1, tanh}}) {
          auto want = product;
          for (size_t i = 0; i < want.size(); ++i) {
            want[i] += spec[0] * bias[i % n] + spec[1] * residual[i];
            if (spec[2]) want[i] = std::tanh(want[i]);
          }
          expect_close(run_kernel<V>(p, {.t = scalar_type_of<V>, .spec = spec}, 1,
                                     {a, b, bias, residual}, want.size()),
                       want, kTolerance<V>);
        }
      }
}

TYPED_TEST(CpuDense, BlockedProductOnEveryInstructionSet) {
  using V = TypeParam;
  std::vector<char> scratch(cpu::kGemmScratch + 64);
  void* const memory =
      reinterpret_cast<void*>((reinterpret_cast<uintptr_t>(scratch.data()) + 63) / 64 * 64);
  const kernel::matmul p = sizes(1, 151, 83, 517, false, true);
  const auto a = random_values<V>(p.m * p.k, 1), b = random_values<V>(p.n * p.k, 2);
  for (const CpuLevel& level : cpu_levels()) {
    std::vector<V> y(p.m * p.n, V(1));
    const cpu::Gemm<V> g{p.m,      p.n,     p.k,        a.data(), p.a_row, p.a_column,
                         b.data(), p.b_row, p.b_column, y.data(), p.n,     true};
    const auto range = [&] {
      if constexpr (std::is_same_v<V, float>)
        return level.gemm->f32;
      else
        return level.gemm->f64;
    }();
    range(g, 0, 100, 0, p.n, memory);
    range(g, 100, p.m, 0, 41, memory);
    range(g, 100, p.m, 41, p.n, memory);
    auto want = plain_matmul(p, a, b);
    for (double& v : want) v += 1;
    expect_close(y, want, kTolerance<V>);
    if (&level == &cpu::best_level()) break;  // the processor runs no higher one
  }
}

/// All three convolutions by their definition.
template <class V>
struct Plain {
  kernel::conv2d p;
  std::vector<V> x, weight, bias, residual, g;
  std::vector<double> y, dx, dweight;

  Plain(const kernel::conv2d& sizes, unsigned seed) : p(sizes) {
    const size_t inner = p.c / p.groups, outer = p.o / p.groups;
    x = random_values<V>(p.n * p.c * p.h * p.w, seed);
    weight = random_values<V>(p.o * inner * p.kh * p.kw, seed + 1);
    bias = random_values<V>(p.o, seed + 2);
    g = random_values<V>(p.n * p.o * p.oh * p.ow, seed + 3);
    residual = random_values<V>(g.size(), seed + 4);
    y.resize(g.size());
    dx.resize(x.size());
    dweight.resize(weight.size());
    for (size_t i = 0; i < g.size(); ++i) {
      const size_t ox = i % p.ow, oy = i / p.ow % p.oh, o = i / p.ow / p.oh % p.o;
      const size_t image = i / p.ow / p.oh / p.o;
      y[i] = bias[o];
      for (size_t t = 0; t < inner * p.kh * p.kw; ++t) {
        const size_t kx = t % p.kw, ky = t / p.kw % p.kh, c = t / p.kw / p.kh + o / outer * inner;
        const int64_t ix = int64_t(ox * p.sw + kx * p.dw) - p.pw;
        const int64_t iy = int64_t(oy * p.sh + ky * p.dh) - p.ph;
        if (ix < 0 || iy < 0 || ix >= p.w || iy >= p.h) continue;
        const size_t at = ((image * p.c + c) * p.h + iy) * p.w + ix;
        const size_t tap = o * inner * p.kh * p.kw + t;
        y[i] += double(x[at]) * weight[tap];
        dx[at] += double(g[i]) * weight[tap];
        dweight[tap] += double(g[i]) * x[at];
      }
    }
  }
};

std::vector<kernel::conv2d> convolutions() {
  std::vector<kernel::conv2d> list;
  for (auto [n, c, h, w, o, kh, kw, groups, s, pad, d] :
       std::vector<std::array<uint32_t, 11>>{{2, 3, 9, 7, 5, 3, 3, 1, 1, 1, 1},
                                             {3, 4, 11, 13, 6, 3, 2, 2, 2, 0, 1},
                                             {1, 6, 8, 8, 6, 3, 3, 6, 1, 2, 2},
                                             {2, 16, 6, 5, 17, 1, 1, 1, 1, 0, 1},
                                             {1, 1, 28, 28, 32, 3, 3, 1, 1, 0, 1},
                                             {2, 5, 4, 4, 3, 4, 4, 1, 3, 3, 1},
                                             {8, 4, 9, 7, 17, 3, 3, 1, 1, 1, 1},
                                             {9, 4, 12, 12, 6, 3, 3, 2, 1, 0, 1}}) {
    const uint32_t oh = (h + 2 * pad - d * (kh - 1) - 1) / s + 1;
    const uint32_t ow = (w + 2 * pad - d * (kw - 1) - 1) / s + 1;
    list.push_back({n, c, h, w, o, oh, ow, kh, kw, groups, s, s, pad, pad, d, d});
  }
  return list;
}

template <class P>
P like(const kernel::conv2d& p) {
  P q;
  static_assert(sizeof q == sizeof p);
  memcpy(static_cast<void*>(&q), &p, sizeof p);
  return q;
}

TYPED_TEST(CpuDense, ConvolutionsThroughTheBackend) {
  using V = TypeParam;
  unsigned seed = 0;
  for (const kernel::conv2d& p : convolutions()) {
    Plain<V> plain(p, seed += 10);
    const Variant variant{.t = scalar_type_of<V>};
    expect_close(run_kernel<V>(like<kernel::conv2d_grad_input>(p), variant, 1,
                               {plain.g, plain.weight}, plain.dx.size()),
                 plain.dx, kTolerance<V>);
    expect_close(run_kernel<V>(like<kernel::conv2d_grad_weight>(p), variant, 1, {plain.x, plain.g},
                               plain.dweight.size()),
                 plain.dweight, kTolerance<V>);
    const uint16_t relu = static_cast<uint16_t>(kernel::conv2d::EPILOGUE::relu);
    for (const auto& spec : std::vector<std::array<uint16_t, kMaxSpec>>{
             {1, 0, 0}, {1, 0, relu}, {1, 1, 0}, {0, 1, relu}}) {
      auto want = plain.y;
      for (size_t i = 0; i < want.size(); ++i) {
        if (!spec[0]) want[i] -= plain.bias[i / p.ow / p.oh % p.o];
        if (spec[1]) want[i] += plain.residual[i];
        if (spec[2]) want[i] = std::max(want[i], 0.0);
      }
      expect_close(run_kernel<V>(p, {.t = scalar_type_of<V>, .spec = spec}, 1,
                                 {plain.x, plain.weight, plain.bias, plain.residual}, want.size()),
                   want, kTolerance<V>);
    }
  }
}

TYPED_TEST(CpuDense, ConvolutionsOfOurOwn) {
  using V = TypeParam;
  unsigned seed = 5;
  for (const kernel::conv2d& p : convolutions()) {
    const Plain<V> plain(p, seed += 10);
    std::vector<V> y(plain.y.size()), dx(plain.dx.size()), dweight(plain.dweight.size());
    cpu::conv2d<V>(p, plain.x.data(), plain.weight.data(), plain.bias.data(), nullptr, y.data());
    expect_close(y, plain.y, kTolerance<V>);
    y = plain.residual;  // added to where it stands
    cpu::conv2d<V>(p, plain.x.data(), plain.weight.data(), plain.bias.data(), y.data(), y.data());
    auto sum = plain.y;
    for (size_t i = 0; i < sum.size(); ++i) sum[i] += plain.residual[i];
    expect_close(y, sum, kTolerance<V>);
    cpu::conv2d_grad_input<V>(like<kernel::conv2d_grad_input>(p), plain.g.data(),
                              plain.weight.data(), dx.data());
    expect_close(dx, plain.dx, kTolerance<V>);
    cpu::conv2d_grad_weight<V>(like<kernel::conv2d_grad_weight>(p), plain.x.data(), plain.g.data(),
                               dweight.data());
    expect_close(dweight, plain.dweight, kTolerance<V>);
  }
}

/// Half types go by way of float: the error is that of the stored result.
TEST(CpuDenseHalf, MatmulRoundsOnce) {
  const kernel::matmul p = sizes(2, 9, 31, 40, false, false);
  std::vector<uint16_t> a, b, bias(p.n, bfloat16_from_float(0.25f));
  for (float v : random_values<float>(2 * p.m * p.k, 1)) a.push_back(bfloat16_from_float(v));
  for (float v : random_values<float>(2 * p.n * p.k, 2)) b.push_back(bfloat16_from_float(v));
  std::vector<float> fa, fb;
  for (uint16_t v : a) fa.push_back(float_from_bfloat16(v));
  for (uint16_t v : b) fb.push_back(float_from_bfloat16(v));
  const auto want = plain_matmul(p, fa, fb);
  const auto y =
      run_kernel<uint16_t>(p, {.t = kBFloat16, .spec = {1}}, 1, {a, b, bias, a}, want.size());
  for (size_t i = 0; i < y.size(); ++i)
    ASSERT_NEAR(float_from_bfloat16(y[i]), want[i] + 0.25,
                1.0 / 200 * (0.01 + std::abs(want[i] + 0.25)))
        << i;
}

}  // namespace
}  // namespace pumice::test
