// Two-dimensional convolution over three dense kernels, which are each other's gradients.
#include "pumice/ops/conv.h"

#include <limits>

#include "autograd/record.h"
#include "base/warnings.h"
#include "ops/copy.h"
#include "ops/launch.h"
#include "ops/optional.h"
#include "ops/refusals.h"
#include "ops/type_names.h"
#include "ops/whole_windows.h"
#include "pumice/functions.h"
#include "shaders/kernels/conv2d.h"
#include "shaders/kernels/conv2d_grad_input.h"
#include "shaders/kernels/conv2d_grad_weight.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

/// All that fixes a convolution but its tensors' contents.
struct Geometry {
  DimVector input, weight, output;
  std::array<int64_t, 2> stride{}, padding{}, dilation{};
  int64_t groups = 1;
  MemoryFormat format = MemoryFormat::Contiguous;  ///< of all results, as PyTorch has them
};

template <class Kernel>
Kernel params(const Geometry& g) {
  const auto u = [](int64_t v) { return static_cast<uint32_t>(v); };
  return {.n = u(g.input[0]),
          .c = u(g.input[1]),
          .h = u(g.input[2]),
          .w = u(g.input[3]),
          .o = u(g.weight[0]),
          .oh = u(g.output[2]),
          .ow = u(g.output[3]),
          .kh = u(g.weight[2]),
          .kw = u(g.weight[3]),
          .groups = u(g.groups),
          .sh = u(g.stride[0]),
          .sw = u(g.stride[1]),
          .ph = u(g.padding[0]),
          .pw = u(g.padding[1]),
          .dh = u(g.dilation[0]),
          .dw = u(g.dilation[1])};
}

Tensor convolve(const Tensor& x, const Tensor& weight, const Tensor& bias,
                const Geometry& geometry);
Tensor grad_input(const Tensor& g, const Tensor& weight, const Geometry& geometry);
Tensor grad_weight(const Tensor& x, const Tensor& g, const Geometry& geometry);

/// A result of these sizes, and whether there is anything to sum into it.
struct Result {
  Tensor tensor;
  bool zero = false;
};
Result make_result(const DimVector& sizes, const Tensor& a, const Tensor& b) {
  Result r{make_tensor(sizes, a.scalar_type(), a.device()), a.numel() == 0 || b.numel() == 0};
  if (r.zero) fill_into(r.tensor, 0);
  return r;
}

Tensor run_convolve(const Tensor& x, const Tensor& weight, const Tensor& bias, const Geometry& g) {
  const NoGradGuard guard;
  const auto [y, zero] = make_result(g.output, x, weight);
  if (zero) {
    if (bias.defined()) copy_into(y, bias.reshape({1, bias.numel(), 1, 1}));
    return laid_out(y, g.format);
  }
  using Kernel = kernel::conv2d;
  const auto form = bias.defined() ? Kernel::BIAS::channel : Kernel::BIAS::none;
  const Tensor input = x.contiguous(), kernels = weight.contiguous();
  const Tensor third = bias.defined() ? bias.contiguous() : input;
  // The planner names a residual where it finds one.
  launch(params<Kernel>(g), {input, kernels, third, input, y},
         {.groups = blocks(y.numel()), .spec = {static_cast<uint16_t>(form)}});
  return laid_out(y, g.format);
}

Tensor run_grad_input(const Tensor& g, const Tensor& weight, const Geometry& geometry) {
  const NoGradGuard guard;
  const auto [dx, zero] = make_result(geometry.input, g, weight);
  if (zero) return laid_out(dx, geometry.format);
  const Tensor outer = g.contiguous(), kernels = weight.contiguous();
  launch(params<kernel::conv2d_grad_input>(geometry), {outer, kernels, dx},
         {.groups = blocks(dx.numel())});
  return laid_out(dx, geometry.format);
}

Tensor run_grad_weight(const Tensor& x, const Tensor& g, const Geometry& geometry) {
  const NoGradGuard guard;
  const auto [dw, zero] = make_result(geometry.weight, x, g);
  const int64_t terms = geometry.output[0] * geometry.output[2] * geometry.output[3];
  if (zero) return laid_out(dw, geometry.format);
  const Tensor input = x.contiguous(), outer = g.contiguous();
  launch(params<kernel::conv2d_grad_weight>(geometry), {input, outer, dw},
         {.groups = static_cast<uint32_t>(dw.numel()), .width = static_cast<uint32_t>(terms)});
  return laid_out(dw, geometry.format);
}

// Each of the three is linear in both of its tensors, and the gradient of each is the other two.

