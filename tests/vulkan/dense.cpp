// Every form of the dense kernels against sums in double on the host.
#include "vulkan/support.h"

namespace pumice {
namespace {

struct Product {
  uint32_t batch, m, n, k;
  bool a_transposed = false, b_transposed = false, bias = false, b_shared = false, residual = false;
};

struct Conv {
  uint32_t n, c, h, w, o, kh, kw, groups = 1, stride = 1, pad = 0, dilation = 1;
};

kernel::conv2d params_of(const Conv& v) {
  const uint32_t oh = (v.h + 2 * v.pad - v.dilation * (v.kh - 1) - 1) / v.stride + 1;
  const uint32_t ow = (v.w + 2 * v.pad - v.dilation * (v.kw - 1) - 1) / v.stride + 1;
  return {v.n,  v.c,      v.h,      v.w,      v.o,   oh,    ow,         v.kh,
          v.kw, v.groups, v.stride, v.stride, v.pad, v.pad, v.dilation, v.dilation};
}

/// Calls visit(y index, x index, weight index) for every product of a convolution.
template <class Visit>
void for_products(const kernel::conv2d& p, Visit visit) {
  const uint32_t inner = p.c / p.groups, outer = p.o / p.groups;
  for (uint32_t n = 0; n < p.n; ++n)
    for (uint32_t o = 0; o < p.o; ++o)
      for (uint32_t y = 0; y < p.oh; ++y)
        for (uint32_t x = 0; x < p.ow; ++x)
          for (uint32_t c = 0; c < inner; ++c)
            for (uint32_t ky = 0; ky < p.kh; ++ky)
              for (uint32_t kx = 0; kx < p.kw; ++kx) {
                const uint32_t iy = y * p.sh + ky * p.dh - p.ph, ix = x * p.sw + kx * p.dw - p.pw;
                if (iy >= p.h || ix >= p.w) continue;
                visit(((n * p.o + o) * p.oh + y) * p.ow + x,
                      ((n * p.c + o / outer * inner + c) * p.h + iy) * p.w + ix,
                      ((o * inner + c) * p.kh + ky) * p.kw + kx);
              }
}

/// The forms that PUMICE_DENSE names; the device's own choice for an empty name.
class VulkanDense : public VulkanTest, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    setenv("PUMICE_DENSE", GetParam(), 1);
    VulkanTest::SetUp();
  }
  void TearDown() override {
    VulkanTest::TearDown();
    unsetenv("PUMICE_DENSE");
  }

  void expect_close(const std::vector<float>& got, const std::vector<double>& want, double scale) {
    ASSERT_EQ(got.size(), want.size());
    for (size_t i = 0; i < got.size(); ++i)
      ASSERT_NEAR(got[i], want[i], 2e-6 * scale + 1e-5) << "element " << i;
  }

  void check_product(const Product& v) {
    SCOPED_TRACE(testing::Message()
                 << v.batch << " x (" << v.m << ", " << v.k << ") x (" << v.k << ", " << v.n
                 << ") transposed " << v.a_transposed << v.b_transposed << " bias " << v.bias
                 << " residual " << v.residual);
    const uint32_t b_count = v.b_shared ? 1 : v.batch;
    const auto a = random_floats(v.batch * v.m * v.k, 1), b = random_floats(b_count * v.k * v.n, 2),
               bias = random_floats(v.n, 3), residual = random_floats(v.batch * v.m * v.n, 4);
    const kernel::matmul p{.batch = v.batch,
                           .m = v.m,
                           .n = v.n,
                           .k = v.k,
                           .a_batch = v.m * v.k,
                           .a_row = v.a_transposed ? 1 : v.k,
                           .a_column = v.a_transposed ? v.m : 1,
                           .b_batch = v.b_shared ? 0 : v.k * v.n,
                           .b_row = v.b_transposed ? 1 : v.n,
                           .b_column = v.b_transposed ? v.k : 1};
    std::vector<double> want;
    for (uint32_t z = 0; z < v.batch; ++z)
      for (uint32_t i = 0; i < v.m; ++i)
        for (uint32_t j = 0; j < v.n; ++j) {
          double sum = v.bias ? bias[j] : 0;
          for (uint32_t c = 0; c < v.k; ++c)
            sum += double(a[z * p.a_batch + i * p.a_row + c * p.a_column]) *
                   b[z * p.b_batch + c * p.b_row + j * p.b_column];
          if (v.residual) sum += residual[want.size()];
          want.push_back(v.bias ? std::tanh(sum) : sum);
        }
    auto a_block = block(a), b_block = block(b), bias_block = block(bias);
    // A residual is added to where it stands.
    auto y = block(v.residual ? residual : std::vector<float>(want.size(), 77.0f));
    Command c = command(p,
                        {{a_block.get(), 0, a.size() * 4},
                         {b_block.get(), 0, b.size() * 4},
                         {bias_block.get(), 0, bias.size() * 4},
                         {(v.residual ? y : a_block).get(), 0, v.residual ? want.size() * 4 : 4},
                         {y.get(), 0, want.size() * 4}},
                        static_cast<uint32_t>((want.size() + 1023) / 1024));
    c.variant.spec = {v.bias, v.residual,
                      v.bias ? static_cast<uint16_t>(kernel::matmul::EPILOGUE::tanh) : uint16_t{0}};
    backend().submit({&c, 1});
    expect_close(floats(*y, want.size()), want, v.k);
  }

