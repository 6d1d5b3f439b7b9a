// Maxima and minima, their indices, and their gradients.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "ops/reduce_plan.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "shaders/kernels/arg_reduce.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

void check_not_empty(const Tensor& x, const ReduceDims& dims, IntArrayRef dim, const char* name) {
  if (dims.count > 0) return;
  check(!dim.empty(), ErrorKind::shape,
        "{}(): Expected reduction dim to be specified for input.numel() == 0. Specify the "
        "reduction dim with the 'dim' argument.",
        name);
  for (size_t d = 0; d < dims.reduced.size(); ++d)
    check(!dims.reduced[d] || x.sizes()[d] > 0, ErrorKind::index,
          "{}(): Expected reduction dim {} to have non-zero size.", name, d);
}

// amax and amin over dims; ties share the gradient.
Tensor extreme(Reduce op, const char* name, const char* node, const Tensor& x, IntArrayRef dim,
               bool keepdim, bool whole = false) {
  // Of no elements PyTorch looks at each dim as it was given.
  for (size_t i = 0; impl_of(x, name).numel == 0 && i < dim.size(); ++i)
    check(x.size(dim[i]) > 0, ErrorKind::index,
          "{}(): Expected reduction dim {} to have non-zero size.", name, dim[i]);
  const ReduceDims dims = reduce_dims(x, dim, name);
  check_not_empty(x, dims, dim, name);
  Tensor y;
  {
    NoGradGuard guard;
    y = shaped(reduce(op, x, dims).to(x.scalar_type()), dims, keepdim);
  }
  return record(node, {x}, y, [&]() -> GradFn {
    return
        [dims, whole, x = Saved(x), y = Saved::output(y)](const Tensors& grads, Needs) -> Tensors {
          const Tensor input = x.unpack(), best = spread(y.unpack(), dims, input.sizes());
          DimVector over;
          for (size_t d = 0; d < dims.reduced.size(); ++d)
            if (dims.reduced[d]) over.push_back(static_cast<int64_t>(d));
          // A maximum of everything that is NaN comes from the NaNs.
          const Tensor equal = eq(input, best);
          if (whole) {
            const Tensor taken = logical_or(equal, ne(input, input));
            const Tensor into = zeros(input.sizes(), grads[0].options());
            return {into.masked_fill_(taken, div(grads[0], sum(taken)))};
          }
          const Tensor ties = equal.to(grads[0].scalar_type());
          const Tensor shares = over.empty() ? ties : div(ties, sum(ties, over, true));
          const Tensor dx = mul(spread(grads[0], dims, input.sizes()), shares);
          return {dx};
        };
  });
}

struct Found {
  Tensor values, indices;
};

// Along one dim of x, whose size is not 0; no history.
Found find(Reduce op, const Tensor& x, int64_t dim, const ReduceDims& dims) {
  NoGradGuard guard;
  const ScalarType own = x.scalar_type(), work = working_type(own);
  const Tensor input = x.to(work).contiguous();
  int64_t inner = 1;
  for (int64_t d = dim + 1; d < x.dim(); ++d) inner *= x.size(d);
  const Tensor values = make_tensor(dims.sizes, work, x.device());
  const Tensor indices = make_tensor(dims.sizes, kLong, x.device());
  using P = kernel::arg_reduce;
  const bool groups = dims.count >= 64 && (inner == 1 || dims.outputs < 64);
  const auto outputs = static_cast<uint32_t>(dims.outputs);
  const auto count = static_cast<uint32_t>(dims.count);
  launch(P{.outputs = outputs, .count = count, .inner = static_cast<uint32_t>(inner)},
         {input, values, indices},
         {.groups = groups ? outputs : blocks(outputs),
          .width = groups ? std::min(count, 256u) : 256u,
          .spec = {static_cast<uint16_t>(op == Reduce::max ? P::OP::max : P::OP::min),
                   static_cast<uint16_t>(groups ? P::FORM::groups : P::FORM::lanes)}});
  return {values.to(own), indices};
}