Tensor convolve(const Tensor& x, const Tensor& weight, const Tensor& bias,
                const Geometry& geometry) {
  return record(
      "ConvolutionBackward0", {x, weight, bias}, run_convolve(x, weight, bias, geometry), [&] {
        return [x = Saved(x), weight = Saved(weight), geometry](const Tensors& g, Needs needs) {
          return Tensors{needs[0] ? grad_input(g[0], weight.unpack(), geometry) : Tensor(),
                         needs[1] ? grad_weight(x.unpack(), g[0], geometry) : Tensor(),
                         needs[2] ? sum(g[0], IntArrayRef{0, 2, 3}) : Tensor()};
        };
      });
}

Tensor grad_input(const Tensor& g, const Tensor& weight, const Geometry& geometry) {
  return record(
      "ConvolutionBackwardBackward0", {g, weight}, run_grad_input(g, weight, geometry), [&] {
        return [g = Saved(g), weight = Saved(weight), geometry](const Tensors& gg, Needs needs) {
          return Tensors{needs[0] ? convolve(gg[0], weight.unpack(), {}, geometry) : Tensor(),
                         needs[1] ? grad_weight(gg[0], g.unpack(), geometry) : Tensor()};
        };
      });
}

Tensor grad_weight(const Tensor& x, const Tensor& g, const Geometry& geometry) {
  return record("ConvolutionBackwardBackward0", {x, g}, run_grad_weight(x, g, geometry), [&] {
    return [x = Saved(x), g = Saved(g), geometry](const Tensors& gg, Needs needs) {
      return Tensors{needs[0] ? grad_input(g.unpack(), gg[0], geometry) : Tensor(),
                     needs[1] ? convolve(x.unpack(), gg[0], {}, geometry) : Tensor()};
    };
  });
}

void check_list(const char* name, IntArrayRef v, size_t dims) {
  check(v.size() == 1 || v.size() == dims, ErrorKind::shape,
        "conv2d: expected {} to be a single integer value or a list of {} values to match the "
        "convolution dimensions, but got {}={}",
        name, dims, name, list_str(v));
}

std::array<int64_t, 2> pair(const char* name, IntArrayRef v) {
  check_list(name, v, 2);
  return {v[0], v[v.size() - 1]};
}

// PyTorch meets a weight of another rank where a list, at last its own, does not have that length.
void check_lists(const Tensor& weight, IntArrayRef stride, IntArrayRef padding,
                 IntArrayRef dilation) {
  const auto dims = static_cast<size_t>(weight.dim() - 2);
  if (dims == 2) return;
  const int64_t none[] = {0, 0};
  check_list("stride", stride, dims);
  check_list("padding", padding, dims);
  check_list("dilation", dilation, dims);
  check_list("output_padding", IntArrayRef(none, 2), dims);
}

// What PyTorch looks at before it reads the lists.
void check_ranks(const Tensor& x, const Tensor& weight, const Tensor& bias, int64_t groups) {
  check(!bias.defined() || bias.scalar_type() == x.scalar_type(), ErrorKind::dtype,
        "conv2d: Input type ({}) and bias type ({}) should be the same", cpp_name(x.scalar_type()),
        bias.defined() ? cpp_name(bias.scalar_type()) : "");
  check(
      x.dim() == 3 || x.dim() == 4, ErrorKind::shape,
      "conv2d: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: {}",
      list_str(x.sizes()));
  impl_of(weight, "conv2d", "#1 'weight'");
  check(weight.dim() > 2, ErrorKind::shape, "conv2d: weight should have at least three dimensions");
  check(groups > 0, ErrorKind::value, "conv2d: non-positive groups is not supported");
}

void check_numbers(const Geometry& g) {
  for (const int d : {0, 1}) {
    check(g.padding[d] >= 0, ErrorKind::value, "conv2d: negative padding is not supported");
    check(g.stride[d] > 0, ErrorKind::value, "conv2d: non-positive stride is not supported");
    check(g.dilation[d] > 0, ErrorKind::value, "conv2d: dilation should be greater than zero");
    for (const int64_t v : {g.padding[d], g.stride[d], g.dilation[d]})
      check(v <= std::numeric_limits<int32_t>::max(), ErrorKind::value,
            "conv2d: {} is too large for a stride, padding or dilation", v);
  }
}

