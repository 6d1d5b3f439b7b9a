// The unique family: sorted, compared with the neighbour, and picked where that differs.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/index.h"
#include "ops/sort.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

using Result = std::tuple<Tensor, Tensor, Tensor>;

struct Wanted {
  bool inverse, counts;
};
constexpr Wanted kBoth{true, true};  // what PyTorch gives along a dim, asked for or not

TensorOptions longs(const Tensor& like) { return TensorOptions(kLong).device(like.device()); }

// rows (n, columns): true where a row differs from the one before it, and at the first.
Tensor changes(const Tensor& rows) {
  const int64_t n = rows.size(0);
  Tensor first = full({1}, true, rows.options().dtype(kBool));
  if (n == 1) return first;
  const Tensor differ = any(ne(rows.narrow(0, 1, n - 1), rows.narrow(0, 0, n - 1)), 1);
  return cat(std::vector<Tensor>{first, differ}, 0);
}

struct Runs {
  Tensor starts;   ///< where runs of equal rows begin
  Tensor inverse;  ///< the run of each row
  Tensor counts;
};

Runs runs_of(const char* op, const Tensor& rows, Wanted wanted) {
  const Tensor begins = changes(rows);
  Runs runs{true_positions(op, begins), empty({0}, longs(rows)), empty({0}, longs(rows))};
  if (wanted.inverse) runs.inverse = sub(cumsum(begins, 0), 1);
  if (wanted.counts) {
    const int64_t count = runs.starts.numel();
    const std::vector<Tensor> ends{runs.starts.narrow(0, 1, count - 1),
                                   full({1}, rows.size(0), longs(rows))};
    runs.counts = sub(cat(ends, 0), runs.starts);
  }
  return runs;
}

// order[i] is the row that stands i-th; the inverse for rows as they stood before.
Tensor unsorted(const Tensor& inverse, const Tensor& order) {
  return inverse.numel() ? scatter(inverse, 0, order, inverse) : inverse;
}

// The order of (n, columns) by the first column, then the second, ...
Tensor lexicographic_order(const Tensor& rows) {
  Tensor order;
  for (int64_t c = rows.size(1); c-- > 0;) {
    const Tensor column = rows.select(1, c);
    const Tensor keys = order.defined() ? column.index_select(0, order) : column;
    const Tensor moved = sort_keys(keys, 0).second;
    order = order.defined() ? order.index_select(0, moved) : moved;
  }
  return order;
}

/// self's slices along dim as rows; PyTorch's errors where there are none to compare.
Tensor slices_as_rows(const char* op, const Tensor& self, int64_t dim) {
  int64_t empty_dims = 0;
  for (const int64_t size : self.sizes()) empty_dims += size == 0;
  check(empty_dims == 0, ErrorKind::shape,
        "{}: There are 0 sized dimensions, and they aren't selected, so unique cannot be applied",
        op);
  DimVector order{dim};
  for (int64_t d = 0; d < self.dim(); ++d)
    if (d != dim) order.push_back(d);
  return self.permute(order).reshape({self.size(dim), -1});
}

Result none_of(const Tensor& self, IntArrayRef inverse) {
  return {empty(self.sizes(), self.options()), empty(inverse, longs(self)),
          empty({0}, longs(self))};
}

/// Of a tensor without elements, whose inverse has its shape where that was asked for.
Result none_of_all(const Tensor& self, bool return_inverse) {
  return none_of(self.reshape({0}), return_inverse ? self.sizes() : IntArrayRef(0));
}

/// self's slices at the places, which lie one after the other, as PyTorch has them.
Tensor slices_at(const Tensor& self, int64_t dim, const Tensor& places) {
  return self.movedim(dim, 0).index_select(0, places).movedim(0, dim);
}

Tensor flat_rows(const Tensor& self) { return self.reshape({self.numel(), 1}); }

}  // namespace

Result _unique2(const Tensor& self, bool, bool return_inverse, bool return_counts) {
  impl_of(self, "unique");
  NoGradGuard no_grad;
  if (self.numel() == 0) return none_of_all(self, return_inverse);
  const auto [sorted, order] = sort_keys(self.reshape({-1}), 0);
  const Runs runs = runs_of("unique", flat_rows(sorted), {return_inverse, return_counts});
  const Tensor inverse = unsorted(runs.inverse, order);
  return {sorted.index_select(0, runs.starts),
          return_inverse ? inverse.reshape(self.sizes()) : inverse, runs.counts};
}

std::tuple<Tensor, Tensor> _unique(const Tensor& self, bool sorted, bool return_inverse) {
  const auto [values, inverse, counts] = _unique2(self, sorted, return_inverse, false);
  return {values, inverse};
}

// PyTorch gives inverse and counts, asked for or not.
Result unique_dim(const Tensor& self, int64_t dim, bool, bool, bool) {
  impl_of(self, "unique_dim");
  if (self.size(dim) == 0) return none_of(self, {0});
  dim = wrap_dim(dim, self.dim(), "unique_dim");
  NoGradGuard no_grad;
  const Tensor rows = slices_as_rows("unique_dim", self, dim);
  const Tensor order = lexicographic_order(rows);
  const Runs runs = runs_of("unique_dim", rows.index_select(0, order), kBoth);
  return {slices_at(self, dim, order.index_select(0, runs.starts)), unsorted(runs.inverse, order),
          runs.counts};
}

Result unique_consecutive(const Tensor& self, bool return_inverse, bool return_counts,
                          std::optional<int64_t> dim) {
  impl_of(self, "unique_consecutive");
  NoGradGuard no_grad;
  const Wanted wanted{return_inverse, return_counts};
  if (!dim || (*dim == 0 && self.dim() == 1)) {
    if (self.numel() == 0) return none_of_all(self, return_inverse);
    const Runs runs = runs_of("unique_consecutive", flat_rows(self), wanted);
    return {self.reshape({-1}).index_select(0, runs.starts),
            return_inverse ? runs.inverse.reshape(self.sizes()) : runs.inverse, runs.counts};
  }
  return unique_dim_consecutive(self, *dim);
}

// Along a dim PyTorch gives both, asked for or not.
Result unique_dim_consecutive(const Tensor& self, int64_t dim, bool, bool) {
  const char* op = "unique_consecutive";
  impl_of(self, op);
  if (self.size(dim) == 0) return none_of(self, {0});
  dim = wrap_dim(dim, self.dim(), op);
  const NoGradGuard no_grad;
  const Runs runs = runs_of(op, slices_as_rows(op, self, dim), kBoth);
  return {slices_at(self, dim, runs.starts), runs.inverse, runs.counts};
}

}  // namespace pumice