std::tuple<Tensor, Tensor> extreme_along(Reduce op, const char* name, const Tensor& self,
                                         int64_t dim, bool keepdim) {
  impl_of(self, name);
  const int64_t at = wrap_dim(dim, self.dim(), name);
  const ReduceDims dims = reduce_dims(self, at, name);
  check_not_empty(self, dims, at, name);
  const Found found = find(op, self, at, dims);
  const Tensor indices = shaped(found.indices, dims, keepdim);
  const char* node = op == Reduce::max ? "MaxBackward0" : "MinBackward0";
  const Tensor values = record(node, {self}, shaped(found.values, dims, keepdim), [&]() -> GradFn {
    return [dims, at, indices, sizes = DimVector(self.sizes())](const Tensors& grads,
                                                                Needs) -> Tensors {
      const Tensor g = grads[0].reshape(dims.kept_sizes);
      const Tensor into = empty(sizes, g.options()).zero_();  // a write that counts, as in PyTorch
      return {into.scatter_(at, indices.reshape(dims.kept_sizes), g)};
    };
  });
  return {values, indices};
}

Tensor arg_extreme(Reduce op, const char* name, const Tensor& self, std::optional<int64_t> dim,
                   bool keepdim) {
  impl_of(self, name);
  if (!dim) {
    const Tensor flat = self.detach().reshape({self.numel()});
    const ReduceDims dims = reduce_dims(flat, 0, name);
    check(dims.count > 0, ErrorKind::index,
          "{}(): Expected reduction dim to be specified for input.numel() == 0.", name);
    check_dtype(name, self);
    const Tensor at = find(op, flat, 0, dims).indices;
    return keepdim ? as_own(at.view(DimVector(static_cast<size_t>(self.dim()), 1))) : at;
  }
  const int64_t at = wrap_dim(*dim, self.dim(), name);
  const ReduceDims dims = reduce_dims(self, at, name);
  check_not_empty(self, dims, at, name);
  check_dtype(name, self);
  return shaped(find(op, self, at, dims).indices, dims, keepdim);
}

}  // namespace

#define PUMICE_EXTREMES(name, Max, Amax)                                           \
  Tensor name(const Tensor& self) {                                                \
    return extreme(Reduce::name, #name, Max, self, {}, false, true);               \
  }                                                                                \
  std::tuple<Tensor, Tensor> name(const Tensor& self, int64_t dim, bool keepdim) { \
    return extreme_along(Reduce::name, #name, self, dim, keepdim);                 \
  }                                                                                \
  Tensor a##name(const Tensor& self, IntArrayRef dim, bool keepdim) {              \
    return extreme(Reduce::name, "a" #name, Amax, self, dim, keepdim);             \
  }                                                                                \
  Tensor arg##name(const Tensor& self, std::optional<int64_t> dim, bool keepdim) { \
    return arg_extreme(Reduce::name, "arg" #name, self, dim, keepdim);             \
  }
PUMICE_EXTREMES(max, "MaxBackward1", "AmaxBackward0")
PUMICE_EXTREMES(min, "MinBackward1", "AminBackward0")
#undef PUMICE_EXTREMES

std::tuple<Tensor, Tensor> aminmax(const Tensor& self, std::optional<int64_t> dim, bool keepdim) {
  const IntArrayRef over = dim ? IntArrayRef(*dim) : IntArrayRef();
  check(dim || impl_of(self, "aminmax").numel > 0, ErrorKind::shape,
        "aminmax(): cannot compute aminmax over an empty dimension as the operation has no "
        "identity.");
  const int64_t at = dim ? wrap_dim(*dim, self.dim(), "aminmax") : 0;
  check(!dim || self.dim() == 0 || self.size(at) > 0, ErrorKind::index,
        "aminmax: Expected reduction dim {} to have non-zero size.", at);
  const auto one = [&](Reduce op) {
    return refuse_gradient(
        extreme(op, "aminmax", "torch::autograd::NotImplemented", self, over, keepdim), "aminmax");
  };
  return {one(Reduce::min), one(Reduce::max)};
}
std::tuple<Tensor, Tensor> Tensor::aminmax(std::optional<int64_t> dim, bool keepdim) const {
  return pumice::aminmax(*this, dim, keepdim);
}

}  // namespace pumice
