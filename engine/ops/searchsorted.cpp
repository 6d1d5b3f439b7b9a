// Searching in what is sorted: searchsorted, bucketize, isin.
#include "shaders/kernels/searchsorted.h"
#include "autograd/record.h"
#include "base/error.h"
#include "base/warnings.h"
#include "ops/bounds.h"
#include "ops/elementwise.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "ops/refusals.h"
#include "ops/sort.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {
namespace {

#define PUMICE_SEARCHSORTED "{0}: torch.searchsorted(): "

bool is_right(const char* op, bool right, std::optional<std::string_view> side) {
  if (!side) return right;
  check(*side == "left" || *side == "right", ErrorKind::value,
        PUMICE_SEARCHSORTED "side can only be 'left' or 'right' but got {1}", op, *side);
  check(!right || *side == "right", ErrorKind::value,
        PUMICE_SEARCHSORTED
        "side and right can't be set to opposites, got side of {1} while right was True",
        op, *side);
  return *side == "right";
}

void check_shapes(const char* op, const Tensor& sequence, const Tensor& values) {
  const int64_t rank = sequence.dim();
  check(rank > 0, ErrorKind::shape,
        PUMICE_SEARCHSORTED "boundaries tensor should have positive dimension, but got 0 dimension",
        op);
  check(rank == 1 || values.dim() > 0, ErrorKind::shape,
        PUMICE_SEARCHSORTED
        "input value can be a scalar only when boundaries tensor dimension is 1, but we got "
        "boundaries tensor dim({1}) and input value's dim({2}) numel({3})",
        op, rank, values.dim(), values.numel());
  bool agree = rank == values.dim();
  for (int64_t d = 0; agree && d + 1 < rank; ++d) agree = sequence.size(d) == values.size(d);
  check(rank == 1 || agree, ErrorKind::shape,
        PUMICE_SEARCHSORTED
        "boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor "
        "and input value tensor must match, but we got boundaries tensor {1} and input value "
        "tensor {2}",
        op, list_str(sequence.sizes()), list_str(values.sizes()));
}

// The sequence in order.
Tensor ordered(const char* op, const Tensor& sequence, const std::optional<Tensor>& sorter) {
  if (!sorter || !sorter->defined()) return sequence;
  check(sorter->sizes() == sequence.sizes(), ErrorKind::shape,
        PUMICE_SEARCHSORTED
        "boundary and sorter must have the same size, but got boundary tensor {1}and got sorter "
        "tensor {2}",
        op, list_str(sequence.sizes()), list_str(sorter->sizes()));
  check(sorter->scalar_type() == kLong, ErrorKind::dtype,
        PUMICE_SEARCHSORTED "sorter must be a tensor of long dtype but got dtype {1}", op,
        toString(sorter->scalar_type()));
  check_bounds({op, "torch.searchsorted(): sorter index out of range"}, sorter->contiguous(),
               {.low = 0, .high = sequence.size(-1)});
  const KnownInBounds known;
  return gather(sequence, -1, *sorter);
}

#undef PUMICE_SEARCHSORTED

// The kernel's dtype for these elements.
ScalarType searched_as(ScalarType dtype) {
  if (is_floating_point(dtype)) return dtype == kDouble ? kDouble : kFloat;
  return dtype == kLong ? kLong : kInt;
}

// Both of one dtype that the kernel takes; the last dim of the sequence is sorted.
Tensor places(const Tensor& sequence, const Tensor& values, bool after) {
  const NoGradGuard no_grad;
  const Tensor y = make_tensor(values.sizes(), kLong, values.device());
  if (y.numel() == 0) return y;
  const Tensor from = sequence.contiguous(), at = values.contiguous();
  const auto count = static_cast<uint32_t>(sequence.size(-1));
  const bool shared = sequence.dim() == 1;
  const int64_t inner = shared ? y.numel() : values.size(-1);
  launch(kernel::searchsorted{static_cast<uint32_t>(y.numel()), count, static_cast<uint32_t>(inner),
                              shared ? 0 : count, after},
         {from, at, y}, {.groups = blocks(y.numel())});
  return y;
}

void warn_of_gaps(const char* name, const Tensor& t) {
  if (!t.is_contiguous())
    warn_once(
        text_of("torch.searchsorted(): {0} tensor is non-contiguous, this will lower the "
                "performance due to extra data copy when converting non-contiguous tensor to "
                "contiguous, please use contiguous {0} tensor if possible. This message will only "
                "appear once per program.",
                name));
}
void warn_of_gaps(const Tensor& sequence, const Tensor& values,
                  const std::optional<Tensor>& sorter = {}) {
  if (values.numel() == 0) return;
  warn_of_gaps("input value", values);
  warn_of_gaps("boundary", sequence);
  if (sorter && sorter->defined()) warn_of_gaps("sorter", *sorter);
}

Tensor search(const char* op, const Tensor& sequence, const Tensor& values, bool out_int32,
              bool after) {
  const ScalarType dtype = result_type(sequence, values);
  check_dtype("searchsorted", dtype);
  const ScalarType work = searched_as(dtype);
  const Device device = common_device(op, {sequence, values});
  const auto as_work = [&](const Tensor& t) { return t.detach().to(device, dtype).to(work); };
  const Tensor found = places(as_work(sequence), as_work(values), after);
  return out_int32 ? found.to(kInt) : found;
}

void check_isin(ScalarType dtype) {
  check(dtype != kBool, ErrorKind::dtype, "isin: Unsupported input type encountered for isin(): {}",
        toString(dtype));
}
void check_isin(const Tensor& t, const char* argument) {
  check_isin(impl_of(t, "isin", argument).dtype);
}

}  // namespace

Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& self, bool out_int32, bool right,
                    std::optional<std::string_view> side, const std::optional<Tensor>& sorter) {
  const char* op = "searchsorted";
  impl_of(sorted_sequence, op, "#0 'sorted_sequence'");
  impl_of(self, op, "#1 'self'");
  const bool after = is_right(op, right, side);
  check_shapes(op, sorted_sequence, self);
  const Tensor sequence = ordered(op, sorted_sequence, sorter);
  warn_of_gaps(sorted_sequence, self, sorter);
  return search(op, sequence, self, out_int32, after);
}
Tensor searchsorted(const Tensor& sorted_sequence, Scalar self, bool out_int32, bool right,
                    std::optional<std::string_view> side, const std::optional<Tensor>& sorter) {
  impl_of(sorted_sequence, "searchsorted", "#0 'sorted_sequence'");
  return searchsorted(sorted_sequence, number_beside(self, sorted_sequence), out_int32, right, side,
                      sorter);
}

