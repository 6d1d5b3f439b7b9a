// Rows of the operator table: factories whose values follow from their arguments.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/fill.h"

namespace pumice {
namespace {

using Options = const TensorOptions&;

// Without memory formats, which the table does not know.
Tensor plain_full_like(const Tensor& self, Scalar value, Options options) {
  return full_like(self, value, options);
}
Tensor plain_ones_like(const Tensor& self, Options options) { return ones_like(self, options); }
Tensor plain_zeros_like(const Tensor& self, Options options) { return zeros_like(self, options); }

}  // namespace

void add_factory_rows(std::vector<Op>& rows) {
  using K = std::span<const KernelInfo* const>;
  const auto add = [&](const char* name, BoxedCall call, K forward) {
    rows.push_back({name, OpKind::structured, false, call, forward, {}});
  };
  const K fills = kernels<kernel::fill>();
  add("zeros", box<&zeros>, fills);
  add("ones", box<&ones>, fills);
  add("full", box<&full>, fills);
  add("zeros_like", box<&plain_zeros_like>, fills);
  add("ones_like", box<&plain_ones_like>, fills);
  add("full_like", box<&plain_full_like>, fills);
  add("eye", box<as<Tensor(int64_t, int64_t, Options)>(&eye)>, fills);
  // Written from the host.
  add("arange",
      box<as<Tensor(Scalar, Scalar, Scalar, Options)>(&arange),
          as<Tensor(Scalar, Options)>(&arange)>,
      {});
  using Window = Tensor(int64_t, bool, Options);
  add("bartlett_window", box<as<Window>(&bartlett_window)>, {});
  add("blackman_window", box<as<Window>(&blackman_window)>, {});
  add("hann_window", box<as<Window>(&hann_window)>, {});
  add("hamming_window",
      box<as<Tensor(int64_t, bool, double, double, Options)>(&hamming_window),
          as<Window>(&hamming_window)>,
      {});
  add("kaiser_window",
      box<as<Tensor(int64_t, bool, double, Options)>(&kaiser_window), as<Window>(&kaiser_window)>,
      {});
  add("linspace", box<as<Tensor(Scalar, Scalar, int64_t, Options)>(&linspace)>, {});
  add("logspace", box<as<Tensor(Scalar, Scalar, int64_t, double, Options)>(&logspace)>, {});
}

}  // namespace pumice
