// Joining tensors of various ranks, and the grids that vectors span.
#include <sstream>

#include "autograd/record.h"
#include "base/error.h"
#include "base/warnings.h"
#include "ops/iterate.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

Tensor atleast_1d(const Tensor& self) { return self.dim() == 0 ? self.reshape({1}) : self; }

Tensor atleast_2d(const Tensor& self) {
  return self.dim() >= 2 ? self : atleast_1d(self).unsqueeze(0);
}

Tensor atleast_3d(const Tensor& self) {
  return self.dim() >= 3 ? self : atleast_2d(self).unsqueeze(-1);
}

namespace {

template <class F>
std::vector<Tensor> each(const char* op, TensorList tensors, F&& f) {
  std::vector<Tensor> out;
  for (const Tensor& t : tensors) {
    impl_of(t, op);
    out.push_back(f(t));
  }
  return out;
}

void check_any(const char* op, TensorList tensors) {
  check(!tensors.empty(), ErrorKind::value, "{0}: {0} expects a non-empty TensorList", op);
}

}  // namespace

#define PUMICE_ATLEAST(name)                                                      \
  std::vector<Tensor> name(TensorList tensors) {                                  \
    return each(#name, tensors, [](const Tensor& t) { return pumice::name(t); }); \
  }
PUMICE_ATLEAST(atleast_1d)
PUMICE_ATLEAST(atleast_2d)
PUMICE_ATLEAST(atleast_3d)

Tensor hstack(TensorList tensors) {
  check_any("hstack", tensors);
  const std::vector<Tensor> parts = atleast_1d(tensors);
  return cat(parts, parts[0].dim() == 1 ? 0 : 1);
}

Tensor vstack(TensorList tensors) {
  check_any("vstack", tensors);
  return cat(atleast_2d(tensors), 0);
}

Tensor dstack(TensorList tensors) {
  check_any("dstack", tensors);
  return cat(atleast_3d(tensors), 2);
}

Tensor column_stack(TensorList tensors) {
  check_any("column_stack", tensors);
  return hstack(each("column_stack", tensors, [](const Tensor& t) {
    return t.dim() <= 1 ? t.reshape({t.numel(), 1}) : t;
  }));
}

Tensor block_diag(TensorList tensors) {
  if (tensors.empty()) return empty({1, 0});
  int64_t width = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const int64_t rank = static_cast<int64_t>(impl_of(tensors[i], "block_diag").sizes.size());
    check(rank <= 2, ErrorKind::shape,
          "block_diag: torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {} "
          "has {} dimensions",
          i, rank);
    width += atleast_2d(tensors[i]).size(1);
  }
  std::vector<Tensor> rows;
  int64_t left = 0;
  for (const Tensor& t : tensors) {
    const Tensor block = atleast_2d(t);
    const int64_t height = block.size(0), right = width - left - block.size(1);
    const auto blank = [&](int64_t columns) { return zeros({height, columns}, block.options()); };
    rows.push_back(cat({blank(left), block, blank(right)}, 1));
    left += block.size(1);
  }
  return rename_node(cat(rows, 0), "BlockDiagBackward0");
}

std::vector<Tensor> broadcast_tensors(TensorList tensors) {
  DimVector shape;
  for (const Tensor& t : tensors)
    shape = broadcast_shapes(shape, impl_of(t, "broadcast_tensors").sizes, "broadcast_tensors");
  return each("broadcast_tensors", tensors, [&](const Tensor& t) {
    return t.sizes() == IntArrayRef(shape) ? t : t.expand(shape);
  });
}

std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing) {
  check_any("meshgrid", tensors);
  for (const Tensor& t : tensors) {
    check(impl_of(t, "meshgrid").dtype == tensors[0].scalar_type(), ErrorKind::dtype,
          "meshgrid: meshgrid expects all tensors to have the same dtype");
    check(t.device() == tensors[0].device(), ErrorKind::device,
          "meshgrid: meshgrid expects all tensors to have the same device");
  }
  check(indexing == "ij" || indexing == "xy", ErrorKind::value,
        "meshgrid: torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: {}",
        indexing);
  DimVector shape;
  for (const Tensor& t : tensors) {
    if (t.dim() > 1) {
      std::ostringstream shown;
      shown << t;
      fail(ErrorKind::shape,
           "meshgrid: torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {}",
           shown.str());
    }
    shape.push_back(t.numel());
  }
  const bool swaps = indexing == "xy" && tensors.size() > 1;
  if (swaps) std::swap(shape[0], shape[1]);
  std::vector<Tensor> grids;
  for (size_t i = 0; i < tensors.size(); ++i) {
    DimVector sizes(tensors.size(), 1);
    sizes[swaps && i < 2 ? 1 - i : i] = tensors[i].numel();
    grids.push_back(tensors[i].reshape(sizes).expand(shape));
  }
  return grids;
}

std::vector<Tensor> meshgrid(TensorList tensors) {
  warn_once(
      "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.");
  return meshgrid(tensors, "ij");
}

Tensor cartesian_prod(TensorList tensors) {
  for (const Tensor& t : tensors)
    check(impl_of(t, "cartesian_prod").sizes.size() == 1, ErrorKind::shape,
          "cartesian_prod: Expect a 1D vector, but got shape {}", list_str(t.sizes()));
  if (tensors.size() == 1) return tensors[0];
  return stack(each("cartesian_prod", meshgrid(tensors, "ij"),
                    [](const Tensor& t) { return t.reshape({-1}); }),
               1);
}

Tensor combinations(const Tensor& self, int64_t r, bool with_replacement) {
  check(impl_of(self, "combinations").sizes.size() == 1, ErrorKind::shape,
        "combinations: Expect a 1D vector, but got shape {}", list_str(self.sizes()));
  check(r >= 0, ErrorKind::value, "combinations: Expect a non-negative number, but got {}", r);
  if (r == 0) return empty({0}, self.options());
  // Every rising sequence of r positions, in order.
  const int64_t n = self.size(0), step = with_replacement ? 0 : 1;
  std::vector<int64_t> rows, at(static_cast<size_t>(r));
  for (int64_t i = 0; i < r; ++i) at[i] = i * step;
  while (n > 0 && at.back() < n) {
    rows.insert(rows.end(), at.begin(), at.end());
    int64_t moved = r - 1;
    while (moved > 0 && at[moved] + 1 + (r - 1 - moved) * step >= n) --moved;
    ++at[moved];
    for (int64_t i = moved + 1; i < r; ++i) at[i] = at[i - 1] + step;
  }
  const Tensor index = tensor(rows, TensorOptions(kLong).device(self.device()));
  return rename_node(
      index_select(self, 0, index).reshape({static_cast<int64_t>(rows.size()) / r, r}),
      "StackBackward0");
}

}  // namespace pumice
