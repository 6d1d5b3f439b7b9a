// index_reduce: scatter_reduce whose index is the same for all elements of a slice.
#include "autograd/record.h"
#include "base/warnings.h"
#include "ops/bounds.h"
#include "ops/index.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

struct Scattered {
  int64_t dim;
  Tensor index;  ///< source's sizes
};

Scattered checked(const char* op, const Tensor& self, int64_t dim, const Tensor& index,
                  const Tensor& source, std::string_view reduce) {
  check(reduce == "prod" || reduce == "mean" || reduce == "amax" || reduce == "amin",
        ErrorKind::value,
        "{}: index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {}.", op,
        reduce);
  warn_once("index_reduce() is in beta and the API may change at any time.");
  const auto [d, at] =
      check_slice_join(op, "index_reduce_()", self, dim, index, source, true, false);
  DimVector line(static_cast<size_t>(source.dim()), 1);
  if (source.dim() > 0) line[static_cast<size_t>(d)] = at.numel();
  return {d, at.view(line).expand(source.sizes())};
}

}  // namespace

Tensor index_reduce(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                    std::string_view reduce, bool include_self) {
  const auto [d, at] = checked("index_reduce", self, dim, index, source, reduce);
  const KnownInBounds known;
  return rename_node(scatter_reduce(self, d, at, source, reduce, include_self),
                     "IndexReduceBackward0");
}

Tensor& Tensor::index_reduce_(int64_t dim, const Tensor& index, const Tensor& source,
                              std::string_view reduce, bool include_self) const {
  check_inplace("index_reduce_", *this, source);
  const auto [d, at] = checked("index_reduce_", *this, dim, index, source, reduce);
  const KnownInBounds known;
  return rename_write(scatter_reduce_(d, at, source, reduce, include_self), "IndexReduceBackward0");
}

Tensor Tensor::index_reduce(int64_t dim, const Tensor& index, const Tensor& source,
                            std::string_view reduce, bool include_self) const {
  return pumice::index_reduce(*this, dim, index, source, reduce, include_self);
}

}  // namespace pumice