  /// The same with factors and result in half precision, where the device stores it.
  void check_half_product(uint32_t m, uint32_t n, uint32_t k, bool transposed) {
    SCOPED_TRACE(testing::Message() << "half (" << m << ", " << k << ") x (" << k << ", " << n
                                    << ") transposed " << transposed);
    if (!backend().supports(kernel::matmul::info, {.t = kHalf})) return;
    const auto rounded = [](std::vector<float> values) {
      return std::vector<Half>(values.begin(), values.end());
    };
    const auto a = rounded(random_floats(m * k, 1)), b = rounded(random_floats(k * n, 2)),
               bias = rounded(random_floats(n, 3));
    const auto half_block = [this](const std::vector<Half>& values) {
      auto memory = backend().allocate(values.size() * 2);
      backend().write(*memory, 0, values.data(), values.size() * 2);
      return memory;
    };
    auto a_block = half_block(a), b_block = half_block(b), bias_block = half_block(bias);
    std::vector<Half> y(m * n, Half(77.0f));
    auto y_block = half_block(y);
    const kernel::matmul p{.batch = 1,
                           .m = m,
                           .n = n,
                           .k = k,
                           .a_batch = m * k,
                           .a_row = transposed ? 1 : k,
                           .a_column = transposed ? m : 1,
                           .b_batch = k * n,
                           .b_row = transposed ? 1 : n,
                           .b_column = transposed ? k : 1};
    Command c = command(p,
                        {{a_block.get(), 0, a.size() * 2},
                         {b_block.get(), 0, b.size() * 2},
                         {bias_block.get(), 0, bias.size() * 2},
                         {a_block.get(), 0, a.size() * 2},
                         {y_block.get(), 0, y.size() * 2}},
                        (m * n + 1023) / 1024);
    c.variant.t = kHalf;
    c.variant.spec[0] = 1;
    backend().submit({&c, 1});
    backend().read(*y_block, 0, y.data(), y.size() * 2);
    for (uint32_t i = 0; i < m; ++i)
      for (uint32_t j = 0; j < n; ++j) {
        double sum = bias[j];
        for (uint32_t q = 0; q < k; ++q)
          sum += double(a[i * p.a_row + q * p.a_column]) * b[q * p.b_row + j * p.b_column];
        ASSERT_NEAR(y[i * n + j], sum, std::abs(sum) * 1e-3 + 1e-3 * k / 16) << i << ", " << j;
      }
  }

  template <class P>
  std::vector<float> run(const kernel::conv2d& p, uint32_t groups, size_t results,
                         std::initializer_list<const std::vector<float>*> inputs,
                         std::array<uint16_t, kMaxSpec> spec = {}) {
    std::vector<std::unique_ptr<Memory>> blocks;
    Command c;
    c.kernel = &P::info;
    c.variant.t = kFloat;
    c.variant.spec = spec;
    for (const auto* input : inputs) {
      blocks.push_back(block(*input));
      c.bindings[c.binding_count++] = {blocks.back().get(), 0, input->size() * 4};
    }
    auto y = block(std::vector<float>(results, 77.0f));
    c.bindings[c.binding_count++] = {y.get(), 0, results * 4};
    std::memcpy(c.params.data(), &p, sizeof p);
    c.groups = groups;
    backend().submit({&c, 1});
    return floats(*y, results);
  }

