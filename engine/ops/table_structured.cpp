// Rows of the operator table that are neither elementwise nor reductions nor dense.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/avg_pool2d.h"
#include "shaders/kernels/avg_pool2d_grad.h"
#include "shaders/kernels/batch_norm.h"
#include "shaders/kernels/batch_norm_columns.h"
#include "shaders/kernels/batch_norm_columns_grad.h"
#include "shaders/kernels/batch_norm_eval.h"
#include "shaders/kernels/batch_norm_grad.h"
#include "shaders/kernels/copy.h"
#include "shaders/kernels/cross_entropy.h"
#include "shaders/kernels/cross_entropy_grad.h"
#include "shaders/kernels/layer_norm.h"
#include "shaders/kernels/layer_norm_grad.h"
#include "shaders/kernels/layer_norm_grad_weight.h"
#include "shaders/kernels/loss_total.h"
#include "shaders/kernels/max_pool2d.h"
#include "shaders/kernels/max_pool2d_grad.h"
#include "shaders/kernels/max_pool2d_scatter.h"
#include "shaders/kernels/mse_loss.h"
#include "shaders/kernels/nll_loss.h"
#include "shaders/kernels/nll_loss_grad.h"
#include "shaders/kernels/softmax.h"
#include "shaders/kernels/softmax_grad.h"

namespace pumice {
namespace {

using K = std::span<const KernelInfo* const>;
using enum OpKind;

// Without libtorch's switches of cuDNN, which choose nothing.
Tensor normalise_batch(const Tensor& input, const Tensor& weight, const Tensor& bias,
                       const Tensor& running_mean, const Tensor& running_var, bool training,
                       double momentum, double eps) {
  return batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps);
}
Tensor normalise_layer(const Tensor& input, IntArrayRef shape, const Tensor& weight,
                       const Tensor& bias, double eps) {
  return layer_norm(input, shape, weight, bias, eps);
}

void add_losses_and_norms(std::vector<Op>& rows) {
  const auto add = [&](const char* name, BoxedCall call, K forward, K backward) {
    rows.push_back({name, structured, true, call, forward, backward});
  };
  add("softmax", box<&softmax>, kernels<kernel::softmax>(), kernels<kernel::softmax_grad>());
  add("log_softmax", box<&log_softmax>, kernels<kernel::softmax>(),
      kernels<kernel::softmax_grad>());
  add("nll_loss", box<&nll_loss>, kernels<kernel::nll_loss, kernel::loss_total>(),
      kernels<kernel::nll_loss_grad>());
  add("cross_entropy_loss", box<&cross_entropy_loss>,
      kernels<kernel::cross_entropy, kernel::loss_total>(), kernels<kernel::cross_entropy_grad>());
  add("mse_loss", box<&mse_loss>, kernels<kernel::mse_loss, kernel::loss_total>(), {});
  add("batch_norm", box<&normalise_batch>,
      kernels<kernel::batch_norm, kernel::batch_norm_columns, kernel::batch_norm_eval>(),
      kernels<kernel::batch_norm_grad, kernel::batch_norm_columns_grad>());
  add("layer_norm", box<&normalise_layer>, kernels<kernel::layer_norm>(),
      kernels<kernel::layer_norm_grad, kernel::layer_norm_grad_weight>());
  const K max_pool = kernels<kernel::max_pool2d>(),
          max_pool_grad = kernels<kernel::max_pool2d_grad, kernel::max_pool2d_scatter>();
  add("max_pool2d", box<&max_pool2d>, max_pool, max_pool_grad);
  add("max_pool2d_with_indices", box<&max_pool2d_with_indices>, max_pool, max_pool_grad);
  add("avg_pool2d", box<&avg_pool2d>, kernels<kernel::avg_pool2d>(),
      kernels<kernel::avg_pool2d_grad>());
}

void add_joining(std::vector<Op>& rows) {
  rows.push_back({"cat", structured, true, box<&cat>, kernels<kernel::copy>(), {}});
  rows.push_back({"stack", structured, true, box<&stack>, kernels<kernel::copy>(), {}});
}

}  // namespace

void add_structured_rows(std::vector<Op>& rows) {
  add_losses_and_norms(rows);
  add_joining(rows);
}

}  // namespace pumice