void check_tensors(const Tensor& x, const Tensor& weight, const Tensor& bias, int64_t groups) {
  check(weight.dim() == 4, ErrorKind::shape,
        "conv2d: weight should have four dimensions, but got weight of size: {}",
        list_str(weight.sizes()));
  const std::string size = list_str(weight.sizes());
  check(weight.size(0) >= groups, ErrorKind::shape,
        "conv2d: Given groups={}, expected weight to be at least {} at dimension 0, but got weight "
        "of size {} instead",
        groups, groups, size);
  check(weight.size(0) % groups == 0, ErrorKind::shape,
        "conv2d: Given groups={}, expected weight to be divisible by {} at dimension 0, but got "
        "weight of size [{}] instead",
        groups, groups, size);
  const int64_t channels = x.size(-3);
  DimVector batched(x.sizes());
  if (x.dim() == 3) batched.insert(0, 1);
  check(channels == weight.size(1) * groups, ErrorKind::shape,
        "conv2d: Given groups={}, weight of size {}, expected input{} to have {} channels, but got "
        "{} channels instead",
        groups, size, list_str(batched), weight.size(1) * groups, channels);
  check(!bias.defined() || (bias.dim() == 1 && bias.size(0) == weight.size(0)), ErrorKind::shape,
        "conv2d: Given weight of size {}, expected bias to be 1-dimensional with {} elements, but "
        "got bias of size {} instead",
        size, weight.size(0), bias.defined() ? write_list(bias.sizes()) : "");
  check(weight.scalar_type() == x.scalar_type(), ErrorKind::dtype,
        "conv2d: expected scalar type {} but found {}", toString(x.scalar_type()),
        toString(weight.scalar_type()));
  for (const Tensor* t : {&weight, &bias}) {
    if (!t->defined()) continue;
    check(t->device() == x.device(), ErrorKind::device,
          "conv2d: Expected all tensors to be on the same device, but found at least two devices, "
          "{} and {}!",
          x.device(), t->device());
  }
  check_dtype("conv2d", x);
}

void set_sizes(Geometry& g, const Tensor& x, const Tensor& weight) {
  std::array<int64_t, 2> padded{}, reach{};
  for (const int d : {0, 1}) {
    padded[d] = x.size(d + 2) + 2 * g.padding[d];
    reach[d] = g.dilation[d] * (weight.size(d + 2) - 1) + 1;
    check(weight.size(d + 2) > 0, ErrorKind::shape, "conv2d: weight has an empty kernel: {}",
          list_str(weight.sizes()));
  }
  check(padded[0] >= reach[0] && padded[1] >= reach[1], ErrorKind::shape,
        "conv2d: Calculated padded input size per channel: ({} x {}). Kernel size: ({} x {}). "
        "Kernel size can't be greater than actual input size",
        padded[0], padded[1], reach[0], reach[1]);
  g.input = x.sizes();
  g.weight = weight.sizes();
  g.output = {x.size(0), weight.size(0), (padded[0] - reach[0]) / g.stride[0] + 1,
              (padded[1] - reach[1]) / g.stride[1] + 1};
}

}  // namespace

Tensor conv2d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& given,
              IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, int64_t groups) {
  const Tensor& bias = or_undefined(given);
  check_ranks(input, weight, bias, groups);
  check_lists(weight, stride, padding, dilation);
  Geometry geometry{.stride = pair("stride", stride),
                    .padding = pair("padding", padding),
                    .dilation = pair("dilation", dilation),
                    .groups = groups};
  check_numbers(geometry);
  check_tensors(input, weight, bias, groups);
  const Tensor x = input.dim() == 3 ? input.unsqueeze(0) : input;
  set_sizes(geometry, x, weight);
  for (const Tensor* t : {&weight, &x})
    if (const MemoryFormat format = t->suggest_memory_format(); format != MemoryFormat::Contiguous)
      geometry.format = format;
  const WindowPlaces places{{weight.size(2), weight.size(3)},
                            geometry.stride,
                            geometry.padding,
                            geometry.dilation,
                            {geometry.output[2], geometry.output[3]}};
  const Tensor y = x.is_floating_point() ? convolve(x, weight, bias, geometry)
                                         : convolve_whole(x, weight, bias, places, groups);
  return input.dim() == 3 ? y.squeeze(0) : y;
}

Tensor detail::conv2d_named(const Tensor& input, const Tensor& weight,
                            const std::optional<Tensor>& bias, IntArrayRef stride,
                            std::string_view padding, IntArrayRef dilation, int64_t groups) {
  if (padding == "valid") return conv2d(input, weight, bias, stride, 0, dilation, groups);
  check(padding == "same", ErrorKind::value, "conv2d: Invalid padding string: '{}'", padding);
  check_ranks(input, weight, or_undefined(bias), groups);
  check_tensors(input, weight, or_undefined(bias), groups);
  const std::array<int64_t, 2> step = pair("stride", stride), spread = pair("dilation", dilation);
  check(step[0] == 1 && step[1] == 1, ErrorKind::value,
        "conv2d: padding='same' is not supported for strided convolutions");
  std::array<int64_t, 2> each{};
  Tensor x = input;
  for (const int d : {0, 1}) {
    const int64_t total = spread[d] * (weight.size(d + 2) - 1);
    each[d] = total / 2;
    if (total % 2 == 0) continue;
    if (x.is_same(input))
      warn_once(
          "Using padding='same' with even kernel lengths and odd dilation may require a "
          "zero-padded copy of the input be created");
    DimVector sizes(x.sizes());
    sizes[sizes.size() - 2 + static_cast<size_t>(d)] = 1;
    x = cat({{x, zeros(sizes, x.options())}}, d - 2);
  }
  return conv2d(x, weight, bias, stride, each, dilation, groups);
}

}  // namespace pumice
