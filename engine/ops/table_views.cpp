// Rows of the operator table that are views.
#include "ops/table_rows.h"
#include "pumice/functions.h"

namespace pumice {
namespace {

Tensor unfold(const Tensor& self, int64_t dim, int64_t size, int64_t step) {
  return self.unfold(dim, size, step);
}

using Dims = IntArrayRef;

// What these give depends on how an input lies in memory: here on its values alone.
Tensor as_strided_of_dense(const Tensor& self, Dims size, Dims stride, int64_t offset) {
  const Tensor dense = self.contiguous();
  return dense.as_strided(size, stride, dense.storage_offset() + offset);
}
Tensor view_of_dense(const Tensor& self, Dims size) { return self.contiguous().view(size); }
Tensor bits_of_dense(const Tensor& self, ScalarType dtype) { return self.contiguous().view(dtype); }

Tensor contiguous(const Tensor& self) { return self.contiguous(); }
Tensor expand(const Tensor& self, Dims size, bool implicit) { return self.expand(size, implicit); }

}  // namespace

void add_view_rows(std::vector<Op>& rows) {
  const auto add = [&](const char* name, BoxedCall call) {
    rows.push_back({name, OpKind::view, true, call, {}, {}});
  };
  add("alias", box<&alias>);
  add("as_strided", box<&as_strided_of_dense>);
  add("broadcast_to", box<&broadcast_to>);
  add("chunk", box<&chunk>);
  add("contiguous", box<&contiguous>);
  rows.push_back({"detach", OpKind::view, false, box<&detach>, {}, {}});
  add("diagonal", box<&diagonal>);
  add("linalg_diagonal", box<&linalg_diagonal>);
  add("expand", box<&expand>);
  add("flatten", box<&flatten>);
  add("movedim", box<as<Tensor(const Tensor&, int64_t, int64_t)>(&movedim),
                     as<Tensor(const Tensor&, Dims, Dims)>(&movedim)>);
  add("narrow", box<as<Tensor(const Tensor&, int64_t, int64_t, int64_t)>(&narrow),
                    as<Tensor(const Tensor&, int64_t, const Tensor&, int64_t)>(&narrow)>);
  add("permute", box<&permute>);
  add("reshape", box<&reshape>);
  add("select", box<&select>);
  add("slice", box<&slice>);
  add("split", box<as<std::vector<Tensor>(const Tensor&, int64_t, int64_t)>(&split),
                   as<std::vector<Tensor>(const Tensor&, Dims, int64_t)>(&split)>);
  add("split_with_sizes", box<&split_with_sizes>);
  add("squeeze",
      box<as<Tensor(const Tensor&)>(&squeeze), as<Tensor(const Tensor&, int64_t)>(&squeeze),
          as<Tensor(const Tensor&, Dims)>(&squeeze)>);
  add("t", box<&t>);
  add("tensor_split",
      box<as<std::vector<Tensor>(const Tensor&, int64_t, int64_t)>(&tensor_split),
          as<std::vector<Tensor>(const Tensor&, Dims, int64_t)>(&tensor_split),
          as<std::vector<Tensor>(const Tensor&, const Tensor&, int64_t)>(&tensor_split)>);
  add("transpose", box<&transpose>);
  add("unbind", box<&unbind>);
  add("unflatten", box<&unflatten>);
  add("unfold", box<&unfold>);
  add("unsqueeze", box<&unsqueeze>);
  add("view", box<&view_of_dense, &bits_of_dense>);
}

}  // namespace pumice