Tensor bucketize(const Tensor& self, const Tensor& boundaries, bool out_int32, bool right) {
  impl_of(self, "bucketize");
  check(impl_of(boundaries, "bucketize", "#1 'boundaries'").sizes.size() == 1, ErrorKind::shape,
        "bucketize: boundaries tensor must be 1 dimension, but got dim({})", boundaries.dim());
  warn_of_gaps(boundaries, self);
  return search("bucketize", boundaries, self, out_int32, right);
}
Tensor bucketize(Scalar self, const Tensor& boundaries, bool out_int32, bool right) {
  impl_of(boundaries, "bucketize", "#1 'boundaries'");
  return bucketize(number_beside(self, boundaries), boundaries, out_int32, right);
}

Tensor isin(const Tensor& elements, const Tensor& test_elements, bool, bool invert) {
  check_isin(elements, "#0 'elements'");
  check_isin(test_elements, "#1 'test_elements'");
  const NoGradGuard no_grad;
  const Device device = common_device("isin", {elements, test_elements});
  const int64_t count = test_elements.numel();
  if (count == 0) return full(elements.sizes(), invert, TensorOptions(kBool).device(device));
  const ScalarType dtype = result_type(elements, test_elements), work = searched_as(dtype);
  const Tensor values = elements.to(device, dtype).to(work);
  const Tensor sorted = sort_keys(test_elements.to(device, dtype).reshape({-1}), 0).first.to(work);
  const Tensor at = clamp_max(places(sorted, values, false), count - 1);
  const Tensor there = sorted.index_select(0, at.reshape({-1})).reshape(values.sizes());
  return invert ? ne(there, values) : eq(there, values);
}
Tensor isin(const Tensor& elements, Scalar test_element, bool, bool invert) {
  check_isin(elements, "#0 'elements'");
  check_isin(test_element.type());
  return invert ? ne(elements, test_element) : eq(elements, test_element);
}
Tensor isin(Scalar element, const Tensor& test_elements, bool assume_unique, bool invert) {
  check_isin(element.type());
  check_isin(test_elements, "#1 'test_elements'");
  return isin(number_beside(element, test_elements), test_elements, assume_unique, invert);
}

}  // namespace pumice
