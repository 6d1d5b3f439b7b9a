// nonzero, argwhere and where(condition): positions whose number only the data say.
#include "graph/stream.h"
#include "ops/elementwise.h"
#include "ops/index.h"
#include "ops/launch.h"
#include "pumice/functions.h"
#include "shaders/kernels/coordinate.h"
#include "shaders/kernels/mask_count.h"
#include "shaders/kernels/mask_place.h"
#include "shaders/kernels/mask_scan.h"
#include "tensor/impl.h"

namespace pumice {

namespace {

using Form = kernel::mask_place::FORM;

/// How many elements of a mask come before each block of kBlock, and in all, as int32.
Tensor block_starts(const Tensor& mask) {
  const int64_t n = mask.numel(), count = blocks(n);
  const Tensor counts = make_tensor({count}, kInt, mask.device());
  Tensor starts = make_tensor({count + 1}, kInt, mask.device());
  launch(kernel::mask_count{static_cast<uint32_t>(n), kBlock}, {mask, counts},
         {.groups = blocks(n)});
  launch(kernel::mask_scan{static_cast<uint32_t>(count)}, {counts, starts}, {});
  return starts;
}

void place(const Tensor& mask, const Tensor& starts, const Tensor& y, Form form) {
  launch(kernel::mask_place{static_cast<uint32_t>(mask.numel()), kBlock}, {mask, starts, y},
         {.groups = blocks(mask.numel()), .spec = {static_cast<uint16_t>(form)}});
}

}  // namespace

Tensor true_positions(const char* op, const Tensor& mask) {
  const NoGradGuard no_grad;
  int32_t count = 0;
  Tensor starts;
  const Tensor whole = mask.contiguous();
  if (whole.numel() > 0) {
    starts = block_starts(whole);
    const size_t last = (static_cast<size_t>(starts.numel()) - 1) * sizeof(count);
    Stream::current(mask.device()).read(*starts.impl()->storage, last, &count, sizeof(count), op);
  }
  Tensor positions = make_tensor({count}, kLong, mask.device());
  if (count > 0) place(whole, starts, positions, Form::positions);
  return positions;
}

Tensor true_ranks(const Tensor& mask) {
  const NoGradGuard no_grad;
  Tensor ranks = make_tensor(mask.sizes(), kLong, mask.device());
  const Tensor whole = mask.contiguous();
  if (whole.numel() > 0) place(whole, block_starts(whole), ranks, Form::ranks);
  return ranks;
}

Tensor nonzero(const Tensor& self) {
  impl_of(self, "nonzero");
  const NoGradGuard no_grad;
  const Tensor positions = true_positions("nonzero", as_bool(self));
  const int64_t count = positions.numel(), rank = self.dim();
  if (rank == 1) return positions.as_strided({count, 1}, {1, count});
  // Each dim's coordinates lie together, as PyTorch has them.
  Tensor out = make_strided({count, rank}, {1, count}, kLong, self.device());
  if (out.numel() == 0) return out;
  int64_t step = 1;
  for (int64_t d = rank; d-- > 0; step *= self.size(d))
    launch(kernel::coordinate{static_cast<uint32_t>(count), static_cast<uint32_t>(d),
                              static_cast<uint32_t>(step), static_cast<uint32_t>(self.size(d))},
           {positions, out}, {.groups = blocks(count)});
  return out;
}

std::vector<Tensor> nonzero_numpy(const Tensor& self) {
  return (self.dim() == 0 ? self.unsqueeze(0) : self).nonzero().unbind(1);
}

Tensor argwhere(const Tensor& self) { return nonzero(self); }
std::vector<Tensor> where(const Tensor& condition) { return nonzero_numpy(condition); }

Tensor Tensor::nonzero() const { return pumice::nonzero(*this); }
std::vector<Tensor> Tensor::nonzero_numpy() const { return pumice::nonzero_numpy(*this); }
Tensor Tensor::argwhere() const { return pumice::argwhere(*this); }

}  // namespace pumice
