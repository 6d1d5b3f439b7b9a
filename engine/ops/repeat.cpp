// repeat, tile, repeat_interleave.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/refusals.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

// Dims that one copy can repeat, each of which takes two.
constexpr size_t kAtOnce = 4;

Tensor repeat(const Tensor& self, IntArrayRef repeats) {
  const DimVector& sizes = impl_of(self, "repeat").sizes;
  check(repeats.size() >= sizes.size(), ErrorKind::shape,
        "repeat: Number of dimensions of repeat dims can not be smaller than number of dimensions "
        "of tensor");
  const size_t lead = repeats.size() - sizes.size();
  // Each dim as (repeats, size): the first is expanded, and summed over in the gradient.
  DimVector split, expanded, result, added;
  for (size_t d = 0; d < repeats.size(); ++d) {
    const int64_t size = d < lead ? 1 : sizes[d - lead];
    added.push_back(static_cast<int64_t>(split.size()));
    split.push_back(1), split.push_back(size);
    expanded.push_back(repeats[d]), expanded.push_back(size);
    result.push_back(repeats[d] * size);
  }
  for (const int64_t size : result)
    check(size >= 0, ErrorKind::value,
          "repeat: Trying to create tensor with negative dimension {}: {}", size, list_str(result));
  DimVector inner(repeats), outer(repeats);
  for (size_t d = 0; d < repeats.size(); ++d) (d + kAtOnce < repeats.size() ? inner : outer)[d] = 1;
  if (inner != repeats && outer != repeats) return repeat(repeat(self, inner), outer);
  const auto run = [&] {
    const NoGradGuard guard;
    const Tensor y = self.reshape(split).expand(expanded).reshape(result);
    return y.is_alias_of(self) ? y.clone(MemoryFormat::Contiguous) : as_own(y);
  };
  return record("RepeatBackward0", {self}, run(), [&] {
    return [from = sizes, expanded, added](const Tensors& g, Needs) {
      const Tensor parts = g[0].reshape(expanded);
      return Tensors{(added.empty() ? parts : sum(parts, added)).reshape(from)};
    };
  });
}

Tensor tile(const Tensor& self, IntArrayRef dims) {
  DimVector repeats(dims);
  while (static_cast<int64_t>(repeats.size()) < self.dim()) repeats.insert(0, 1);
  return repeat(self, repeats);
}

namespace {

void check_output_size(int64_t size, std::optional<int64_t> wanted) {
  check(!wanted || *wanted >= 0, ErrorKind::value,
        "repeat_interleave: Trying to create tensor with negative dimension {0}: [{0}]",
        wanted.value_or(0));
  check(!wanted || *wanted == size, ErrorKind::value,
        "repeat_interleave: allocated size does not match required size");
}

/// i as often as repeats[i] says, on the host.
std::vector<int64_t> expanded_indices(const Tensor& repeats) {
  if (repeats.scalar_type() != kLong && repeats.scalar_type() != kInt)
    refuse_dtype("repeat_interleave", repeats.scalar_type());
  check(repeats.dim() == 1, ErrorKind::shape,
        "repeat_interleave: repeat_interleave only accept 1D vector as repeat");
  const Tensor host = repeats.detach().to(Device(kCPU), kLong).contiguous();
  const int64_t* counts = static_cast<int64_t*>(pumice::detail::host_elements(host));
  std::vector<int64_t> indices;
  for (int64_t i = 0; i < host.numel(); ++i) {
    check(counts[i] >= 0, ErrorKind::value, "repeat_interleave: repeats can not be negative");
    indices.insert(indices.end(), static_cast<size_t>(counts[i]), i);
  }
  return indices;
}

}  // namespace

Tensor repeat_interleave(const Tensor& repeats, std::optional<int64_t> output_size) {
  impl_of(repeats, "repeat_interleave");
  const std::vector<int64_t> indices = expanded_indices(repeats);
  check_output_size(static_cast<int64_t>(indices.size()), output_size);
  return tensor(indices, repeats.options());
}

Tensor repeat_interleave(const Tensor& self, const Tensor& repeats, std::optional<int64_t> dim,
                         std::optional<int64_t> output_size) {
  impl_of(self, "repeat_interleave");
  impl_of(repeats, "repeat_interleave");
  const Tensor input = dim ? self : self.reshape({-1});
  const int64_t d = dim.value_or(0);
  check(repeats.dim() <= 1, ErrorKind::shape,
        "repeat_interleave: repeats must be 0-dim or 1-dim tensor");
  const int64_t size = input.size(d);
  check(repeats.numel() == 1 || repeats.size(0) == size, ErrorKind::shape,
        "repeat_interleave: repeats must have the same size as input along dim, but got "
        "repeats.size(0) = {} and input.size({}) = {}",
        repeats.numel(), d, size);
  const Tensor each = repeats.numel() == 1 ? repeats.reshape({1}).expand({size}) : repeats;
  const std::vector<int64_t> indices = expanded_indices(each);
  check_output_size(static_cast<int64_t>(indices.size()), output_size);
  return index_select(input, d, tensor(indices, TensorOptions(kLong).device(self.device())));
}

Tensor repeat_interleave(const Tensor& self, int64_t repeats, std::optional<int64_t> dim,
                         std::optional<int64_t> output_size) {
  impl_of(self, "repeat_interleave");
  const Tensor input = dim ? self : self.reshape({-1});
  const int64_t d = wrap_dim(dim.value_or(0), input.dim(), "repeat_interleave");
  check(repeats >= 0, ErrorKind::value, "repeat_interleave: Repeats must be non-negative");
  const Tensor apart = input.unsqueeze(d + 1);  // a number has no dim that could be repeated
  DimVector sizes(input.sizes()), result = sizes;
  sizes.insert(static_cast<size_t>(d) + 1, repeats);
  result[d] *= repeats;
  check(!output_size || *output_size == result[d], ErrorKind::value,
        "repeat_interleave: Invalid output_size, expected {} but got {}", result[d],
        output_size.value_or(0));
  const Tensor y = apart.expand(sizes).clone(MemoryFormat::Contiguous);
  return rename_node(y.reshape(result), "ViewBackward0");
}

Tensor Tensor::repeat(IntArrayRef repeats) const { return pumice::repeat(*this, repeats); }
Tensor Tensor::tile(IntArrayRef dims) const { return pumice::tile(*this, dims); }
Tensor Tensor::repeat_interleave(const Tensor& repeats, std::optional<int64_t> dim,
                                 std::optional<int64_t> output_size) const {
  return pumice::repeat_interleave(*this, repeats, dim, output_size);
}
Tensor Tensor::repeat_interleave(int64_t repeats, std::optional<int64_t> dim,
                                 std::optional<int64_t> output_size) const {
  return pumice::repeat_interleave(*this, repeats, dim, output_size);
}

}  // namespace pumice
