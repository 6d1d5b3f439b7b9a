// Matrices on their way to LAPACK and back.
#include "ops/linalg_host.h"

#include "autograd/record.h"
#include "base/warnings.h"
#include "graph/fallback.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

void check_is_matrix(const char* op, const Tensor& a, const char* name) {
  check(impl_of(a, op).sizes.size() >= 2, ErrorKind::shape,
        "{}: The input tensor {} must have at least 2 dimensions.", op, name);
}

void check_square(const char* op, const Tensor& a) {
  check_is_matrix(op, a);
  check(a.size(-1) == a.size(-2), ErrorKind::shape,
        "{}: A must be batches of square matrices, but they are {} by {} matrices", op, a.size(-2),
        a.size(-1));
}

void check_lapack_dtype(const char* op, const Tensor& a) {
  check(a.is_floating_point(), ErrorKind::dtype,
        "{}: Expected a floating point or complex tensor as input. Got {}", op,
        scalar_type_name(a.scalar_type()));
  check(a.scalar_type() == kFloat || a.scalar_type() == kDouble, ErrorKind::dtype,
        "{}: Low precision dtypes not supported. Got {}", op, scalar_type_name(a.scalar_type()));
}

std::string batch_prefix(const Tensor& a, int64_t i) {
  return a.dim() > 2 ? text_of("(Batch element {}): ", i) : "";
}

namespace {

DimVector flipped_sizes(const Tensor& like, int64_t rows, int64_t columns) {
  DimVector sizes(like.sizes());
  sizes[sizes.size() - 2] = columns;
  sizes.back() = rows;
  return sizes;
}

int64_t count_of(const Tensor& like) {
  int64_t count = 1;
  for (int64_t d = 0; d + 2 < like.dim(); ++d) count *= like.size(d);
  return count;
}

/// Says in the device's statistics that this much goes between it and the CPU.
void count_travel(Device device, const Tensor& t) {
  if (!device.is_cpu())
    count_lapack(device, static_cast<uint64_t>(t.numel()) * element_size(t.scalar_type()));
}

}  // namespace

Columns::Columns(const Tensor& like, int64_t rows, int64_t columns)
    : tensor_(make_tensor(flipped_sizes(like, rows, columns), like.scalar_type(), kCPU)),
      rows_(rows),
      columns_(columns),
      count_(count_of(like)) {}

Columns::Columns(const char* op, const Tensor& a)
    : rows_(a.size(-2)), columns_(a.size(-1)), count_(count_of(a)) {
  lapack::require(op);
  if (!a.device().is_cpu())
    note_once(text_of("{}: computed by LAPACK on the CPU, to which {} sends its matrices", op,
                      a.device().str()));
  count_travel(a.device(), a);
  const NoGradGuard guard;
  const Tensor here = a.detach().to(Device(kCPU));
  tensor_ = here.transpose(-2, -1).contiguous();
  if (tensor_.impl()->storage.ref().get() == here.impl()->storage.ref().get())
    tensor_ = tensor_.clone();
}

Tensor Columns::take(Device device) const {
  const Tensor t = make_alias(tensor_);
  DimVector sizes(t.sizes()), strides(t.strides());
  const size_t last = sizes.size() - 1;
  std::swap(sizes[last], sizes[last - 1]);
  std::swap(strides[last], strides[last - 1]);
  t.impl()->set_sizes_strides(sizes, strides);
  count_travel(device, t);
  const NoGradGuard guard;
  return t.to(device);
}

Tensor Columns::take_vectors(Device device) const {
  const Tensor t = make_alias(tensor_);
  DimVector sizes(t.sizes());
  sizes.erase(sizes.size() - 2);
  t.impl()->set_sizes_contiguous(sizes);
  count_travel(device, t);
  const NoGradGuard guard;
  return t.to(device);
}

Infos::Infos(const Tensor& matrices)
    : tensor_(make_tensor(IntArrayRef(matrices.sizes().data(), matrices.sizes().size() - 2), kInt,
                          kCPU)) {
  std::fill_n(data(), tensor_.numel(), 0);
}
Tensor Infos::take(Device device) const {
  const NoGradGuard guard;
  return make_alias(tensor_).to(device);
}

}  // namespace pumice
