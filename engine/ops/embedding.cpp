// embedding.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/along_dim.h"
#include "ops/bounds.h"
#include "ops/index.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

struct Lookup {
  Tensor index;  // flat
  int64_t rows, columns, padding;
  bool by_frequency;
};

// How often each looked-up row was looked up, as a column.
Tensor frequencies(const Lookup& l, const TensorOptions& options) {
  NoGradGuard no_grad;
  const Tensor one = ones({l.index.numel()}, options);
  const Tensor counts = index_add(zeros({l.rows}, options), 0, l.index, one);
  return index_select(counts, 0, l.index).unsqueeze(1);
}

Tensor embedding_grad(const Lookup& l, const Tensor& grad) {
  const KnownInBounds known;
  Tensor g = grad.reshape({l.index.numel(), l.columns});
  if (l.by_frequency) g = g / frequencies(l, g.options());
  if (GradMode::is_enabled()) {
    if (l.padding >= 0) g = g * ne(l.index, l.padding).to(g.scalar_type()).unsqueeze(1);
    return index_add(zeros({l.rows, l.columns}, g.options()), 0, l.index, g);
  }
  const ScalarType compute = accumulate_dtype(g.scalar_type());
  const Tensor sums = zeros({l.rows, l.columns}, g.options().dtype(compute));
  add_slices(sums, 0, l.index, g.contiguous(), l.padding);
  return sums.to(g.scalar_type());
}

}  // namespace

Tensor embedding(const Tensor& weight, const Tensor& indices, int64_t padding_idx,
                 bool scale_grad_by_freq, bool sparse) {
  const char* op = "embedding";
  impl_of(weight, op, "#0 'weight'");
  impl_of(indices, op, "#1 'indices'");
  check(weight.dim() == 2, ErrorKind::shape, "{}: 'weight' must be 2-D", op);
  check(indices.scalar_type() == kLong || indices.scalar_type() == kInt, ErrorKind::dtype,
        "{}: Expected tensor for argument #1 'indices' to have one of the following scalar types: "
        "Long, Int; but got {} instead (while checking arguments for embedding)",
        op, type_name(indices));
  check(!sparse, ErrorKind::unsupported, "{}: sparse gradients are not offered", op);
  check(weight.size(0) > 0 || indices.numel() == 0, ErrorKind::shape,
        "{}: index_select(): self indexing axis dim should be positive", op);
  check(padding_idx < weight.size(0), ErrorKind::value,
        "{}: Padding_idx must be within num_embeddings", op);
  const Tensor index = indices.to(kLong).contiguous();
  const Lookup l{index.view({index.numel()}), weight.size(0), weight.size(1), padding_idx,
                 scale_grad_by_freq};
  check_bounds({op, "index out of range in self: {value} with {size} rows"}, l.index,
               {.low = 0, .high = l.rows});
  DimVector sizes(indices.sizes());
  sizes.push_back(l.columns);
  return record("EmbeddingBackward0", {weight}, pick_slices(weight, 0, l.index, sizes), [&] {
    return [l, saved = Saved(indices)](const Tensors& g, Needs) {
      saved.unpack();  // l holds the index; this asks whether it was changed
      return Tensors{embedding_grad(l, g[0])};
    };
  });
}

}  // namespace pumice
