// The operator table as the public API shows it.
#include "ops/table.h"
#include "pumice/ops/table.h"

namespace pumice {

std::vector<OperatorSupport> operator_support(Device device) {
  std::vector<OperatorSupport> rows;
  for (const OpSupport& row : op_support(device))
    rows.push_back({row.op->name, op_kind_name(row.op->kind), row.op->differentiable, row.forward,
                    row.backward});
  return rows;
}

}  // namespace pumice
