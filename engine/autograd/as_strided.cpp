// The gradient of a strided view, whatever its strides.
#include <numeric>

#include "autograd/meta.h"
#include "base/error.h"
#include "pumice/functions.h"

namespace pumice {

namespace {

// A dim whose steps may land on elements that other dims reach, too; -1 when there is none.
int64_t overlapping_dim(IntArrayRef sizes, IntArrayRef strides) {
  std::vector<size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return strides[a] < strides[b]; });
  int64_t reach = 0;
  for (const size_t i : order) {
    if (sizes[i] == 1) continue;
    if (strides[i] <= reach) return static_cast<int64_t>(i);
    reach += (sizes[i] - 1) * strides[i];
  }
  return -1;
}

// view += grad, where several elements of view may be one in memory.
void add_overlapping(const Tensor& view, const Tensor& grad, bool first) {
  const int64_t dim = overlapping_dim(view.sizes(), view.strides());
  if (dim < 0) {
    if (first)
      view.copy_(grad);
    else
      view.add_(grad);
    return;
  }
  if (view.stride(dim) == 0)
    return add_overlapping(view.narrow(dim, 0, 1), sum(grad, {dim}, /*keepdim=*/true), first);
  for (int64_t i = 0; i < view.size(dim); ++i)
    add_overlapping(view.select(dim, i), grad.select(dim, i), false);
}

// How many elements of the base lie at each place of the memory that it begins `offset` into; at
// least one, lest what none of them reads be divided by zero.
Tensor uses(const Geometry& base, int64_t offset, const Tensor& memory) {
  const NoGradGuard guard;
  const Tensor count = zeros(memory.sizes(), memory.options());
  add_overlapping(count.as_strided(base.sizes, base.strides, offset),
                  ones(base.sizes, memory.options()), true);
  return count.clamp_min_(1);
}

Tensor as_strided_backward(const Tensor& grad, const Geometry& base, const Geometry& view) {
  const TensorOptions options(grad.options());
  const bool dense = [&] {
    int64_t step = 1;
    for (size_t i = base.sizes.size(); i-- > 0; step *= base.sizes[i])
      if (base.sizes[i] != 1 && base.strides[i] != step) return false;
    return true;
  }();
  const auto last = [](const Geometry& g) {
    int64_t end = g.offset + 1;
    for (size_t i = 0; i < g.sizes.size(); ++i) end += (g.sizes[i] - 1) * g.strides[i];
    return end;
  };
  const int64_t count =
      std::accumulate(base.sizes.begin(), base.sizes.end(), int64_t{1}, std::multiplies<>());
  if (count == 0 || grad.numel() == 0) return zeros(base.sizes, options);
  if (dense && view.offset >= base.offset && last(view) <= last(base)) {
    Tensor whole = zeros(base.sizes, options);
    add_overlapping(whole.as_strided(view.sizes, view.strides, view.offset - base.offset), grad,
                    true);
    // A view, as in PyTorch, where its history may be asked for.
    return GradMode::is_enabled() ? whole.as_strided(base.sizes, base.strides, 0) : whole;
  }
  const int64_t start = std::min(base.offset, view.offset);
  const Tensor memory = zeros({std::max(last(base), last(view)) - start}, options);
  add_overlapping(memory.as_strided(view.sizes, view.strides, view.offset - start), grad, true);
  // Elements of the base that are one in memory share what reached it.
  const bool shared = overlapping_dim(base.sizes, base.strides) >= 0;
  const Tensor whole = shared ? div(memory, uses(base, base.offset - start, memory)) : memory;
  return whole.as_strided(base.sizes, base.strides, base.offset - start);
}

}  // namespace

GradFn as_strided_grad(Geometry base, Geometry view) {
  return [base = std::move(base), view = std::move(view)](const Tensors& grads, Needs) {
    return Tensors{as_strided_backward(grads[0], base, view)};
  };
}

void attach_as_strided(TensorImpl& view, const Geometry& base, Edge base_edge) {
  EdgeList edges;
  edges.push_back(std::move(base_edge));
  auto node = std::make_shared<GraphNode>("AsStridedBackward0", std::move(edges),
                                          as_strided_grad(base, Geometry(view)), /*saves=*/false);
  node->add_output(view);
  attach(view, std::move(node), 0);
}

}  // namespace pumice