  void check_conv(const Conv& v) {
    SCOPED_TRACE(testing::Message()
                 << "x (" << v.n << ", " << v.c << ", " << v.h << ", " << v.w << ") to " << v.o
                 << ", window " << v.kh << " x " << v.kw << ", groups " << v.groups << ", stride "
                 << v.stride << ", pad " << v.pad << ", dilation " << v.dilation);
    const kernel::conv2d p = params_of(v);
    const size_t x_size = p.n * p.c * p.h * p.w, y_size = p.n * p.o * p.oh * p.ow,
                 weight_size = p.o * (p.c / p.groups) * p.kh * p.kw;
    const auto x = random_floats(x_size, 1), weight = random_floats(weight_size, 2),
               g = random_floats(y_size, 3), bias = random_floats(p.o, 4),
               residual = random_floats(y_size, 5);
    std::vector<double> y(y_size), dx(x_size), dweight(weight_size);
    for (size_t i = 0; i < y_size; ++i) y[i] = bias[i / (p.oh * p.ow) % p.o];
    for_products(p, [&](uint32_t yi, uint32_t xi, uint32_t wi) {
      y[yi] += double(x[xi]) * weight[wi];
      dx[xi] += double(g[yi]) * weight[wi];
      dweight[wi] += double(g[yi]) * x[xi];
    });
    auto rest = y;
    for (size_t i = 0; i < y_size; ++i) {
      rest[i] = std::max(y[i] + residual[i] - bias[i / (p.oh * p.ow) % p.o], 0.0);
      y[i] = std::max(y[i], 0.0);
    }
    const auto relu = static_cast<uint16_t>(kernel::conv2d::EPILOGUE::relu);
    const auto blocks = [](size_t n) { return static_cast<uint32_t>((n + 1023) / 1024); };
    expect_close(
        run<kernel::conv2d>(p, blocks(y_size), y_size, {&x, &weight, &bias, &x}, {1, 0, relu}), y,
        p.c * p.kh * p.kw);
    expect_close(
        run<kernel::conv2d>(p, blocks(y_size), y_size, {&x, &weight, &x, &residual}, {0, 1, relu}),
        rest, p.c * p.kh * p.kw);
    expect_close(run<kernel::conv2d_grad_input>(p, blocks(x_size), x_size, {&g, &weight}), dx,
                 p.o * p.kh * p.kw);
    expect_close(run<kernel::conv2d_grad_weight>(p, static_cast<uint32_t>(weight_size), weight_size,
                                                 {&x, &g}),
                 dweight, p.n * p.oh * p.ow);
  }
};

constexpr std::initializer_list<Product> kProducts{
    {1, 1, 1, 1},
    {1, 1, 300, 7},
    {1, 300, 1, 7},
    {1, 17, 33, 65},
    {2, 67, 131, 70},
    {1, 37, 77, 50, true, false},
    {1, 37, 77, 50, false, true, true},
    {2, 37, 77, 50, true, true, true},
    {3, 20, 130, 33, false, false, true, true},
    {1, 129, 257, 19},
    {1, 5, 6, 1000},
    {1, 130, 140, 0},
    {2, 37, 77, 50, false, false, true, false, true},
    {1, 70, 20, 33, false, true, false, false, true},
};
constexpr std::initializer_list<Conv> kConvolutions{
    {1, 1, 3, 3, 1, 3, 3},
    {2, 16, 13, 7, 20, 3, 3, 1, 2, 1},
    {1, 4, 12, 12, 8, 5, 3, 2, 1, 2},
    {2, 6, 10, 9, 6, 3, 3, 6, 2, 1},
    {1, 5, 15, 14, 33, 2, 2, 1, 1, 0, 3},
    {3, 17, 8, 8, 70, 1, 1},
};

TEST_P(VulkanDense, MatrixProducts) {
  for (const Product& v : kProducts) check_product(v);
}

TEST_P(VulkanDense, HalfProducts) {
  check_half_product(1, 1, 1, false);
  check_half_product(33, 70, 45, false);
  check_half_product(70, 131, 67, true);
}

TEST_P(VulkanDense, Convolutions) {
  for (const Conv& v : kConvolutions) check_conv(v);
}

std::string form_name(const ::testing::TestParamInfo<const char*>& info) {
  return *info.param ? info.param : "chosen";
}
INSTANTIATE_TEST_SUITE_P(Forms, VulkanDense, ::testing::Values("", "portable", "shared", "matrix"),
                         form_name);

/// Each tile shape of the shared-memory forms; drivers take long to compile the larger ones.
class VulkanDenseShapes : public VulkanDense {};

TEST_P(VulkanDenseShapes, OddSizes) {
  check_product({2, 67, 131, 70, false, true, true});
  check_product({1, 137, 177, 150, true, false, false, false, true});
}

INSTANTIATE_TEST_SUITE_P(Shapes, VulkanDenseShapes,
                         ::testing::Values("shared0", "shared1", "shared2", "shared3", "shared4"),
                         form_name);

}  // namespace
}  // namespace pumice
