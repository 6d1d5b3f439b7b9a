// layer_norm.
#include "shaders/kernels/layer_norm.h"
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/launch.h"
#include "ops/losses.h"
#include "ops/optional.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "pumice/ops/norm.h"
#include "shaders/kernels/layer_norm_grad.h"
#include "shaders/kernels/layer_norm_grad_weight.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

constexpr const char* kOp = "layer_norm";

struct Saves {
  Saved x, weight, mean, invstd;
  bool has_bias;
  int64_t rows, n;
  double eps;
  DimVector shape;
  ScalarType parameter_dtype;
};

// The gradients as formulas of operators, from which the second ones come. x and g are (rows, n).
Tensors formula(const Tensor& x, const Tensor& weight, const Tensor& g, const Saves& s) {
  const Tensor centred = x - mean(x, 1, true);
  const Tensor scale = rsqrt(mean(centred * centred, 1, true) + s.eps);
  const Tensor normal = centred * scale;
  Tensor gw = weight.defined() ? g * weight.reshape({-1}).to(g.scalar_type()) : g;
  gw = gw - mean(gw, 1, true) - normal * mean(gw * normal, 1, true);
  return {gw * scale, weight.defined() ? sum(g * normal, 0) : Tensor(),
          s.has_bias ? sum(g, 0) : Tensor()};
}

Tensor grad_input(const Tensor& x, const Tensor& weight, const Tensor& mean, const Tensor& invstd,
                  const Tensor& g, const Saves& s) {
  Tensor dx = make_tensor(x.sizes(), x.scalar_type(), x.device());
  const Tensor w = weight.defined() ? weight.contiguous() : dx;
  launch(kernel::layer_norm_grad{static_cast<uint32_t>(s.rows), static_cast<uint32_t>(s.n)},
         {x, g, w, mean, invstd, dx},
         {.groups = static_cast<uint32_t>(s.rows),
          .width = static_cast<uint32_t>(s.n),
          .spec = {weight.defined()}});
  return dx;
}

// Column sums in two stages: rows in `parts` bands, then the bands.
std::pair<Tensor, Tensor> grad_parameters(const Tensor& x, const Tensor& mean, const Tensor& invstd,
                                          const Tensor& g, const Saves& s) {
  constexpr int64_t kColumns = 256;
  const int64_t column_groups = (s.n + kColumns - 1) / kColumns;
  const int64_t parts =
      std::clamp<int64_t>(s.rows / 16, 1, std::max<int64_t>(1, 128 / column_groups));
  const int64_t rows_each = (s.rows + parts - 1) / parts,
                used = (s.rows + rows_each - 1) / rows_each;
  const Tensor dweight = make_compute({used, s.n}, x), dbias = make_compute({used, s.n}, x);
  launch(kernel::layer_norm_grad_weight{static_cast<uint32_t>(s.rows), static_cast<uint32_t>(s.n),
                                        static_cast<uint32_t>(rows_each),
                                        static_cast<uint32_t>(column_groups),
                                        static_cast<uint32_t>(kColumns)},
         {x, g, mean, invstd, dweight, dbias},
         {.groups = static_cast<uint32_t>(used * column_groups),
          .width = static_cast<uint32_t>(std::min(s.n, kColumns))});
  return used == 1 ? std::pair{dweight, dbias} : std::pair{sum(dweight, 0), sum(dbias, 0)};
}

Tensors layer_norm_grad(const Saves& s, const Tensor& grad, Needs needs) {
  const Tensor input = s.x.unpack(), weight = s.weight.unpack();
  const Tensor x = input.contiguous().view({s.rows, s.n}),
               g = grad.contiguous().view({s.rows, s.n});
  Tensors out(3);
  if (GradMode::is_enabled()) {
    out = formula(x, weight, g, s);
  } else if (s.rows * s.n == 0) {
    out = {zeros_like(x), zeros({s.n}, x.options()), zeros({s.n}, x.options())};
  } else {
    const Tensor mean = s.mean.unpack(), invstd = s.invstd.unpack();
    if (needs[0]) out[0] = grad_input(x, weight, mean, invstd, g, s);
    if (needs[1] || needs[2]) std::tie(out[1], out[2]) = grad_parameters(x, mean, invstd, g, s);
  }
  if (out[0].defined()) out[0] = out[0].reshape(input.sizes());
  const bool wanted[] = {needs[0], weight.defined() && needs[1], s.has_bias && needs[2]};
  for (size_t i = 0; i < 3; ++i) {
    if (!wanted[i])
      out[i] = Tensor();
    else if (i > 0)
      out[i] = out[i].reshape(s.shape).to(s.parameter_dtype);
  }
  return out;
}

