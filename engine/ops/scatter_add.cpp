// scatter_add and scatter_reduce: always in the same order, without atomics.
#include <limits>

#include "autograd/record.h"
#include "base/thread_pool.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/index.h"
#include "ops/launch.h"
#include "ops/scatter.h"
#include "pumice/functions.h"
#include "shaders/kernels/scatter_add.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

/// Shares of the destinations, so that few columns still keep a device busy: a power of two.
uint32_t bucket_count(int64_t columns, int64_t count) {
  uint32_t buckets = 1;
  while (columns * buckets < 512 && count > 8 * buckets && buckets < 64) buckets *= 2;
  return buckets;
}

// Few long columns: every element's place in y, so that the index can be sorted as one.
void join_flat(const Tensor& y, const Slices& to, const Slices& from, const Tensor& index,
               const Tensor& src, Join join) {
  const TensorOptions options = TensorOptions(kLong).device(y.device());
  const DimVector shape{from.outer, from.n, from.inner};
  const Tensor indices[] = {index.view(shape), arange(from.outer, options).view({from.outer, 1, 1}),
                            arange(from.inner, options)};
  const IndexedDim dims[] = {
      {kFlat, to.n, to.inner}, {kFlat, to.outer, to.n * to.inner}, {kFlat, to.inner, 1}};
  const Tensor at = offsets_of({indices, 3}, shape, {dims, 3}, false);
  add_slices(y.view({y.numel()}), 0, at.view({at.numel()}), src.view({src.numel()}), -1, join);
}

// Onto y, which is contiguous and of compute dtype, and has index's sizes but for dim.
void join_columns(const Tensor& y, int64_t dim, const Tensor& index, const Tensor& src, Join join) {
  const Slices from = slices_of(index, dim), to = slices_of(y, dim);
  // One column: the index is one of slices with one element.
  if (from.count() == 1) return add_slices(y, dim, index, src, -1, join);
  if (!y.device().is_cpu() && from.count() < 512 && index.numel() > (1 << 15))
    return join_flat(y, to, from, index, src, join);
  const bool cpu = y.device().is_cpu();
  const uint32_t buckets = cpu ? 1 : bucket_count(from.count(), from.n);
  // Threads share out columns by cache lines.
  const int64_t band = cpu ? std::max<int64_t>((from.inner / num_threads() + 15) / 16 * 16, 16) : 0;
  launch(kernel::scatter_add{from.count(), static_cast<uint32_t>(from.n),
                             static_cast<uint32_t>(to.n), static_cast<uint32_t>(from.inner),
                             buckets, 0, static_cast<uint32_t>(band)},
         {src, index, y},
         {.groups = cpu ? static_cast<uint32_t>(from.outer * ((from.inner + band - 1) / band))
                        : blocks(int64_t{from.count()} * buckets),
          .spec = {static_cast<uint16_t>(join)}});
}

// An index that is the same for all elements of a slice, as a vector; undefined if it is not.
Tensor slice_index(const Tensor& index, int64_t dim) {
  for (int64_t d = 0; d < index.dim(); ++d)
    if (d != dim && index.size(d) > 1 && index.stride(d) != 0) return {};
  if (index.dim() < 2 || index.numel() == 0) return {};
  return make_view(index, {index.size(dim)}, {index.stride(dim)}, index.storage_offset())
      .contiguous();
}

// self joined with src's elements at index along dim, below autograd.
void join_into(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src, Join join) {
  if (index.numel() == 0) return;
  const NoGradGuard no_grad;
  const ScalarType compute = accumulate_dtype(self.scalar_type());
  const Tensor slices = slice_index(index, dim);
  const Tensor at = index.dim() == 0   ? index.view({1})
                    : slices.defined() ? index
                                       : index.contiguous();
  Tensor values = src.dim() == 0 ? src.view({1}) : narrow_to(src, at.sizes(), -1);
  if (!pumice::is_floating_point(values.scalar_type())) values = values.to(compute);
  values = values.contiguous();
  with_workable(self.dim() == 0 ? self.view({1}) : self, compute, [&](const Tensor& y) {
    const Tensor part = narrow_to(y, at.sizes(), dim), target = part.contiguous();
    if (slices.defined())
      add_slices(target, dim, slices, values, -1, join);
    else
      join_columns(target, dim, at, values, join);
    if (!part.is_contiguous()) copy_into(part, target);
  });
}

Tensor cloned(const Tensor& self) {
  const NoGradGuard no_grad;
  return self.clone(MemoryFormat::Contiguous);
}

GradFn scatter_add_grad(int64_t dim, const Tensor& index, const Tensor& src) {
  return
      [index = Saved(index), dim, sizes = DimVector(src.sizes())](const Tensors& g, Needs needs) {
        const KnownInBounds known;
        return Tensors{needs[0] ? g[0] : Tensor(),
                       needs[1] ? with_gaps(gather(g[0], dim, index.unpack()), sizes) : Tensor()};
      };
}

