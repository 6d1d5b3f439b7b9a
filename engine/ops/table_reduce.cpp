// Rows of the operator table that reduce dims.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/arg_reduce.h"
#include "shaders/kernels/copy.h"
#include "shaders/kernels/linear_recurrence.h"
#include "shaders/kernels/reduce_columns.h"
#include "shaders/kernels/reduce_rows.h"
#include "shaders/kernels/sort_merge.h"
#include "shaders/kernels/sort_runs.h"

namespace pumice {
namespace {

using K = std::span<const KernelInfo* const>;
using Dims = OptionalIntArrayRef;
using Dtype = std::optional<ScalarType>;
using Pair = std::tuple<Tensor, Tensor>;

void add_sums(std::vector<Op>& rows, K reduce) {
  const auto add = [&](const char* name, BoxedCall call, K backward = {}) {
    rows.push_back({name, OpKind::reduction, true, call, reduce, backward});
  };
  add("sum", box<as<Tensor(const Tensor&, Dtype)>(&sum),
                 as<Tensor(const Tensor&, Dims, bool, Dtype)>(&sum)>);
  add("mean", box<as<Tensor(const Tensor&, Dtype)>(&mean),
                  as<Tensor(const Tensor&, Dims, bool, Dtype)>(&mean)>);
  add("prod",
      box<as<Tensor(const Tensor&, Dtype)>(&prod),
          as<Tensor(const Tensor&, int64_t, bool, Dtype)>(&prod)>,
      kernels<kernel::copy, kernel::linear_recurrence>());
  add("var",
      box<as<Tensor(const Tensor&, bool)>(&var), as<Tensor(const Tensor&, Dims, bool, bool)>(&var),
          as<Tensor(const Tensor&, Dims, std::optional<Scalar>, bool)>(&var)>);
  add("std", box<as<Tensor(const Tensor&, bool)>(&pumice::std),
                 as<Tensor(const Tensor&, Dims, bool, bool)>(&pumice::std),
                 as<Tensor(const Tensor&, Dims, std::optional<Scalar>, bool)>(&pumice::std)>);
  add("var_mean", box<as<Pair(const Tensor&, bool)>(&var_mean),
                      as<Pair(const Tensor&, Dims, bool, bool)>(&var_mean),
                      as<Pair(const Tensor&, Dims, std::optional<Scalar>, bool)>(&var_mean)>);
  add("std_mean", box<as<Pair(const Tensor&, bool)>(&std_mean),
                      as<Pair(const Tensor&, Dims, bool, bool)>(&std_mean),
                      as<Pair(const Tensor&, Dims, std::optional<Scalar>, bool)>(&std_mean)>);
  add("norm",
      box<as<Tensor(const Tensor&, Scalar)>(&norm),
          as<Tensor(const Tensor&, std::optional<Scalar>, ScalarType)>(&norm),
          as<Tensor(const Tensor&, std::optional<Scalar>, IntArrayRef, bool)>(&norm),
          as<Tensor(const Tensor&, std::optional<Scalar>, IntArrayRef, bool, ScalarType)>(&norm)>);
  add("logsumexp", box<&logsumexp>);
  add("amax", box<&amax>);
  add("amin", box<&amin>);
  add("aminmax", box<&aminmax>);
  rows.back().differentiable = false;
  add("cov", box<&cov>);
  add("corrcoef", box<&corrcoef>);
  add("trapezoid", box<as<Tensor(const Tensor&, const Tensor&, int64_t)>(&trapezoid),
                       as<Tensor(const Tensor&, Scalar, int64_t)>(&trapezoid)>);
}

void add_searches(std::vector<Op>& rows) {
  const K search = kernels<kernel::arg_reduce>(),
          sorted = kernels<kernel::copy, kernel::sort_runs, kernel::sort_merge>();
  const auto add = [&](const char* name, bool differentiable, K forward, BoxedCall call) {
    rows.push_back({name, OpKind::reduction, differentiable, call, forward, {}});
  };
  add("max", true, search,
      box<as<Tensor(const Tensor&)>(&max), as<Pair(const Tensor&, int64_t, bool)>(&max),
          as<Tensor(const Tensor&, const Tensor&)>(&max)>);
  add("min", true, search,
      box<as<Tensor(const Tensor&)>(&min), as<Pair(const Tensor&, int64_t, bool)>(&min),
          as<Tensor(const Tensor&, const Tensor&)>(&min)>);
  add("argmax", false, search, box<&argmax>);
  add("argmin", false, search, box<&argmin>);
  add("median", true, sorted,
      box<as<Tensor(const Tensor&)>(&median), as<Pair(const Tensor&, int64_t, bool)>(&median)>);
  add("nanmedian", true, sorted,
      box<as<Tensor(const Tensor&)>(&nanmedian),
          as<Pair(const Tensor&, int64_t, bool)>(&nanmedian)>);
  add("mode", true, sorted, box<&mode>);
  using Way = std::string_view;
  using Dim = std::optional<int64_t>;
  add("quantile", true, sorted,
      box<as<Tensor(const Tensor&, const Tensor&, Dim, bool, Way)>(&quantile),
          as<Tensor(const Tensor&, double, Dim, bool, Way)>(&quantile)>);
  add("nanquantile", true, sorted,
      box<as<Tensor(const Tensor&, const Tensor&, Dim, bool, Way)>(&nanquantile),
          as<Tensor(const Tensor&, double, Dim, bool, Way)>(&nanquantile)>);
}

}  // namespace

void add_reduction_rows(std::vector<Op>& rows) {
  const K reduce = kernels<kernel::reduce_rows, kernel::reduce_columns>();
  add_sums(rows, reduce);
  add_searches(rows);
  const auto add = [&](const char* name, BoxedCall call) {
    rows.push_back({name, OpKind::reduction, false, call, reduce, {}});
  };
  add("any", box<as<Tensor(const Tensor&)>(&any), as<Tensor(const Tensor&, int64_t, bool)>(&any),
                 as<Tensor(const Tensor&, Dims, bool)>(&any)>);
  add("all", box<as<Tensor(const Tensor&)>(&all), as<Tensor(const Tensor&, int64_t, bool)>(&all),
                 as<Tensor(const Tensor&, Dims, bool)>(&all)>);
  add("count_nonzero", box<&count_nonzero>);
}

}  // namespace pumice
