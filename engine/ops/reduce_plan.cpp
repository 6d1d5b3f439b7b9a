// Chooses the kernel and the slices of a reduction.
#include "ops/reduce_plan.h"

#include "autograd/record.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "shaders/kernels/reduce_columns.h"
#include "shaders/kernels/reduce_rows.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

struct Dim {
  int64_t size, stride;
};
using Dims = std::vector<Dim>;

// Outermost first; drops dims of size 1, merges neighbours that step alike.
Dims coalesce(const Dims& dims) {
  Dims out;
  for (const Dim& d : dims) {
    if (d.size == 1) continue;
    if (!out.empty() && out.back().stride == d.stride * d.size)
      out.back() = {out.back().size * d.size, d.stride};
    else
      out.push_back(d);
  }
  return out;
}

struct Walk {
  Dims kept, reduced;
};

Walk walk_of(const Tensor& x, const ReduceDims& dims) {
  Walk walk;
  for (size_t d = 0; d < dims.reduced.size(); ++d)
    (dims.reduced[d] ? walk.reduced : walk.kept).push_back({x.sizes()[d], x.strides()[d]});
  std::stable_sort(walk.reduced.begin(), walk.reduced.end(),
                   [](const Dim& a, const Dim& b) { return a.stride > b.stride; });
  return {coalesce(walk.kept), coalesce(walk.reduced)};
}

// x with the kept dims first, contiguous.
Tensor arranged(const Tensor& x, const ReduceDims& dims) {
  DimVector order;
  for (bool reduced : {false, true})
    for (size_t d = 0; d < dims.reduced.size(); ++d)
      if (dims.reduced[d] == reduced) order.push_back(static_cast<int64_t>(d));
  return x.permute(order).contiguous();
}

uint32_t u32(int64_t v) { return static_cast<uint32_t>(v); }

// Strides of the kept dims but `skip` last ones, innermost first, into a kernel's params.
template <class P>
void set_lines(P& params, const Dims& kept, size_t skip) {
  params.sizes = {1, 1};
  const size_t n = kept.size() - skip;
  for (size_t i = 0; i < n; ++i) {
    const Dim& d = kept[n - 1 - i];
    params.strides[i] = u32(d.stride);
    if (i < 2) params.sizes[i] = u32(d.size);
  }
}

int64_t divide_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Enough slices to occupy a large device, none so small that the second stage would show.
int64_t slices_for(int64_t groups, int64_t outer, int64_t count, int64_t least, int64_t want) {
  if (groups >= want || count < 2 * least) return 1;
  const int64_t slices = std::min(count / least, divide_up(want, groups));
  return outer > 1 ? std::min(slices, outer) : slices;
}

template <class P>
uint16_t spec_of(Reduce op) {
  return static_cast<uint16_t>(op == Reduce::sum   ? P::OP::sum
                               : op == Reduce::max ? P::OP::max
                               : op == Reduce::min ? P::OP::min
                                                   : P::OP::prod);
}

struct Launch {
  Reduce op;
  ScalarType result;
  Scalar divisor;
  const ReduceDims& dims;
};

// The reduction of (outputs, slices) or (slices, outputs) partial results.
Tensor second_stage(const Launch& job, const Tensor& partial, size_t slice_dim) {
  ReduceDims dims;
  dims.reduced = {slice_dim == 0, slice_dim == 1};
  dims.count = partial.size(static_cast<int64_t>(slice_dim));
  dims.outputs = job.dims.outputs;
  dims.sizes = {dims.outputs};
  return reduce(job.op, partial, dims, job.divisor).view(job.dims.sizes);
}

Tensor reduce_rows(const Launch& job, const Tensor& x, const Walk& walk) {
  const Dim inner = walk.reduced.empty() ? Dim{1, 1} : walk.reduced.back();
  const Dim outer = walk.reduced.size() > 1 ? walk.reduced[0] : Dim{1, 0};
  const int64_t outputs = job.dims.outputs;
  const int64_t slices = slices_for(outputs, outer.size, job.dims.count, 8192, 512);
  kernel::reduce_rows params{.outputs = u32(outputs),
                             .slices = u32(slices),
                             .outer = u32(outer.size),
                             .inner = u32(inner.size),
                             .outer_stride = u32(outer.stride),
                             .divisor = slices > 1 ? Scalar(1) : job.divisor};
  set_lines(params, walk.kept, 0);
  const Tensor y = slices > 1 ? make_tensor({outputs, slices}, job.result, x.device())
                              : make_tensor(job.dims.sizes, job.result, x.device());
  launch(params, {x, y},
         {.groups = u32(outputs * slices),
          .width = u32(std::min<int64_t>(job.dims.count / slices, 256)),
          .spec = {spec_of<kernel::reduce_rows>(job.op)}});
  return slices > 1 ? second_stage(job, y, 1) : y;
}