// How scatter_reduce was called.
struct Joining {
  enum Kind { sum, prod, mean, amax, amin } kind;
  int64_t dim;
  bool include_self;
  Join join() const {
    return kind == prod   ? Join::prod
           : kind == amax ? Join::max
           : kind == amin ? Join::min
                          : Join::sum;
  }
};

Joining::Kind joining_named(const char* op, std::string_view name) {
  constexpr std::string_view names[] = {"sum", "prod", "mean", "amax", "amin"};
  for (int i = 0; i < 5; ++i)
    if (names[i] == name) return static_cast<Joining::Kind>(i);
  fail(ErrorKind::value, "{}: reduce argument must be either sum, prod, mean, amax or amin, got {}",
       op, name);
}

// How many elements make each mean, as self's sizes; 1 where there is none.
Tensor counts_of(const Tensor& self, const Tensor& index, const Joining& r) {
  const NoGradGuard no_grad;
  const TensorOptions options = self.options().dtype(accumulate_dtype(self.scalar_type()));
  const Tensor counts = full(self.sizes(), r.include_self ? 1 : 0, options);
  join_into(counts, r.dim, index, ones(index.sizes(), options), Join::sum);
  return r.include_self ? counts : masked_fill(counts, eq(counts, 0), 1);
}

// What an element that only joins others starts from.
Scalar start_of(const Joining& r, ScalarType dtype) {
  using Kind = Joining::Kind;
  if (r.kind != Kind::amax && r.kind != Kind::amin) return r.kind == Kind::prod ? 1 : 0;
  const double sign = r.kind == Kind::amax ? -1 : 1;
  if (pumice::is_floating_point(dtype)) return sign * std::numeric_limits<double>::infinity();
  const auto bounds = [sign](auto type) -> Scalar {
    using Limits = std::numeric_limits<decltype(type)>;
    return sign < 0 ? Limits::min() : Limits::max();
  };
  switch (dtype) {
    case kLong:
      return bounds(int64_t{});
    case kInt:
      return bounds(int32_t{});
    case kShort:
      return bounds(int16_t{});
    case kChar:
      return bounds(int8_t{});
    case kBool:
      return sign > 0;
    default:
      return bounds(uint8_t{});
  }
}

// Quotients of integers, rounded down; b is positive. Floating quotients alone are not exact.
Tensor rounded_down(const Tensor& a, const Tensor& b) {
  const ScalarType dtype = a.scalar_type();
  Tensor q = (a / b).to(dtype);
  for (int i = 0; i < 2; ++i) q = q + ((a - q * b) / b).to(dtype);
  return q - gt(q * b, a).to(dtype);
}

void reduce_into(const Tensor& self, const Tensor& index, const Tensor& src, const Joining& r) {
  if (index.numel() == 0) return;
  const NoGradGuard no_grad;
  if (!r.include_self)
    copy_into(self, scatter(self, r.dim, index, start_of(r, self.scalar_type())));
  join_into(self, r.dim, index, src, r.join());
  if (r.kind != Joining::mean) return;
  const Tensor counts = counts_of(self, index, r);
  const bool floating = self.is_floating_point();
  const Tensor sums = self.to(counts.scalar_type());
  copy_into(self, floating ? sums / counts : rounded_down(sums, counts));
}

// As scatter_reduce_backward of PyTorch: products leave out zeros, extremes share among ties.
struct ReduceGrad {
  Joining r;
  Saved self, index, src, result;
  DimVector src_sizes;

  Tensors operator()(const Tensors& grads, Needs needs) const {
    const Tensor& g = grads[0];
    const KnownInBounds known;
    const Tensor at = index.unpack();
    Tensor dself = g, dsrc;
    if (r.kind == Joining::sum) {
      if (needs[1]) dsrc = gather(g, r.dim, at);
    } else if (r.kind == Joining::mean) {
      const Tensor counts = counts_of(g, at, r).to(g.scalar_type());
      dself = g / counts;
      if (needs[1]) dsrc = gather(dself, r.dim, at);
    } else if (r.kind == Joining::prod) {
      std::tie(dself, dsrc) = product(g, at);
    } else {
      std::tie(dself, dsrc) = extreme(g, at);
    }
    if (!r.include_self && needs[0]) dself = scatter(dself, r.dim, at, 0);
    return {needs[0] ? dself : Tensor(), needs[1] ? with_gaps(dsrc, src_sizes) : Tensor()};
  }

 private:
  Tensor reached(const Tensor& at) const {
    const Tensor x = src.unpack();
    return x.dim() == 0 ? x.reshape(at.sizes()) : narrow_to(x, at.sizes(), -1);
  }

