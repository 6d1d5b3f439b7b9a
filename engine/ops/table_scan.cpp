// Rows of the operator table about scans.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/copy.h"
#include "shaders/kernels/cummax.h"
#include "shaders/kernels/cumprod.h"
#include "shaders/kernels/cumsum.h"
#include "shaders/kernels/linear_recurrence.h"
#include "shaders/kernels/logcumsumexp.h"

namespace pumice {

void add_scan_rows(std::vector<Op>& rows) {
  using K = std::span<const KernelInfo* const>;
  const auto add = [&](const char* name, BoxedCall call, K forward, K backward) {
    rows.push_back({name, OpKind::structured, true, call, forward, backward});
  };
  add("cumsum", box<&cumsum>, kernels<kernel::copy, kernel::cumsum>(),
      kernels<kernel::copy, kernel::cumsum>());
  add("cumprod", box<&cumprod>, kernels<kernel::copy, kernel::cumprod>(),
      kernels<kernel::copy, kernel::linear_recurrence>());
  add("logcumsumexp", box<&logcumsumexp>, kernels<kernel::copy, kernel::logcumsumexp>(),
      kernels<kernel::copy, kernel::logcumsumexp>());
  add("cumulative_trapezoid",
      box<as<Tensor(const Tensor&, const Tensor&, int64_t)>(&cumulative_trapezoid),
          as<Tensor(const Tensor&, Scalar, int64_t)>(&cumulative_trapezoid)>,
      kernels<kernel::copy, kernel::cumsum>(), kernels<kernel::copy, kernel::cumsum>());
  add("cummax", box<&cummax>, kernels<kernel::copy, kernel::cummax>(), {});
  add("cummin", box<&cummin>, kernels<kernel::copy, kernel::cummax>(), {});
}

}  // namespace pumice
