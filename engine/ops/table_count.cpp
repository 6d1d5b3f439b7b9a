// Rows of the operator table about distinct elements and counts.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/copy.h"
#include "shaders/kernels/count.h"
#include "shaders/kernels/sort_merge.h"
#include "shaders/kernels/sort_runs.h"

namespace pumice {

void add_count_rows(std::vector<Op>& rows) {
  using K = std::span<const KernelInfo* const>;
  const K sorted = kernels<kernel::copy, kernel::sort_runs, kernel::sort_merge>(),
          counted = kernels<kernel::copy, kernel::count>();
  const auto add = [&](const char* name, K forward, BoxedCall call) {
    rows.push_back({name, OpKind::structured, false, call, forward, {}});
  };
  add("_unique", sorted, box<&_unique>);
  add("_unique2", sorted, box<&_unique2>);
  add("unique_dim", sorted, box<&unique_dim>);
  add("unique_consecutive", sorted, box<&unique_consecutive>);
  add("histc", counted, box<&histc>);
  add("bincount", counted, box<&bincount>);
}

}  // namespace pumice
