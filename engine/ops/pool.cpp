// Geometry of two-dimensional pooling: argument checks and output sizes.
#include "ops/pool.h"

#include "base/error.h"
#include "ops/along_dim.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

std::array<int64_t, 2> pair_of(const char* op, const char* said, const char* what, IntArrayRef v) {
  check(v.size() == 1 || v.size() == 2, ErrorKind::value,
        "{}: {}: {} must {} a single int, or a tuple of two ints", op, said, what,
        what[0] == 's'   ? "either be omitted,"
        : what[0] == 'd' ? "be either"
                         : "either be");
  return {v.front(), v.back()};
}

// PyTorch's pooling_output_shape: with ceil_mode the last window must start inside the input or its
// left padding.
int64_t output_size(int64_t in, int64_t kernel, int64_t stride, int64_t padding, int64_t dilation,
                    bool ceil_mode) {
  const int64_t span =
      in + 2 * padding - dilation * (kernel - 1) - 1 + (ceil_mode ? stride - 1 : 0);
  int64_t out = (span < 0 ? -((-span + stride - 1) / stride) : span / stride) + 1;
  if (ceil_mode && (out - 1) * stride >= in + padding) --out;
  return out;
}

}  // namespace

std::array<uint32_t, 2> Pooling::bands(uint32_t rows, uint32_t columns) {
  const uint32_t band = std::clamp(4096 / std::max(columns, 1u), 1u, std::max(rows, 1u));
  return {(rows + band - 1) / band, band};
}

std::array<uint32_t, 2> Pooling::inside_columns(uint32_t least) const {
  const uint32_t from = std::min((padding[1] + stride[1] - 1) / stride[1], out[1]);
  const uint32_t room = in[1] + padding[1], extent = (kernel[1] - 1) * dilation[1] + 1;
  const uint32_t to =
      room < extent ? from : std::clamp((room - extent) / stride[1] + 1, from, out[1]);
  return to - from < least ? std::array{out[1], out[1]} : std::array{from, to};
}

Pooling check_pooling(const char* op, const Tensor& self, IntArrayRef kernel, IntArrayRef stride,
                      IntArrayRef padding, IntArrayRef dilation, bool ceil_mode,
                      std::optional<int64_t> divisor) {
  impl_of(self, op);
  const bool averages = std::string_view(op) == "avg_pool2d";
  const auto pair = [op, said = averages ? op : "max_pool2d"](const char* what, IntArrayRef v) {
    return pair_of(op, said, what, v);
  };
  const auto k = pair("kernel_size", kernel);
  const auto s = stride.empty() ? k : pair("stride", stride);
  const auto p = pair("padding", padding), d = pair("dilation", dilation);
  check(divisor != 0, ErrorKind::value, "{}: divisor must be not zero", op);
  if (averages) self.size(-3);  // as PyTorch, which asks for it before the rank
  const int64_t rank = self.dim();
  check(rank == 3 || rank == 4, ErrorKind::shape,
        "{}: non-empty 3D or 4D (batch mode) tensor expected for input", op);
  Pooling g;
  g.sizes = DimVector(self.sizes());
  g.format = self.suggest_memory_format();
  for (size_t i = 0; i < 2; ++i) {
    check(s[i] != 0, ErrorKind::value, "{}: stride should not be zero", op);
    check(p[i] >= 0, ErrorKind::value, "{}: pad must be non-negative, but got pad: {}", op, p[i]);
    check(p[i] <= ((k[i] - 1) * d[i] + 1) / 2, ErrorKind::value,
          "{}: pad should be at most half of effective kernel size, but got pad={}, kernel_size={} "
          "and dilation={}",
          op, p[i], k[i], d[i]);
  }
  check(k[0] > 0 && k[1] > 0, ErrorKind::value,
        "{}: kernel size should be greater than zero, but got kH: {} kW: {}", op, k[0], k[1]);
  check(s[0] > 0 && s[1] > 0, ErrorKind::value,
        "{}: stride should be greater than zero, but got dH: {} dW: {}", op, s[0], s[1]);
  check(d[0] > 0 && d[1] > 0, ErrorKind::value,
        "{}: dilation should be greater than zero, but got dilationH: {} dilationW: {}", op, d[0],
        d[1]);
  check(self.size(-1) > 0 && self.size(-2) > 0 && self.size(-3) > 0, ErrorKind::shape,
        "{}: Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but "
        "got:{}",
        op, list_str(self.sizes()));
  for (size_t i = 0; i < 2; ++i) {
    const size_t at = g.sizes.size() - 2 + i;
    const int64_t in = g.sizes[at], out = output_size(in, k[i], s[i], p[i], d[i], ceil_mode);
    g.sizes[at] = out;
    g.kernel[i] = static_cast<uint32_t>(k[i]);
    g.stride[i] = static_cast<uint32_t>(s[i]);
    g.padding[i] = static_cast<uint32_t>(p[i]);
    g.dilation[i] = static_cast<uint32_t>(d[i]);
    g.in[i] = static_cast<uint32_t>(in);
    g.out[i] = static_cast<uint32_t>(out);
  }
  const auto rows = g.sizes[static_cast<size_t>(rank) - 2], columns = g.sizes.back();
  check(rows > 0 && columns > 0, ErrorKind::shape,
        "{}: Given input size: ({}x{}x{}). Calculated output size: ({}x{}x{}). Output size is too "
        "small",
        op, self.size(-3), self.size(-2), self.size(-1), self.size(-3), rows, columns);
  for (int64_t i = 0; i < rank - 2; ++i) g.planes *= static_cast<uint32_t>(self.size(i));
  return g;
}

WindowPlaces Pooling::places() const {
  WindowPlaces at;
  for (size_t d = 0; d < 2; ++d) {
    at.kernel[d] = kernel[d], at.stride[d] = stride[d], at.padding[d] = padding[d];
    at.dilation[d] = dilation[d], at.count[d] = out[d];
  }
  return at;
}

}  // namespace pumice