Tensor reduce_columns(const Launch& job, const Tensor& x, const Walk& walk) {
  const Dim inner = walk.reduced.empty() ? Dim{1, 1} : walk.reduced.back();
  const Dim outer = walk.reduced.size() > 1 ? walk.reduced[0] : Dim{1, 0};
  const Dim columns = walk.kept.empty() ? Dim{1, 0} : walk.kept.back();
  const int64_t outputs = job.dims.outputs, lines = outputs / columns.size;
  const int64_t groups = lines * divide_up(columns.size, 256);
  const int64_t slices = slices_for(groups, outer.size, job.dims.count, 64, 256);
  kernel::reduce_columns params{.columns = u32(columns.size),
                                .lines = u32(lines),
                                .slices = u32(slices),
                                .outer = u32(outer.size),
                                .inner = u32(inner.size),
                                .outer_stride = u32(outer.stride),
                                .inner_stride = u32(inner.stride),
                                .column_stride = u32(columns.stride),
                                .divisor = slices > 1 ? Scalar(1) : job.divisor};
  set_lines(params, walk.kept, walk.kept.empty() ? 0 : 1);
  const Tensor y = slices > 1 ? make_tensor({slices, outputs}, job.result, x.device())
                              : make_tensor(job.dims.sizes, job.result, x.device());
  launch(params, {x, y},
         {.groups = u32(groups * slices),
          .width = u32(std::min<int64_t>(columns.size, 256)),
          .spec = {spec_of<kernel::reduce_columns>(job.op)}});
  return slices > 1 ? second_stage(job, y, 0) : y;
}

// (input, result) dtypes in which the kernels run.
std::pair<ScalarType, ScalarType> kernel_types(Reduce op, ScalarType t) {
  if (t == kHalf || t == kBFloat16) return {t, kFloat};
  const bool grows = op == Reduce::sum || op == Reduce::prod;
  if (t == kBool) return {t, grows ? kLong : kBool};
  if (is_floating_point(t) || t == kLong) return {t, t};
  return grows ? std::pair(kLong, kLong) : std::pair(kInt, kInt);
}

}  // namespace

ReduceDims reduce_dims(const Tensor& x, IntArrayRef dim, const char* name) {
  const IntArrayRef sizes = impl_of(x, name).sizes;
  check(sizes.size() <= 64, ErrorKind::shape, "{}: only tensors with up to 64 dims are supported",
        name);
  ReduceDims out;
  // A scalar counts as one dim.
  out.reduced.assign(std::max<size_t>(sizes.size(), 1), dim.empty());
  for (int64_t d : dim) {
    const int64_t at = wrap_dim(d, x.dim(), name);
    check(!out.reduced[at], ErrorKind::value,
          "{}: dim {} appears multiple times in the list of dims", name, at);
    out.reduced[at] = true;
  }
  out.reduced.resize(sizes.size());
  for (size_t d = 0; d < sizes.size(); ++d) {
    (out.reduced[d] ? out.count : out.outputs) *= sizes[d];
    out.kept_sizes.push_back(out.reduced[d] ? 1 : sizes[d]);
    if (!out.reduced[d]) out.sizes.push_back(sizes[d]);
  }
  return out;
}

Tensor reduce(Reduce op, const Tensor& x, const ReduceDims& dims, Scalar divisor) {
  const auto [input, result] = kernel_types(op, x.scalar_type());
  if (input != x.scalar_type()) return reduce(op, x.to(input), dims, divisor);
  if (dims.outputs == 0) return make_tensor(dims.sizes, result, x.device());
  const Launch job{op, result, divisor, dims};
  const Walk walk = walk_of(x, dims);
  const bool adjacent = walk.reduced.empty() || walk.reduced.back().stride == 1;
  const bool enough_columns = !walk.kept.empty() && walk.kept.back().size >= 8;
  // Where a lane is a vector, short rows are taken as columns, one row per element of the vector.
  const int64_t long_row = x.device().is_cpu() ? 64 : 32;
  const bool rows =
      adjacent && walk.kept.size() <= 3 && (dims.count >= long_row || !enough_columns);
  const bool columns = walk.kept.size() <= 4 && (adjacent || enough_columns);
  if (walk.reduced.size() <= 2 && rows) return reduce_rows(job, x, walk);
  if (walk.reduced.size() <= 2 && columns) return reduce_columns(job, x, walk);
  const Tensor copy = arranged(x, dims);
  return reduce_rows(job, copy, {{{dims.outputs, dims.count}}, coalesce({{dims.count, 1}})});
}

Tensor shaped(const Tensor& y, const ReduceDims& dims, bool keepdim) {
  return keepdim ? as_own(y.view(dims.kept_sizes)) : y;
}

Tensor spread(const Tensor& g, const ReduceDims& dims, IntArrayRef sizes) {
  const bool all = std::ranges::all_of(dims.reduced, [](bool reduced) { return reduced; });
  return (all ? g.reshape({}) : g.reshape(dims.kept_sizes)).expand(sizes);
}

}  // namespace pumice
