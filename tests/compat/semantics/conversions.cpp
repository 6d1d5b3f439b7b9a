// Other dtypes, other strides, copies, numbers out of tensors.
#include "show.h"

namespace semantics {
namespace {

void numbers(ScalarType d) {
  const Tensor one = torch::full({}, 3, d);
  SHOW(one.item(), one.item<float>(), one.item<double>(), one.item<int>(), one.item<int64_t>(),
       one.item<bool>());
  SHOW(one.item<int8_t>() == 3, one.item<uint8_t>() == 3, one.item<int16_t>(),
       one.view({1, 1}).item<int>());
  SHOW(one.is_nonzero(), one.is_floating_point(), one.is_signed(), one.is_complex(),
       one.element_size(), one.itemsize());
  SHOW(torch::zeros({3}, d).nbytes(), torch::elementSize(d), torch::isFloatingType(d),
       torch::isIntegralType(d, true));
}

void between(ScalarType from, ScalarType to) {
  const Tensor x = torch::tensor({0, 1, 3, 100}).to(from);
  SHOW(x.to(to), torch::zeros({4}, to).copy_(x));
}

void forms() {
  const Tensor x = torch::ones({2, 3});
  SHOW(x.to(kFloat).is_same(x), x.to(x).is_same(x), x.to(torch::dtype(kFloat)).is_same(x),
       x.to(kInt).is_same(x));
  SHOW(x.to(kFloat, false, true).is_same(x), x.to(x.device(), kFloat).is_same(x),
       x.to(x.device()).is_same(x));
  SHOW(x.to(torch::TensorOptions()).is_same(x), x.toType(kFloat).is_same(x),
       x.type_as(x).is_same(x));
  SHOW(x.to(kInt), x.to(x.device(), kLong), x.to(torch::ones({1}, kLong)).scalar_type(),
       x.toType(kBool), x.type_as(torch::ones({1}, kInt)));
  SHOW(x.cpu().device().is_cpu(), x.to(torch::kCPU).is_cpu(), x.to(torch::kCPU, kInt), x.is_cuda());
  SHOW(x.contiguous().is_same(x), x.clone().is_same(x), x.detach().is_same(x),
       x.view_as(x).is_same(x));
  const Tensor g = leaf();
  SHOW(g.to(kInt), g.to(kFloat).is_same(g), g.to(kFloat, false, true), g.clone(), g.cpu().sum());
  SHOW(torch::tensor(2.9).item<int>(), torch::tensor(-2.9).to(kInt),
       torch::tensor({1.5, -1.5, 0.4}).to(kLong));
  SHOW(torch::tensor({0.0, 0.5, kNan}).to(kBool), torch::tensor({300, -1}).to(kLong));
  with({kByte, kChar}, [] {
    SHOW(torch::tensor({300, -1}).to(kByte), torch::tensor({200, 130}).to(kChar));
  });
  THROWS(torch::ones({2}).item());
  THROWS(torch::empty({0}).item());
  THROWS(torch::tensor(300).item<uint8_t>());
  THROWS(torch::tensor(1e10).item<int>());
  THROWS(torch::ones({2}).is_nonzero());
  with({kDouble}, [&] {
    SHOW(x.to(kDouble), x.to(x.device(), kDouble).scalar_type(),
         x.to(torch::dtype(kDouble)).scalar_type(), g.to(kDouble));
    THROWS(torch::tensor(1e300, kDouble).item<float>());
    Tensor y = torch::ones({2}, torch::dtype(kDouble).requires_grad(true));
    (y.to(kFloat) * 3).sum().backward();
    SHOW(y.grad());
  });
}

void strides() {
  const Tensor x = counted({2, 3, 4}), t = x.permute({2, 0, 1}), n = x.narrow(2, 1, 2),
               e = counted({1, 3}).expand({2, 3});
  SHOW(t, t.contiguous().strides(), t.clone().strides(), t.to(kInt).strides(), (t + 1).strides(),
       (t + x.permute({2, 0, 1})).strides());
  SHOW(n, n.contiguous().strides(), n.clone().strides(), n.to(kInt).strides(), (n * 2).strides(),
       n.clone().is_contiguous());
  SHOW(e, e.clone().strides(), e.contiguous().strides(), e.to(kInt).strides(), (e + 1).strides());
  SHOW(t.clone(torch::MemoryFormat::Contiguous).strides(),
       t.to(kInt, false, false, torch::MemoryFormat::Contiguous).strides());
  SHOW(t.is_contiguous(), t.is_non_overlapping_and_dense(), n.is_non_overlapping_and_dense(),
       e.is_non_overlapping_and_dense());
  Tensor a = torch::zeros({3, 2});
  SHOW(a.t().copy_(counted({2, 3})), a);
  SHOW(a.copy_(counted({2})));
  SHOW(a.copy_(counted({3, 1}, kInt)));
  SHOW(a.select(1, 0).copy_(torch::tensor(7)), a);
  SHOW(torch::zeros({2, 2}, kInt).copy_(torch::tensor({1.9, -1.9})),
       torch::zeros({2}, kBool).copy_(torch::tensor({0.5, 0.0})));
  THROWS(a.copy_(torch::ones({4})));
  THROWS(torch::zeros({2}).copy_(torch::ones({3, 2})));
  Tensor overlapping = torch::ones({1}).expand({3});
  THROWS(overlapping.copy_(torch::ones({3})));
  THROWS(overlapping.add_(1));
}

void channels_last() {
  const auto format = torch::MemoryFormat::ChannelsLast;
  const Tensor x = counted({2, 3, 2, 2}), y = x.contiguous(format);
  SHOW(y, y.is_contiguous(), y.is_contiguous(format), y.suggest_memory_format() == format,
       x.suggest_memory_format() == format);
  SHOW(y.clone().strides(), (y + 1).strides(), y.relu().strides(), (y + x).strides(),
       (x + y).strides(), y.to(kInt).strides());
  SHOW(y.contiguous().strides(),
       y.to(kFloat, false, false, torch::MemoryFormat::Contiguous).strides(),
       x.to(kFloat, false, false, format).strides());
  SHOW(y.sum(1).strides(), y.mean({2, 3}, true).strides(), y.view({2, 3, 2, 2}).strides(),
       y.permute({0, 2, 3, 1}).is_contiguous());
  SHOW(y.narrow(1, 0, 2).strides(), y.narrow(1, 0, 2).clone().strides(), y[0].strides(),
       y.reshape({2, -1}), torch::cat({y, y}).strides());
  SHOW(torch::zeros_like(y).strides(), torch::equal(x, y), y.softmax(1).strides(),
       torch::where(y > 3, y, x).strides());
  SHOW(counted({1, 1, 2, 2}).is_contiguous(format),
       counted({1, 3, 1, 1}).contiguous(format).strides());
  THROWS(counted({2, 3}).contiguous(format));
  const Tensor volume = counted({1, 2, 2, 2, 2}).contiguous(torch::MemoryFormat::ChannelsLast3d);
  SHOW(volume.strides(), volume.is_contiguous(torch::MemoryFormat::ChannelsLast3d),
       (volume * 2).strides());
}

}  // namespace

void conversions() {
  each(all_dtypes(), numbers);
  for (const ScalarType from : all_dtypes())
    for (const ScalarType to : all_dtypes()) with({from, to}, [&] { between(from, to); });
  forms();
  strides();
  channels_last();
}

}  // namespace semantics
