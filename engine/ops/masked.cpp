// masked_select, masked_scatter, and masked_fill with a tensor's value or in place.
#include "autograd/record.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/copy.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "ops/index.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "shaders/kernels/where.h"
#include "tensor/host_scalar.h"
#include "tensor/impl.h"
#include "tensor/layout.h"
#include "tensor/print.h"

namespace pumice {

namespace {

using Scalars = kernel::where::SCALARS;

void check_mask(const char* op, const Tensor& mask) {
  check(impl_of(mask, op, "#1 'mask'").dtype == kBool, ErrorKind::dtype,
        "{}: masked_fill_ only supports boolean masks, but got mask with dtype {}", op,
        cpp_name(mask.scalar_type()));
}

void check_mask_fits(const char* op, const Tensor& self, const Tensor& mask) {
  const DimVector shape = broadcast_shapes(self.sizes(), mask.sizes(), op);
  check(shape == self.sizes(), ErrorKind::shape,
        "{}: output with shape {} doesn't match the broadcast shape {}", op, list_str(self.sizes()),
        list_str(shape));
}

void check_value(const char* op, const Tensor& value) {
  check(impl_of(value, op, "#2 'value'").sizes.empty(), ErrorKind::shape,
        "{0}: masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {1} "
        "dimension(s).",
        op, value.dim());
}

// Whether the mask holds anywhere where one of once's elements stands in the expanded self.
Tensor held_anywhere(const Tensor& mask, const Tensor& self, const Tensor& once) {
  Tensor held = mask.expand(self.sizes());
  for (int64_t d = 0; d < self.dim(); ++d)
    if (once.size(d) != self.size(d)) held = any(held, d, true);
  return held;
}

// self where the mask does not hold; value, of self's dtype, where it does; below autograd. A
// number where value is undefined.
void fill_where(const Tensor& self, const Tensor& mask, const Tensor& value, Scalar number) {
  const ScalarType work = working_type(self.scalar_type());
  const NoGradGuard no_grad;
  if (const Tensor once = without_repeats(self); once.defined())
    return fill_where(once, held_anywhere(mask, self, once), value, number);
  const Tensor y = self.to(work);
  const Tensor x = value.defined() ? value.to(work) : y;
  launch_elements(kernel::where{.s0 = number, .s1 = number}, {mask, x, y, y},
                  {static_cast<uint16_t>(value.defined() ? Scalars::none : Scalars::left)});
  if (work != self.scalar_type()) copy_into(self, y);
}

GradFn masked_fill_grad(const Tensor& mask, const Tensor& self, bool by_tensor) {
  return [mask = Saved(mask), by_tensor, sizes = DimVector(self.sizes())](const Tensors& g,
                                                                          Needs needs) {
    const Tensor m = mask.unpack();
    Tensors grads{needs[0] ? sum_to(masked_fill(g[0], m, 0), sizes) : Tensor()};
    if (by_tensor) grads.push_back(needs[1] ? sum(where(m, g[0], 0)) : Tensor());
    return grads;
  };
}

// self and mask broadcast together, self's elements copied.
Tensor broadcast_copy(const char* op, const Tensor& self, const Tensor& mask,
                      MemoryFormat format = MemoryFormat::Contiguous) {
  const NoGradGuard no_grad;
  return self.expand(broadcast_shapes(mask.sizes(), self.sizes(), op)).clone(format);
}

Tensor copied_if_shared(const Tensor& source, const Tensor& self) {
  return source.is_alias_of(self) ? source.detach().clone() : source;
}

void check_sources(const char* op, const Tensor& self, const Tensor& mask, const Tensor& source) {
  impl_of(mask, op, "#1 'mask'");
  impl_of(source, op, "#2 'source'");
  check(self.scalar_type() == source.scalar_type(), ErrorKind::dtype,
        "{}: masked_scatter: expected self and source to have same dtypes but got{} and {}", op,
        toString(self.scalar_type()), toString(source.scalar_type()));
}

void check_scatter_mask(const char* op, const Tensor& mask) {
  check(mask.scalar_type() == kBool, ErrorKind::dtype,
        "{}: masked_scatter_ only supports boolean masks, but got mask with dtype {}", op,
        toString(mask.scalar_type()));
}

// Whether source has an element for each that holds.
void check_count(const char* op, const Tensor& mask, const Tensor& ranks, const Tensor& source) {
  if (source.numel() >= mask.numel()) return;
  const int64_t last = mask.numel() - 1;
  check_bounds({op, "Number of elements of source < number of ones in mask", ErrorKind::value},
               ranks.view({-1}).narrow(0, last, 1) + mask.view({-1}).narrow(0, last, 1),
               {.low = 0, .high = source.numel() + 1});
}

// self's elements where the mask (of self's sizes) holds = source's in turn, below autograd.
void scatter_where(const char* op, const Tensor& self, const Tensor& mask, const Tensor& source) {
  if (self.numel() == 0) return;
  const NoGradGuard no_grad;
  const Tensor whole = mask.contiguous(), ranks = true_ranks(whole);
  check_count(op, whole, ranks, source);
  if (source.numel() == 0) return;
  const Tensor parts =
      pick_slices(source.contiguous().view({source.numel()}), 0, ranks.view({-1}), self.sizes());
  fill_where(self, whole, parts, 0);
}

GradFn masked_scatter_grad(const Tensor& mask, const Tensor& self, const Tensor& source) {
  return [mask = Saved(mask), self_sizes = DimVector(self.sizes()),
          source_sizes = DimVector(source.sizes()),
          count = source.numel()](const Tensors& g, Needs needs) {
    const Tensor m = mask.unpack().expand(g[0].sizes());
    Tensors grads{needs[0] ? sum_to(masked_fill(g[0], m, 0), self_sizes) : Tensor(), Tensor()};
    if (needs[1]) {
      // Elements that the mask leaves go to one place too many.
      const Tensor to = where(m, true_ranks(m), count).reshape({-1});
      const Tensor all = zeros({count + 1}, g[0].options());
      grads[1] = scatter(all, 0, to, g[0].reshape({-1})).narrow(0, 0, count).reshape(source_sizes);
    }
    return grads;
  };
}

Tensor filled(const Tensor& self, const Tensor& mask, const Tensor& value, MemoryFormat format) {
  const char* op = "masked_fill";
  impl_of(self, op);
  impl_of(mask, op, "#1 'mask'");
  const Tensor out = broadcast_copy(op, self, mask, format);
  check_value(op, value);
  check_mask(op, mask);
  const Tensor filler = value.to(self.device(), self.scalar_type());
  fill_where(out, mask, filler, 0);
  return record("MaskedFillBackward1", {self, filler}, out,
                [&] { return masked_fill_grad(mask, self, true); });
}

}  // namespace

Tensor masked_fill(const Tensor& self, const Tensor& mask, const Tensor& value) {
  return filled(self, mask, value, MemoryFormat::Contiguous);
}
Tensor masked_fill_like(const Tensor& self, const Tensor& mask, const Tensor& value) {
  return filled(self, mask, value, MemoryFormat::Preserve);
}

Tensor& Tensor::masked_fill_(const Tensor& mask, Scalar value) const {
  const char* op = "masked_fill_";
  check_inplace(op, *this, {}, Repeats::taken);
  check_mask(op, mask);
  check_mask_fits(op, *this, mask);
  warn_of_repeats(op, *this, "tensor[mask] = scalar");
  fill_where(*this, apart(op, *this, mask), {}, checked_number(value, scalar_type()));
  record_inplace("MaskedFillBackward0", {*this}, *this,
                 [&] { return masked_fill_grad(mask, *this, false); });
  return const_cast<Tensor&>(*this);
}

Tensor& Tensor::masked_fill_(const Tensor& mask, const Tensor& value) const {
  const char* op = "masked_fill_";
  check_inplace(op, *this, value, Repeats::taken);
  check_value(op, value);
  check_mask(op, mask);
  check_mask_fits(op, *this, mask);
  warn_of_repeats(op, *this, "tensor[mask] = scalar");
  const Tensor filler = value.to(device(), scalar_type());
  fill_where(*this, apart(op, *this, mask), copied_if_shared(filler, *this), 0);
  record_inplace("MaskedFillBackward1", {{*this, filler}}, *this,
                 [&] { return masked_fill_grad(mask, *this, true); });
  return const_cast<Tensor&>(*this);
}

Tensor masked_select(const Tensor& self, const Tensor& mask) {
  const char* op = "masked_select";
  impl_of(self, op);
  check(impl_of(mask, op, "#1 'mask'").dtype == kBool, ErrorKind::dtype,
        "{0}: {0}: expected BoolTensor for mask", op);
  const DimVector shape = broadcast_shapes(mask.sizes(), self.sizes(), op);
  Tensor out;
  {
    const NoGradGuard no_grad;
    const Tensor at = true_positions(op, mask.expand(shape));
    const Tensor all = self.expand(shape).contiguous();
    out = pick_slices(all.view({all.numel()}), 0, at, at.sizes());
  }
  return record("MaskedSelectBackward0", {self}, out, [&] {
    return [mask = Saved(mask), shape, strides = like_strides(self.expand(shape)),
            sizes = DimVector(self.sizes())](const Tensors& g, Needs) {
      const Tensor into = empty_strided(shape, strides, g[0].options());
      if (into.numel() > 0) fill_into(into, 0);
      return Tensors{sum_to(into.masked_scatter_(mask.unpack(), g[0]), sizes)};
    };
  });
}

Tensor masked_scatter(const Tensor& self, const Tensor& mask, const Tensor& source) {
  const char* op = "masked_scatter";
  impl_of(self, op);
  impl_of(mask, op, "#1 'mask'");
  const Tensor out = broadcast_copy(op, self, mask);
  check_sources(op, self, mask, source);
  check_scatter_mask(op, mask);
  scatter_where(op, out, mask.expand(out.sizes()), source);
  return record("MaskedScatterBackward0", {self, source}, out,
                [&] { return masked_scatter_grad(mask, self, source); });
}

Tensor& Tensor::masked_scatter_(const Tensor& mask, const Tensor& source) const {
  const char* op = "masked_scatter_";
  check_inplace(op, *this, source);
  check_sources(op, *this, mask, source);
  const Tensor whole = apart(op, *this, mask).expand(sizes());
  check_scatter_mask(op, mask);
  scatter_where(op, *this, whole, copied_if_shared(source, *this));
  record_inplace("MaskedScatterBackward0", {{*this, source}}, *this,
                 [&] { return masked_scatter_grad(mask, *this, source); });
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::masked_fill(const Tensor& mask, Scalar value) const {
  return pumice::masked_fill(*this, mask, value);
}
Tensor Tensor::masked_fill(const Tensor& mask, const Tensor& value) const {
  return pumice::masked_fill(*this, mask, value);
}
Tensor Tensor::masked_select(const Tensor& mask) const {
  return pumice::masked_select(*this, mask);
}
Tensor Tensor::masked_scatter(const Tensor& mask, const Tensor& source) const {
  return pumice::masked_scatter(*this, mask, source);
}

}  // namespace pumice