void check_arguments(const Tensor& input, IntArrayRef shape, const Tensor& weight,
                     const Tensor& bias) {
  impl_of(input, kOp, "#0 'input'");
  const Tensor* const parameters[] = {&weight, &bias};
  check_mixed(kOp, input, parameters);
  check(!shape.empty(), ErrorKind::shape,
        "{}: Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
        "element, but got normalized_shape = []",
        kOp);
  for (const auto& [what, t] : {std::pair{"weight", &weight}, {"bias", &bias}})
    check(!t->defined() || t->sizes() == shape, ErrorKind::shape,
          "{}: Expected {} to be of same shape as normalized_shape, but got {} of shape {} and "
          "normalized_shape = {}",
          kOp, what, what, t->defined() ? write_list(t->sizes()) : "", list_str(shape));
  const auto rank = static_cast<int64_t>(shape.size());
  const bool fits = input.dim() >= rank &&
                    IntArrayRef(input.sizes().data() + input.dim() - rank, shape.size()) == shape;
  check(fits, ErrorKind::shape,
        "{}: Given normalized_shape={}, expected input with shape [*, {}, but got input of size{}",
        kOp, list_str(shape), write_list(shape).substr(1), list_str(input.sizes()));
  check_floating(kOp, input);
  const ScalarType own = input.scalar_type();
  for (const Tensor* t : {&weight, &bias})
    check(!t->defined() || t->scalar_type() == own || own == kHalf || own == kBFloat16,
          ErrorKind::dtype, "{}: expected scalar type {} but found {}", kOp, toString(own),
          t->defined() ? toString(t->scalar_type()) : "");
  check(!weight.defined() || !bias.defined() || weight.scalar_type() == bias.scalar_type(),
        ErrorKind::dtype, "{}: weight and bias must share a dtype", kOp);
}

}  // namespace

Tensor layer_norm(const Tensor& input, IntArrayRef normalized_shape,
                  const std::optional<Tensor>& scale, const std::optional<Tensor>& shift,
                  double eps, bool /*cudnn_enable*/) {
  const Tensor &weight = or_undefined(scale), &bias = or_undefined(shift);
  check_arguments(input, normalized_shape, weight, bias);
  const DimVector shape(normalized_shape);
  int64_t n = 1;
  for (int64_t size : shape) n *= size;
  int64_t rows = 1;
  for (int64_t d = 0; d < input.dim() - static_cast<int64_t>(shape.size()); ++d)
    rows *= input.size(d);
  Tensor y = make_tensor(input.sizes(), input.scalar_type(), input.device());
  const Tensor mean = make_compute({rows}, y), invstd = make_compute({rows}, y);
  const Tensor& any = weight.defined() ? weight : bias.defined() ? bias : y;
  if (y.numel() > 0) {
    NoGradGuard no_grad;
    // What is absent is bound to something that the kernel leaves alone.
    const Tensor x = input.contiguous(), spare = any.is_same(y) ? x : any;
    const Tensor w = weight.defined() ? weight.contiguous() : spare;
    const Tensor b = bias.defined() ? bias.contiguous() : spare;
    launch(kernel::layer_norm{static_cast<uint32_t>(rows), static_cast<uint32_t>(n),
                              weight.defined(), bias.defined(), eps},
           {x, w, b, y, mean, invstd},
           {.groups = static_cast<uint32_t>(rows), .width = static_cast<uint32_t>(n)});
  }
  return record("NativeLayerNormBackward0", {input, weight, bias}, y, [&] {
    return [s = Saves{Saved(input), Saved(weight), Saved(mean), Saved(invstd), bias.defined(), rows,
                      n, eps, shape, any.scalar_type()}](const Tensors& g, Needs needs) {
      return layer_norm_grad(s, g[0], needs);
    };
  });
}

}  // namespace pumice