  std::pair<Tensor, Tensor> product(const Tensor& g, const Tensor& at) const {
    const Tensor x = self.unpack(), s = reached(at), y = result.unpack();
    const Tensor x_zero = eq(x, 0), s_zero = eq(s, 0);
    const Tensor x_whole = masked_fill(x, x_zero, 1);
    const Tensor without = scatter_reduce(x_whole, r.dim, at, s, "prod", r.include_self);
    const Tensor zeros_there =
        gather(scatter_add(zeros_like(x), r.dim, at, s_zero.to(s.scalar_type())), r.dim, at);
    const Tensor only_zero = logical_and(s_zero, eq(zeros_there, 1));
    const Tensor others =
        scatter_reduce(x, r.dim, at, masked_fill(s, only_zero, 1), "prod", r.include_self);
    const Tensor at_zero = gather(g * others, r.dim, at);
    const Tensor elsewhere = gather(g * y, r.dim, at) / masked_fill(s, s_zero, 1);
    return {g * without / x_whole, where(only_zero, at_zero, elsewhere)};
  }

  std::pair<Tensor, Tensor> extreme(const Tensor& g, const Tensor& at) const {
    const Tensor x = self.unpack(), s = reached(at), y = result.unpack();
    const Tensor x_is = eq(x, y).to(g.scalar_type());
    const Tensor s_is = eq(s, gather(y, r.dim, at)).to(g.scalar_type());
    const Tensor share = g / scatter_add(x_is, r.dim, at, s_is);
    return {x_is * share, s_is * gather(share, r.dim, at)};
  }
};

ReduceGrad reduce_grad(const Joining& r, const Tensor& before, const Tensor& index,
                       const Tensor& src, const Tensor& result) {
  ReduceGrad grad{.r = r, .index = Saved(index), .src_sizes = DimVector(src.sizes())};
  if (r.kind == Joining::sum || r.kind == Joining::mean) return grad;
  grad.self = Saved(before);
  grad.src = Saved(src);
  grad.result = Saved::output(result);
  return grad;
}

}  // namespace

Tensor scatter_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src) {
  dim = check_scatter("scatter_add", self, dim, index, &src);
  check_scattered("scatter_add", self, dim, index);
  const Tensor out = cloned(self);
  join_into(out, dim, index, src, Join::sum);
  return record("ScatterAddBackward0", {self, src}, out,
                [&] { return scatter_add_grad(dim, index, src); });
}

Tensor& Tensor::scatter_add_(int64_t dim, const Tensor& index, const Tensor& src) const {
  check_inplace("scatter_add_", *this, src);
  dim = check_scatter("scatter_add_", *this, dim, index, &src);
  check_scattered("scatter_add_", *this, dim, index);
  join_into(*this, dim, index, apart("scatter_add_", *this, src), Join::sum);
  record_inplace("ScatterAddBackward0", {{*this, src}}, *this,
                 [&] { return scatter_add_grad(dim, index, src); });
  return const_cast<Tensor&>(*this);
}

Tensor scatter_reduce(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
                      std::string_view reduce, bool include_self) {
  const char* op = "scatter_reduce";
  dim = check_scatter(op, self, dim, index, &src);
  const Joining r{joining_named(op, reduce), dim, include_self};
  check_scattered(op, self, dim, index);
  const Tensor out = cloned(self);
  reduce_into(out, index, src, r);
  return record("ScatterReduceBackward0", {self, src}, out,
                [&] { return reduce_grad(r, self, index, src, out); });
}

Tensor& Tensor::scatter_reduce_(int64_t dim, const Tensor& index, const Tensor& src,
                                std::string_view reduce, bool include_self) const {
  const char* op = "scatter_reduce_";
  check_inplace(op, *this, src);
  dim = check_scatter(op, *this, dim, index, &src);
  const Joining::Kind kind = joining_named(op, reduce);
  const Joining r{kind, dim, include_self};
  check_scattered(op, *this, dim, index);
  const bool saves = kind != Joining::sum && kind != Joining::mean && needs_grad({*this, src});
  const Tensor before = saves ? clone() : Tensor();
  reduce_into(*this, index, apart(op, *this, src), r);
  record_inplace("ScatterReduceBackward0", {{*this, src}}, *this,
                 [&] { return reduce_grad(r, before, index, src, *this); });
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::scatter_add(int64_t dim, const Tensor& index, const Tensor& src) const {
  return pumice::scatter_add(*this, dim, index, src);
}
Tensor Tensor::scatter_reduce(int64_t dim, const Tensor& index, const Tensor& src,
                              std::string_view reduce, bool include_self) const {
  return pumice::scatter_reduce(*this, dim, index, src, reduce, include_self);
}

}  // namespace pumice
