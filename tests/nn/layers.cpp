// Layers against formulas written out on the host.
#include <cmath>

#include "nn/support.h"

namespace pumice {
namespace {

using testing::differs;
using ::testing::HasSubstr;
using testing::message_of;
using testing::values;
using Values = std::vector<double>;

class Layers : public ::testing::Test {
 protected:
  void SetUp() override { manual_seed(11); }
};

TEST_F(Layers, Linear) {
  nn::Linear layer(5, 3);
  const Tensor x = randn({4, 5});
  const Values in = values(x), w = values(layer->weight), b = values(layer->bias);
  Values out;
  for (size_t n = 0; n < 4; ++n)
    for (size_t o = 0; o < 3; ++o) {
      double sum = b[o];
      for (size_t i = 0; i < 5; ++i) sum += in[n * 5 + i] * w[o * 5 + i];
      out.push_back(sum);
    }
  EXPECT_EQ(differs(layer(x), {4, 3}, out), "");
}

TEST_F(Layers, InitialValuesAreWithinPyTorchsBounds) {
  const double bound = 1 / std::sqrt(40.0);  // kaiming_uniform with a = sqrt(5) is 1 / sqrt(fan in)
  nn::Linear linear(40, 60);
  nn::Conv2d conv(10, 30, 2);
  for (const Tensor& tensor : {linear->weight, linear->bias, conv->weight, conv->bias}) {
    const Values all = values(tensor);
    double largest = 0, sum = 0;
    for (const double value : all) {
      largest = std::max(largest, std::abs(value));
      sum += value;
    }
    EXPECT_LE(largest, bound * 1.000001);
    EXPECT_GT(largest, bound * 0.8);
    EXPECT_LT(std::abs(sum / static_cast<double>(all.size())), bound * 0.4);
  }
}

TEST_F(Layers, Conv2d) {
  nn::Conv2d layer(nn::Conv2dOptions(4, 6, {3, 2}).stride({2, 1}).padding({1, 0}).groups(2));
  const Tensor x = randn({2, 4, 5, 7});
  const Values in = values(x), w = values(layer->weight), b = values(layer->bias);
  const int64_t rows = 3, columns = 6;
  Values out;
  for (int64_t n = 0; n < 2; ++n)
    for (int64_t o = 0; o < 6; ++o)
      for (int64_t y = 0; y < rows; ++y)
        for (int64_t z = 0; z < columns; ++z) {
          double sum = b[static_cast<size_t>(o)];
          for (int64_t c = 0; c < 2; ++c)
            for (int64_t i = 0; i < 3; ++i)
              for (int64_t j = 0; j < 2; ++j) {
                const int64_t row = y * 2 + i - 1, column = z + j, channel = o / 3 * 2 + c;
                if (row < 0 || row >= 5) continue;
                sum += in[static_cast<size_t>(((n * 4 + channel) * 5 + row) * 7 + column)] *
                       w[static_cast<size_t>(((o * 2 + c) * 3 + i) * 2 + j)];
              }
          out.push_back(sum);
        }
  EXPECT_EQ(differs(layer(x), {2, 6, rows, columns}, out), "");
  EXPECT_THAT(
      message_of(ErrorKind::value, [] { nn::Conv2d(nn::Conv2dOptions(3, 4, 1).groups(2)); }),
      HasSubstr("in_channels must be divisible by groups"));
  EXPECT_THAT(message_of(ErrorKind::shape,
                         [] {
                           nn::Conv2dOptions(1, 2, {1, 2, 3});
                         }),
              HasSubstr("Expected 2 values"));
}

TEST_F(Layers, BatchNormTrainsAndEvaluates) {
  nn::BatchNorm2d layer(3);
  nn::init::uniform_(layer->weight, 0.5, 1.5);
  nn::init::uniform_(layer->bias, -1, 1);
  const Tensor x = randn({4, 3, 2, 5}) * 2 + 1;
  const Values in = values(x), w = values(layer->weight), b = values(layer->bias);
  Values mean(3), var(3), out(in.size()), running_mean(3), running_var(3), later(in.size());
  const auto channel = [](size_t i) { return i / 10 % 3; };
  for (size_t i = 0; i < in.size(); ++i) mean[channel(i)] += in[i] / 40;
  for (size_t i = 0; i < in.size(); ++i)
    var[channel(i)] += std::pow(in[i] - mean[channel(i)], 2) / 40;
  for (size_t c = 0; c < 3; ++c) {
    running_mean[c] = 0.1 * mean[c];
    running_var[c] = 0.9 + 0.1 * var[c] * 40 / 39;
  }
  for (size_t i = 0; i < in.size(); ++i) {
    const size_t c = channel(i);
    out[i] = (in[i] - mean[c]) / std::sqrt(var[c] + 1e-5) * w[c] + b[c];
    later[i] = (in[i] - running_mean[c]) / std::sqrt(running_var[c] + 1e-5) * w[c] + b[c];
  }
  EXPECT_EQ(differs(layer(x), {4, 3, 2, 5}, out), "");
  EXPECT_EQ(differs(layer->running_mean, {3}, running_mean), "");
  EXPECT_EQ(differs(layer->running_var, {3}, running_var), "");
  EXPECT_EQ(values(layer->num_batches_tracked), Values{1});
  layer->eval();
  EXPECT_EQ(differs(layer(x), {4, 3, 2, 5}, later), "");
  EXPECT_EQ(values(layer->num_batches_tracked), Values{1});
  EXPECT_THAT(message_of(ErrorKind::shape,
                         [&] {
                           layer(ones({3, 4}));
                         }),
              HasSubstr("expected 4D input (got 2D input)"));
}

TEST_F(Layers, BatchNormWithoutMomentumAveragesAllBatches) {
  nn::BatchNorm2d layer(nn::BatchNormOptions(2).momentum(std::nullopt));
  const Tensor a = randn({3, 2, 2, 2}), b = randn({3, 2, 2, 2}) + 4;
  layer(a);
  layer(b);
  const Values x = values(a), y = values(b);
  Values mean(2);
  for (size_t i = 0; i < x.size(); ++i) mean[i / 4 % 2] += (x[i] + y[i]) / 24;
  EXPECT_EQ(differs(layer->running_mean, {2}, mean), "");
}

TEST_F(Layers, LayerNorm) {
  nn::LayerNorm layer(nn::LayerNormOptions({3, 2}));
  nn::init::uniform_(layer->weight, 0.5, 1.5);
  nn::init::uniform_(layer->bias, -1, 1);
  const Tensor x = randn({5, 3, 2});
  const Values in = values(x), w = values(layer->weight), b = values(layer->bias);
  Values out;
  for (size_t n = 0; n < 5; ++n) {
    double mean = 0, var = 0;
    for (size_t i = 0; i < 6; ++i) mean += in[n * 6 + i] / 6;
    for (size_t i = 0; i < 6; ++i) var += std::pow(in[n * 6 + i] - mean, 2) / 6;
    for (size_t i = 0; i < 6; ++i)
      out.push_back((in[n * 6 + i] - mean) / std::sqrt(var + 1e-5) * w[i] + b[i]);
  }
  EXPECT_EQ(differs(layer(x), {5, 3, 2}, out), "");
}

TEST_F(Layers, Activations) {
  const Tensor x = randn({7, 3});
  Values relu, gelu, tanh;
  for (const double v : values(x)) {
    relu.push_back(std::max(v, 0.0));
    gelu.push_back(v * 0.5 * (1 + std::erf(v / std::sqrt(2.0))));
    tanh.push_back(v * 0.5 * (1 + std::tanh(std::sqrt(2 / M_PI) * (v + 0.044715 * v * v * v))));
  }
  EXPECT_EQ(differs(nn::ReLU()(x), {7, 3}, relu), "");
  EXPECT_EQ(differs(nn::GELU()(x), {7, 3}, gelu), "");
  EXPECT_EQ(differs(nn::GELU(nn::GELUOptions().approximate("tanh"))(x), {7, 3}, tanh), "");
  const Tensor y = nn::ReLU(nn::ReLUOptions(true))(x);
  EXPECT_EQ(differs(x, {7, 3}, relu), "");
  EXPECT_EQ(differs(y, {7, 3}, relu), "");
}

TEST_F(Layers, PoolingAndFlatten) {
  const Tensor x = randn({2, 3, 4, 6});
  const Values in = values(x);
  Values max, avg;
  for (size_t plane = 0; plane < 6; ++plane)
    for (size_t r = 0; r < 2; ++r)
      for (size_t c = 0; c < 3; ++c) {
        double largest = -INFINITY, sum = 0;
        for (size_t i = 0; i < 4; ++i) {
          const double v = in[plane * 24 + (r * 2 + i / 2) * 6 + c * 2 + i % 2];
          largest = std::max(largest, v);
          sum += v;
        }
        max.push_back(largest);
        avg.push_back(sum / 4);
      }
  EXPECT_EQ(differs(nn::MaxPool2d(2)(x), {2, 3, 2, 3}, max), "");
  EXPECT_EQ(differs(nn::AvgPool2d(2)(x), {2, 3, 2, 3}, avg), "");
  EXPECT_EQ(differs(nn::Flatten()(x), {2, 72}, in), "");
  EXPECT_EQ(differs(nn::Flatten(nn::FlattenOptions().start_dim(0).end_dim(1))(x), {6, 4, 6}, in),
            "");
}

TEST_F(Layers, DropoutScalesWhatItKeeps) {
  nn::Dropout layer(0.25);
  const Tensor x = ones({100, 100});
  int64_t kept = 0;
  for (const double v : values(layer(x))) {
    if (v == 0) continue;
    EXPECT_NEAR(v, 4.0 / 3.0, 1e-6);
    ++kept;
  }
  EXPECT_NEAR(static_cast<double>(kept), 7500, 200);
  layer->eval();
  EXPECT_EQ(values(layer(x)), Values(10000, 1.0));
  EXPECT_THAT(message_of(ErrorKind::value, [] { nn::Dropout(1.5); }),
              HasSubstr("dropout probability has to be between 0 and 1, but got 1.5"));
}

TEST_F(Layers, EmbeddingLooksUpRows) {
  nn::Embedding layer(nn::EmbeddingOptions(5, 3).padding_idx(-2));
  const Values table = values(layer->weight);
  const Tensor indices = tensor({4, 3, 0, 4}, kLong);
  Values out;
  for (const size_t row : {4, 3, 0, 4})
    out.insert(out.end(), table.begin() + static_cast<ptrdiff_t>(row * 3),
               table.begin() + static_cast<ptrdiff_t>(row * 3 + 3));
  EXPECT_EQ(out[3], 0);
  const Tensor result = layer(indices);
  EXPECT_EQ(differs(result, {4, 3}, out, 0), "");
  result.sum().backward();
  EXPECT_EQ(values(layer->weight.grad()), (Values{1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2}));
  EXPECT_THAT(message_of(ErrorKind::index,
                         [] { nn::Embedding(nn::EmbeddingOptions(3, 2).padding_idx(3)); }),
              HasSubstr("Padding_idx must be within num_embeddings"));
}

TEST_F(Layers, Losses) {
  const Tensor x = randn({4, 5}), y = randn({4, 5});
  const Tensor target = tensor({1, 4, 0, 2}, kLong);
  const Values a = values(x), b = values(y), t = values(target);
  double cross = 0, square = 0;
  for (size_t n = 0; n < 4; ++n) {
    double sum = 0;
    for (size_t c = 0; c < 5; ++c) sum += std::exp(a[n * 5 + c]);
    cross += std::log(sum) - a[n * 5 + static_cast<size_t>(t[n])];
  }
  for (size_t i = 0; i < a.size(); ++i) square += std::pow(a[i] - b[i], 2);
  EXPECT_EQ(differs(nn::CrossEntropyLoss()(x, target), {}, {cross / 4}), "");
  EXPECT_EQ(differs(nn::MSELoss()(x, y), {}, {square / 20}), "");
  EXPECT_EQ(differs(nn::MSELoss(nn::MSELossOptions(kSum))(x, y), {}, {square}), "");
  namespace F = nn::functional;
  EXPECT_EQ(differs(F::cross_entropy(x, target, F::CrossEntropyFuncOptions().reduction(kSum)), {},
                    {cross}),
            "");
}

}  // namespace
}  // namespace pumice
