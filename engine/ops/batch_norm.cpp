// batch_norm.
#include "shaders/kernels/batch_norm.h"
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/launch.h"
#include "ops/losses.h"
#include "ops/optional.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "pumice/ops/norm.h"
#include "shaders/kernels/batch_norm_columns.h"
#include "shaders/kernels/batch_norm_columns_grad.h"
#include "shaders/kernels/batch_norm_eval.h"
#include "shaders/kernels/batch_norm_grad.h"
#include "tensor/impl.h"
#include "tensor/layout.h"

namespace pumice {
namespace {

constexpr const char* kOp = "batch_norm";

struct Shape {
  uint32_t batch, channels, inner;
  bool columns() const { return inner == 1; }
};

// Of x in the format that it suggests. Channels that come last are columns of one matrix.
Shape shape_of(const Tensor& x) {
  if (x.suggest_memory_format() != MemoryFormat::Contiguous)
    return {static_cast<uint32_t>(x.numel() / x.size(1)), static_cast<uint32_t>(x.size(1)), 1};
  const Slices s = slices_of(x, 1);
  return {static_cast<uint32_t>(s.outer), static_cast<uint32_t>(s.n),
          static_cast<uint32_t>(s.inner)};
}

void check_channels(const char* what, const Tensor& t, const Tensor& input) {
  if (!t.defined()) return;
  check(t.numel() == input.size(1), ErrorKind::shape, "{}: {} should contain {} elements not {}",
        kOp, what, input.size(1), t.numel());
}

// Parameters in the dtype that all of them share.
Tensor parameter(const Tensor& t) { return t.defined() ? t.contiguous() : t; }

struct Saves {
  Saved x, weight, mean, invstd;  // mean and invstd as a column of channels, float32 or float64
  bool has_bias, training;
  double eps;
};

DimVector channel_sizes(const Tensor& x) {
  DimVector sizes(static_cast<size_t>(x.dim()), 1);
  sizes[1] = x.size(1);
  return sizes;
}

DimVector other_dims(const Tensor& x) {
  DimVector dims;
  for (int64_t d = 0; d < x.dim(); ++d)
    if (d != 1) dims.push_back(d);
  return dims;
}

// The gradients as formulas of operators, from which the second ones come.
Tensors formula(const Tensor& x, const Tensor& weight, const Tensor& mean, const Tensor& invstd,
                const Saves& s, const Tensor& g) {
  const DimVector sizes = channel_sizes(x), dims = other_dims(x);
  const ScalarType dtype = x.scalar_type();
  Tensor scale = invstd.reshape(sizes).to(dtype), centred = x - mean.reshape(sizes).to(dtype);
  if (s.training) {
    centred = x - pumice::mean(x, dims, true);
    scale = rsqrt(pumice::mean(centred * centred, dims, true) + s.eps);
  }
  const Tensor normal = centred * scale;
  Tensor gw = weight.defined() ? g * weight.reshape(sizes).to(dtype) : g;
  if (s.training)
    gw = gw - pumice::mean(gw, dims, true) - normal * pumice::mean(gw * normal, dims, true);
  return {gw * scale, weight.defined() ? sum(g * normal, dims).to(weight.scalar_type()) : Tensor(),
          s.has_bias ? sum(g, dims) : Tensor()};
}

Tensors batch_norm_grad(const Saves& s, const Tensor& g, Needs needs) {
  const Tensor input = s.x.unpack(), weight = s.weight.unpack();
  const MemoryFormat format = input.suggest_memory_format();
  const Tensor x = input.contiguous(format);
  const Tensor mean = s.mean.unpack(), invstd = s.invstd.unpack();
  if (GradMode::is_enabled()) return formula(x, weight, mean, invstd, s, g);
  const Shape shape = shape_of(x);
  const ScalarType u = weight.defined() ? weight.scalar_type() : x.scalar_type();
  const Tensor dx = make_like(x, x.scalar_type(), x.device(), format);
  const Tensor dweight = make_tensor({shape.channels}, u, x.device());
  const Tensor dbias = make_tensor({shape.channels}, u, x.device());
  const Tensor w = weight.defined() ? weight.contiguous() : dweight,
               cotangent = g.contiguous(format);
  const Grid grid{.groups = shape.channels, .width = shape.batch * shape.inner};
  if (shape.columns())
    launch(kernel::batch_norm_columns_grad{shape.batch, shape.channels, weight.defined(),
                                           s.training, needs[0]},
           {x, cotangent, w, mean, invstd, dx, dweight, dbias}, grid);
  else
    launch(kernel::batch_norm_grad{shape.batch, shape.channels, shape.inner, weight.defined(),
                                   s.training, needs[0]},
           {x, cotangent, w, mean, invstd, dx, dweight, dbias}, grid);
  return {needs[0] ? dx : Tensor(), weight.defined() ? dweight : Tensor(),
          s.has_bias ? dbias : Tensor()};
}

void check_arguments(const Tensor& input, const Tensor& weight, const Tensor& bias,
                     const Tensor& running_mean, const Tensor& running_var, bool training) {
  check(input.dim() >= 2, ErrorKind::shape, "{}: expected input with shape (N, C, ...), got {}",
        kOp, shape_str(input.sizes()));
  for (const auto& [name, t] :
       {std::pair("running_mean", &running_mean), {"running_var", &running_var}}) {
    check_channels(name, *t, input);
    check(training || t->defined(), ErrorKind::value, "{}: {} must be defined in evaluation mode",
          kOp, name);
  }
  check_channels("weight", weight, input);
  check_channels("bias", bias, input);
  check_floating(kOp, input);
  const Tensor* const parameters[] = {&weight, &bias, &running_mean, &running_var};
  const bool mixed = check_mixed(kOp, input, parameters);
  for (const Tensor* t : parameters)
    check(mixed || !t->defined() || t->scalar_type() == input.scalar_type(), ErrorKind::dtype,
          "{}: expected scalar type {} but found {}", kOp, toString(input.scalar_type()),
          toString(t->defined() ? t->scalar_type() : kFloat));
  for (const Tensor* t : {&running_mean, &running_var})
    check(!t->defined() || t->dim() == 1, ErrorKind::shape,
          "{}: TensorAccessor expected 1 dims but tensor has {}", kOp, t->defined() ? t->dim() : 1);
}

// What PyTorch makes of an input without elements: it looks at nothing but the first parameters.
Tensor of_nothing(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  Tensor y = input.clone();
  if (weight.defined()) y = y * weight.select(0, 0);
  return bias.defined() ? y + bias.select(0, 0) : y;
}

}  // namespace

Tensor batch_norm(const Tensor& input, const std::optional<Tensor>& scale,
                  const std::optional<Tensor>& shift, const std::optional<Tensor>& mean_so_far,
                  const std::optional<Tensor>& var_so_far, bool training, double momentum,
                  double eps, bool /*cudnn_enabled*/) {
  const Tensor &weight = or_undefined(scale), &bias = or_undefined(shift),
               &running_mean = or_undefined(mean_so_far), &running_var = or_undefined(var_so_far);
  impl_of(input, kOp, "#0 'input'");
  if (input.numel() == 0) return of_nothing(input, weight, bias);
  check_arguments(input, weight, bias, running_mean, running_var, training);
  const bool wants_grad = needs_grad({input, weight, bias});
  const MemoryFormat format = input.suggest_memory_format();
  Tensor y = make_like(input, input.scalar_type(), input.device(), format), mean, invstd;
  {
    NoGradGuard no_grad;
    const Tensor x = input.contiguous(format), w = parameter(weight), b = parameter(bias);
    const Shape s = shape_of(x);
    // Whatever is absent is bound to something of the same dtype that the kernel leaves alone.
    const ScalarType u = w.defined()              ? w.scalar_type()
                         : b.defined()            ? b.scalar_type()
                         : running_mean.defined() ? running_mean.scalar_type()
                         : running_var.defined()  ? running_var.scalar_type()
                                                  : x.scalar_type();
    const auto channels = static_cast<int64_t>(s.channels);
    const bool spare_needed = !w.defined() || !b.defined() || !running_mean.defined();
    const Tensor spare = spare_needed ? make_tensor({channels}, u, x.device()) : Tensor();
    const auto or_spare = [&](const Tensor& t) -> const Tensor& { return t.defined() ? t : spare; };
    if (training) {
      mean = make_compute({channels}, x);
      invstd = make_compute({channels}, x);
      Tensor rm = parameter(running_mean), rv = parameter(running_var);
      if (rm.defined() && !rv.defined()) rv = empty_like(rm);
      if (rv.defined() && !rm.defined()) rm = empty_like(rv);
      const Grid grid{.groups = s.channels, .width = s.batch * s.inner};
      if (s.columns())
        launch(kernel::batch_norm_columns{s.batch, s.channels, w.defined(), b.defined(),
                                          rm.defined(), momentum, eps},
               {x, or_spare(w), or_spare(b), y, mean, invstd, or_spare(rm), or_spare(rv)}, grid);
      else
        launch(kernel::batch_norm{s.batch, s.channels, s.inner, w.defined(), b.defined(),
                                  rm.defined(), momentum, eps},
               {x, or_spare(w), or_spare(b), y, mean, invstd, or_spare(rm), or_spare(rv)}, grid);
      for (const auto& [running, updated] : {std::pair{running_mean, rm}, {running_var, rv}}) {
        if (!running.defined()) continue;
        if (running.is_same(updated))
          running.impl()->bump_version();
        else
          running.copy_(updated);
      }
    } else {
      const bool planes = !s.columns();
      using Form = kernel::batch_norm_eval::FORM;
      const Tensor rm = running_mean.contiguous(), rv = running_var.contiguous();
      const uint32_t each = std::max(1u, 1024 / s.inner);
      launch(kernel::batch_norm_eval{s.batch, s.channels, s.inner, w.defined(), b.defined(), each,
                                     eps},
             {x, or_spare(w), or_spare(b), rm, rv, y},
             {.groups = planes ? (s.batch + each - 1) / each * s.channels : s.batch,
              .width = planes ? std::min(each, s.batch) * s.inner : s.channels,
              .spec = {static_cast<uint16_t>(planes ? Form::planes : Form::columns)}});
      if (wants_grad) {
        const ScalarType compute = x.scalar_type() == kDouble ? kDouble : kFloat;
        mean = running_mean.to(TensorOptions(compute), false, true);
        invstd = rsqrt(running_var.to(compute) + eps);
      }
    }
  }
  return record("NativeBatchNormBackward0", {input, weight, bias}, y, [&] {
    return [s = Saves{Saved(input), Saved(weight), Saved(mean), Saved(invstd), bias.defined(),
                      training, eps}](const Tensors& g, Needs needs) {
      return batch_norm_grad(s, g[0], needs);
    };
  });
}

}  // namespace pumice
