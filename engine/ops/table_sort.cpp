// Rows of the operator table about order.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/copy.h"
#include "shaders/kernels/searchsorted.h"
#include "shaders/kernels/sort_merge.h"
#include "shaders/kernels/sort_runs.h"

namespace pumice {

void add_sort_rows(std::vector<Op>& rows) {
  using Pair = std::tuple<Tensor, Tensor>;
  const auto sorted = kernels<kernel::copy, kernel::sort_runs, kernel::sort_merge>();
  const auto add = [&](const char* name, bool differentiable, BoxedCall call) {
    rows.push_back({name, OpKind::structured, differentiable, call, sorted, {}});
  };
  add("sort", true,
      box<as<Pair(const Tensor&, int64_t, bool)>(&pumice::sort),
          as<Pair(const Tensor&, std::optional<bool>, int64_t, bool)>(&pumice::sort)>);
  add("argsort", false,
      box<as<Tensor(const Tensor&, int64_t, bool)>(&argsort),
          as<Tensor(const Tensor&, bool, int64_t, bool)>(&argsort)>);
  add("msort", true, box<&msort>);
  const auto search = kernels<kernel::searchsorted>();
  using Side = std::optional<std::string_view>;
  using Sorter = const std::optional<Tensor>&;
  rows.push_back(
      {"searchsorted",
       OpKind::structured,
       false,
       box<as<Tensor(const Tensor&, const Tensor&, bool, bool, Side, Sorter)>(&searchsorted),
           as<Tensor(const Tensor&, Scalar, bool, bool, Side, Sorter)>(&searchsorted)>,
       search,
       {}});
  rows.push_back({"bucketize",
                  OpKind::structured,
                  false,
                  box<as<Tensor(const Tensor&, const Tensor&, bool, bool)>(&bucketize),
                      as<Tensor(Scalar, const Tensor&, bool, bool)>(&bucketize)>,
                  search,
                  {}});
  rows.push_back({"isin",
                  OpKind::structured,
                  false,
                  box<as<Tensor(const Tensor&, const Tensor&, bool, bool)>(&isin),
                      as<Tensor(const Tensor&, Scalar, bool, bool)>(&isin),
                      as<Tensor(Scalar, const Tensor&, bool, bool)>(&isin)>,
                  search,
                  {}});
  add("topk", true, box<&topk>);
  add("kthvalue", true, box<&kthvalue>);
}

}  // namespace pumice
