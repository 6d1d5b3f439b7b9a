// softmax and log_softmax.
#include "pumice/ops/softmax.h"

#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/launch.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "shaders/kernels/softmax.h"
#include "shaders/kernels/softmax_grad.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

Grid grid_for(const Slices& s, bool log, Device device) {
  using Form = kernel::softmax::FORM;
  if (s.inner >= 32)
    return {.groups = static_cast<uint32_t>(s.outer * ((s.inner + 255) / 256)),
            .width = static_cast<uint32_t>(std::min<int64_t>(s.inner, 256)),
            .spec = {log, static_cast<uint16_t>(Form::columns)}};
  const bool lanes = lane_per_slice(s, device);
  return {.groups = lanes ? blocks(s.count()) : s.count(),
          .width = static_cast<uint32_t>(lanes ? 256 : s.n),
          .spec = {log, static_cast<uint16_t>(lanes ? Form::lanes : Form::rows)}};
}

Tensor softmax_grad(const Tensor& y, const Tensor& g, int64_t dim, bool log) {
  if (GradMode::is_enabled())
    return log ? g - exp(y) * sum(g, dim, true) : y * (g - sum(g * y, dim, true));
  const Slices s = slices_of(y, dim);
  Tensor cotangent = g.contiguous(), dx = make_tensor(y.sizes(), y.scalar_type(), y.device());
  if (dx.numel() > 0)
    launch(
        kernel::softmax_grad{s.count(), static_cast<uint32_t>(s.n), static_cast<uint32_t>(s.inner)},
        {y, cotangent, dx}, grid_for(s, log, y.device()));
  return dx;
}

Tensor run(const char* op, const Tensor& self, int64_t dim, std::optional<ScalarType> dtype,
           bool log) {
  impl_of(self, op);
  const Tensor x = (dtype ? self.to(*dtype) : self).contiguous();
  dim = wrap_dim(dim, x.dim(), op);
  if (!x.is_floating_point())
    refuse_dtype(dim + 1 < x.dim() ? "softmax_outer" : op, x.scalar_type(), op);
  const Slices s = slices_of(x, dim);
  Tensor y = make_tensor(x.sizes(), x.scalar_type(), x.device());
  if (y.numel() > 0)
    launch(kernel::softmax{s.count(), static_cast<uint32_t>(s.n), static_cast<uint32_t>(s.inner)},
           {x, y}, grid_for(s, log, x.device()));
  return record(log ? "LogSoftmaxBackward0" : "SoftmaxBackward0", {x}, y, [&] {
    return [y = Saved::output(y), dim, log](const Tensors& g, Needs) {
      return Tensors{softmax_grad(y.unpack(), g[0], dim, log)};
    };
  });
}

}  // namespace

Tensor softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  return run("softmax", self, dim, dtype, false);
}

Tensor log_softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  return run("log_softmax", self, dim, dtype, true);
}

}  // namespace pumice
