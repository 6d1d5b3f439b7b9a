// Pooling and its gradients against loops over windows, at sizes that reach every form of the
// kernels.
#include <cmath>
#include <limits>

#include "support/values.h"

namespace pumice {
namespace {

using testing::random;
using testing::values;

struct Window {
  int64_t planes, h, w;
  std::vector<int64_t> kernel, stride, padding, dilation{1, 1};
  bool ceil = false;
};

void PrintTo(const Window& c, std::ostream* out) {
  *out << c.planes << " x " << c.h << " x " << c.w << ", kernel " << c.kernel[0] << " x "
       << c.kernel[1] << ", stride " << c.stride[0] << " x " << c.stride[1] << ", padding "
       << c.padding[0] << " x " << c.padding[1] << ", dilation " << c.dilation[0]
       << (c.ceil ? ", ceil" : "");
}

// Calls take(output, pixel) for each pixel inside each window.
template <class F>
void each_pixel(const Window& c, int64_t oh, int64_t ow, F&& take) {
  for (int64_t plane = 0; plane < c.planes; ++plane)
    for (int64_t oy = 0; oy < oh; ++oy)
      for (int64_t ox = 0; ox < ow; ++ox)
        for (int64_t ky = 0; ky < c.kernel[0]; ++ky)
          for (int64_t kx = 0; kx < c.kernel[1]; ++kx) {
            const int64_t y = oy * c.stride[0] - c.padding[0] + ky * c.dilation[0],
                          x = ox * c.stride[1] - c.padding[1] + kx * c.dilation[1];
            if (y >= 0 && x >= 0 && y < c.h && x < c.w)
              take(static_cast<size_t>((plane * oh + oy) * ow + ox),
                   static_cast<size_t>((plane * c.h + y) * c.w + x));
          }
}

void expect_near(const std::vector<double>& got, const std::vector<double>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(got[i], want[i], 1e-5 * std::max(1.0, std::abs(want[i]))) << "element " << i;
}

class Pooling : public ::testing::TestWithParam<Window> {};

TEST_P(Pooling, Maxima) {
  const Window& c = GetParam();
  const Tensor x = random({1, c.planes, c.h, c.w}, requires_grad());
  const auto [y, at] =
      max_pool2d_with_indices(x, c.kernel, c.stride, c.padding, c.dilation, c.ceil);
  const std::vector<double> pixels = values(x);
  std::vector<double> want(static_cast<size_t>(y.numel()),
                           -std::numeric_limits<double>::infinity()),
      places(want.size(), -1);
  const auto per_plane = static_cast<size_t>(c.h * c.w);
  each_pixel(c, y.size(2), y.size(3), [&](size_t o, size_t i) {
    if (pixels[i] <= want[o]) return;
    want[o] = pixels[i];
    places[o] = static_cast<double>(i % per_plane);
  });
  expect_near(values(y), want);
  EXPECT_EQ(values(at), places);
  expect_near(values(max_pool2d(x.detach(), c.kernel, c.stride, c.padding, c.dilation, c.ceil)),
              want);

  const Tensor g = random({1, c.planes, y.size(2), y.size(3)}, {}, 8);
  y.backward(g);
  const std::vector<double> cotangent = values(g);
  std::vector<double> gradient(pixels.size(), 0);
  const size_t outputs = want.size() / static_cast<size_t>(c.planes);
  for (size_t o = 0; o < want.size(); ++o)
    if (places[o] >= 0)
      gradient[o / outputs * per_plane + static_cast<size_t>(places[o])] += cotangent[o];
  expect_near(values(x.grad()), gradient);
}

TEST_P(Pooling, Means) {
  const Window& c = GetParam();
  if (c.dilation[0] != 1 || c.ceil) return;  // averages know no dilation; divisors are tested below
  for (const bool pad_counts : {true, false}) {
    const Tensor x = random({1, c.planes, c.h, c.w}, requires_grad());
    const Tensor y = avg_pool2d(x, c.kernel, c.stride, c.padding, false, pad_counts);
    const Tensor g = random({1, c.planes, y.size(2), y.size(3)}, {}, 8);
    y.backward(g);
    const std::vector<double> pixels = values(x), cotangent = values(g);
    std::vector<double> want(cotangent.size(), 0), count(cotangent.size(), 0),
        gradient(pixels.size(), 0);
    each_pixel(c, y.size(2), y.size(3), [&](size_t o, size_t i) {
      want[o] += pixels[i];
      count[o] += 1;
    });
    if (pad_counts) count.assign(count.size(), static_cast<double>(c.kernel[0] * c.kernel[1]));
    for (size_t o = 0; o < want.size(); ++o) want[o] /= count[o];
    each_pixel(c, y.size(2), y.size(3),
               [&](size_t o, size_t i) { gradient[i] += cotangent[o] / count[o]; });
    expect_near(values(y), want);
    expect_near(values(x.grad()), gradient);
  }
}

INSTANTIATE_TEST_SUITE_P(Windows, Pooling,
                         ::testing::Values(Window{2, 9, 41, {3, 3}, {1, 1}, {1, 1}},
                                           Window{3, 7, 70, {2, 5}, {1, 1}, {1, 2}},
                                           Window{17, 9, 9, {5, 5}, {1, 1}, {2, 2}},
                                           Window{17, 11, 37, {3, 3}, {2, 2}, {1, 1}},
                                           Window{2, 12, 83, {2, 2}, {2, 2}, {0, 0}},
                                           Window{2, 13, 40, {3, 4}, {3, 4}, {0, 0}},
                                           Window{2, 13, 41, {2, 3}, {3, 4}, {0, 0}},
                                           Window{2, 10, 67, {4, 4}, {3, 3}, {2, 2}},
                                           Window{5, 7, 7, {7, 7}, {7, 7}, {0, 0}},
                                           Window{2, 15, 50, {3, 3}, {1, 1}, {2, 2}, {2, 2}},
                                           Window{17, 6, 39, {2, 3}, {3, 2}, {1, 1}, {3, 2}},
                                           Window{2, 8, 38, {3, 3}, {2, 2}, {0, 0}, {1, 1}, true}));

TEST(PoolingEdges, DivisorsOfWindowsBeyondThePadding) {
  const Tensor x = ones({1, 1, 6, 6}, requires_grad());
  const Tensor y = avg_pool2d(x, {3, 3}, {2, 2}, {0, 0}, /*ceil_mode=*/true);
  EXPECT_EQ(values(y), std::vector<double>(9, 1));
  y.sum().backward();
  // The last windows hold two rows or columns, and count those alone.
  const std::vector<double> gradient = values(x.grad());
  EXPECT_NEAR(gradient[35], 0.25, 1e-6);
  EXPECT_NEAR(gradient[34], 1 / 4.0 + 1 / 6.0, 1e-6);
  EXPECT_NEAR(gradient[28], 1 / 9.0 + 2 / 6.0 + 1 / 4.0, 1e-6);
  const Tensor halves = avg_pool2d(x, {2, 2}, {1, 1}, {0, 0}, false, true, 8);
  EXPECT_EQ(values(halves), std::vector<double>(25, 0.5));
}

TEST(PoolingEdges, MaximaPassNaNAndInfinityOn) {
  const double inf = std::numeric_limits<double>::infinity();
  Tensor x = full({1, 1, 5, 40}, -inf);
  x.index_put_({0, 0, 2, 20}, std::numeric_limits<double>::quiet_NaN());
  const auto [y, at] = max_pool2d_with_indices(x, {3, 3}, {1, 1}, {1, 1});
  const std::vector<double> got = values(y), places = values(at);
  for (size_t i = 0; i < got.size(); ++i) {
    const size_t row = i / 40, column = i % 40;
    const bool near = row >= 1 && row <= 3 && column >= 19 && column <= 21;
    EXPECT_EQ(std::isnan(got[i]), near) << i;
    if (near) {
      EXPECT_EQ(places[i], 2 * 40 + 20) << i;
    } else {
      EXPECT_EQ(got[i], -inf) << i;
    }
  }
}

}  // namespace
}  // namespace pumice
