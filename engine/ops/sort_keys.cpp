// Sorting rows on the device: sorted runs of 1024 elements, then pairs of runs merged until one is
// left.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "ops/sort.h"
#include "pumice/functions.h"
#include "shaders/kernels/sort_merge.h"
#include "shaders/kernels/sort_runs.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

constexpr int64_t kRun = 1024;  // as the kernels have it

uint32_t u32(int64_t v) { return static_cast<uint32_t>(v); }

struct Sorted {
  Tensor keys, places;
};

int64_t divide_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

struct Window {
  int64_t first, count;
};

// What stands in the window of each sorted run of the contiguous (rows, n).
Sorted sort_runs(const Tensor& x, int64_t run, Window window, uint16_t order) {
  const int64_t rows = x.size(0), n = x.size(1), runs = divide_up(n, run);
  const int64_t last = std::min(window.count, n - (runs - 1) * run - window.first);
  const DimVector sizes{rows, (runs - 1) * window.count + last};
  Sorted out{make_tensor(sizes, x.scalar_type(), x.device()),
             make_tensor(sizes, kLong, x.device())};
  const int64_t share = runs > 1 ? 1 : std::max<int64_t>(kRun / n, 1);
  launch(kernel::sort_runs{u32(rows), u32(n), u32(run), u32(window.first), u32(window.count)},
         {x, out.keys, out.places},
         {.groups = u32(runs * divide_up(rows, share)),
          .width = u32(std::min<int64_t>(divide_up(rows * n, 4), 256)),
          .spec = {order}});
  return out;
}

Sorted merge_runs(const Sorted& from, int64_t width, uint16_t order) {
  const int64_t rows = from.keys.size(0), n = from.keys.size(1);
  const Device device = from.keys.device();
  Sorted out{make_tensor({rows, n}, from.keys.scalar_type(), device),
             make_tensor({rows, n}, kLong, device)};
  launch(kernel::sort_merge{u32(rows), u32(n), u32(width)},
         {from.keys, from.places, out.keys, out.places},
         {.groups = u32(rows * divide_up(n, kRun)), .spec = {order}});
  return out;
}

Sorted sort_rows(const Tensor& x, Window window, bool descending) {
  using P = kernel::sort_runs;
  const auto order = static_cast<uint16_t>(descending ? P::ORDER::descending : P::ORDER::ascending);
  const int64_t n = x.size(1), k = window.first + window.count;
  // A device whose groups are single lanes sorts rows as wholes.
  if (n <= kRun || device_properties(x.device()).max_group_size == 1)
    return sort_runs(x, n, window, order);
  if (k <= kRun / 4) {  // of each run, no more than k elements matter
    const Sorted best = sort_runs(x, kRun, {0, k}, order);
    const Sorted last = sort_rows(best.keys, window, descending);
    return {last.keys, gather(best.places, 1, last.places)};
  }
  Sorted runs = sort_runs(x, kRun, {0, kRun}, order);
  for (int64_t width = kRun; width < n; width *= 2) runs = merge_runs(runs, width, order);
  if (window.count == n) return runs;
  return {runs.keys.narrow(1, window.first, window.count).contiguous(),
          runs.places.narrow(1, window.first, window.count).contiguous()};
}

}  // namespace

std::pair<Tensor, Tensor> ordered_keys(const Tensor& keys, int64_t dim, int64_t first,
                                       int64_t count, bool descending) {
  NoGradGuard no_grad;
  const ScalarType own = impl_of(keys, "sort").dtype;
  const ScalarType work = own == kHalf || own == kBFloat16 ? kFloat : working_type(own);
  const bool scalar = keys.dim() == 0;
  const Tensor last = scalar ? keys.reshape({1}) : keys.transpose(dim, -1);
  DimVector sizes(last.sizes());
  const int64_t n = sizes[sizes.size() - 1];
  check(n <= INT32_MAX, ErrorKind::unsupported,
        "sort: a row of {} elements, more than 32-bit places reach", n);
  sizes[sizes.size() - 1] = count;
  if (count_elements(sizes, "sort") == 0) {
    DimVector shape(keys.sizes());
    if (!scalar) shape[static_cast<size_t>(dim)] = count;
    return {make_tensor(shape, own, keys.device()), make_tensor(shape, kLong, keys.device())};
  }
  const Sorted s = sort_rows(last.to(work).contiguous().view({-1, n}), {first, count}, descending);
  const auto shaped = [&](const Tensor& rows) {
    const Tensor all = rows.reshape(sizes);
    if (scalar) return all.reshape({});
    // Dims of one element get the strides that they would have otherwise; and it is no view.
    Tensor turned = all.transpose(dim, -1).contiguous();
    turned.impl()->set_sizes_contiguous(DimVector(turned.sizes()));
    turned.impl()->base = Tensor();
    return turned;
  };
  return {shaped(s.keys).to(own), shaped(s.places)};
}

std::pair<Tensor, Tensor> sort_keys(const Tensor& keys, int64_t dim, bool descending) {
  const int64_t n = impl_of(keys, "sort").sizes.empty() ? 1 : keys.size(dim);
  return ordered_keys(keys, dim, 0, n, descending);
}

}  // namespace pumice
