// median, nanmedian and mode, from sorted rows.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/refusals.h"
#include "ops/sort.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

struct Found {
  Tensor values, indices;  ///< dim kept as 1
};

// The lower middle one; where there is NaN, the first NaN.
Found middle(const Tensor& x, int64_t dim) {
  const int64_t n = x.dim() ? x.size(dim) : 1;
  const auto [values, indices] = ordered_keys(x, dim, (n - 1) / 2, 1, false);
  if (!x.is_floating_point()) return {values, indices};
  const auto [most, at] = max(x, dim, true);
  const Tensor nan = ne(most, most);
  return {where(nan, most, values), where(nan, at, indices)};
}

// The lower middle one of those that are not NaN, which stand first.
Found middle_number(const Tensor& x, int64_t dim) {
  if (!x.is_floating_point() || x.dim() == 0) return middle(x, dim);
  const auto [sorted, places] = sort_keys(x, dim);
  const Tensor last = sum(eq(x, x), dim, true).to(kFloat);
  const Tensor at = clamp(div(sub(last, 1), 2), Scalar(0)).to(kLong);
  return {gather(sorted, dim, at), gather(places, dim, at)};
}

// The end of the first of the longest runs of equal elements.
Found most_frequent(const Tensor& x, int64_t dim) {
  const auto [sorted, places] = sort_keys(x, dim);
  if (x.dim() == 0) return {sorted, places};
  DimVector line(static_cast<size_t>(x.dim()), 1);
  const int64_t n = line[static_cast<size_t>(dim)] = x.size(dim);
  const Tensor steps = arange(n, TensorOptions(kLong).device(x.device())).reshape(line);
  Tensor starts = zeros_like(places);
  if (n > 1) {
    const Tensor changes = ne(sorted.narrow(dim, 1, n - 1), sorted.narrow(dim, 0, n - 1));
    starts.narrow(dim, 1, n - 1).copy_(where(changes, steps.narrow(dim, 1, n - 1), 0));
  }
  const Tensor lengths = sub(steps, std::get<0>(cummax(starts, dim)));
  const Tensor at = argmax(lengths, dim, true);
  return {gather(sorted, dim, at), gather(places, dim, at)};
}

std::tuple<Tensor, Tensor> select_along(const char* name, const char* node,
                                        Found (*find)(const Tensor&, int64_t), const Tensor& self,
                                        int64_t dim, bool keepdim) {
  impl_of(self, name);
  dim = wrap_dim(dim, self.dim(), name);
  check(self.dim() == 0 || self.size(dim) > 0, ErrorKind::index,
        "{}(): Expected reduction dim {} to have non-zero size.",
        find == most_frequent ? name : "median", dim);
  if (self.scalar_type() == kBool && find != most_frequent) refuse_dtype("median_dim", kBool, name);
  Found found;
  {
    NoGradGuard no_grad;
    if (self.numel() > 0) {
      found = find(self, dim);
    } else {
      DimVector sizes(self.sizes());
      sizes[static_cast<size_t>(dim)] = 1;
      found = {empty(sizes, self.options()), empty(sizes, self.options().dtype(kLong))};
    }
    if (self.dim() && !keepdim) {
      DimVector sizes(self.sizes());
      sizes.erase(static_cast<size_t>(dim));
      found = {as_own(found.values.view(sizes)), as_own(found.indices.view(sizes))};
    }
  }
  return {record_selection(node, self, dim, found.values, found.indices, keepdim), found.indices};
}

Tensor select_of_all(const char* name, const char* node, Found (*find)(const Tensor&, int64_t),
                     const Tensor& self) {
  impl_of(self, name);
  check_dtype("median", self.scalar_type(), name);
  Tensor y;
  {
    NoGradGuard no_grad;
    y = self.numel()
            ? as_own(find(self.reshape({-1}), 0).values.reshape({}))
            : full({}, self.is_floating_point() ? Scalar(NAN) : Scalar(INT64_MIN), self.options());
  }
  return record(node, {self}, y, [&] {
    return [x = Saved(self), y = Saved::output(y)](const Tensors& g, Needs) {
      const Tensor input = x.unpack(), value = y.unpack();
      const Tensor both_nan = logical_and(ne(input, input), ne(value, value));
      const Tensor ties = logical_or(eq(input, value), both_nan);
      const Tensor into = zeros(input.sizes(), g[0].options());
      return Tensors{into.masked_fill_(ties, div(g[0], sum(ties)))};
    };
  });
}

}  // namespace

Tensor median(const Tensor& self) {
  return select_of_all("median", "MedianBackward0", middle, self);
}
Tensor nanmedian(const Tensor& self) {
  return select_of_all("nanmedian", "NanmedianBackward0", middle_number, self);
}
std::tuple<Tensor, Tensor> median(const Tensor& self, int64_t dim, bool keepdim) {
  return select_along("median", "MedianBackward1", middle, self, dim, keepdim);
}
std::tuple<Tensor, Tensor> nanmedian(const Tensor& self, int64_t dim, bool keepdim) {
  return select_along("nanmedian", "NanmedianBackward1", middle_number, self, dim, keepdim);
}
std::tuple<Tensor, Tensor> mode(const Tensor& self, int64_t dim, bool keepdim) {
  return select_along("mode", "ModeBackward0", most_frequent, self, dim, keepdim);
}

Tensor Tensor::median() const { return pumice::median(*this); }
std::tuple<Tensor, Tensor> Tensor::median(int64_t dim, bool keepdim) const {
  return pumice::median(*this, dim, keepdim);
}
std::tuple<Tensor, Tensor> Tensor::mode(int64_t dim, bool keepdim) const {
  return pumice::mode(*this, dim, keepdim);
}

}  // namespace pumice
