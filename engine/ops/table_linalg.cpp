// Rows of the operator table: linear algebra and distances.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/cdist.h"
#include "shaders/kernels/matmul.h"
#include "shaders/kernels/reduce_columns.h"
#include "shaders/kernels/reduce_rows.h"

namespace pumice {

namespace {

using K = std::span<const KernelInfo* const>;

// What is made of factors, and of products.
void add_composed_rows(std::vector<Op>& rows, K product) {
  const auto add = [&](const char* name, BoxedCall call) {
    rows.push_back({name, OpKind::dense, true, call, product, product});
  };
  add("linalg_inv_ex", box<&linalg_inv_ex>);
  add("linalg_cholesky_ex", box<&linalg_cholesky_ex>);
  add("linalg_solve_ex", box<&linalg_solve_ex>);
  add("linalg_lu_factor", box<&linalg_lu_factor>);
  add("linalg_lu_factor_ex", box<&linalg_lu_factor_ex>);
  add("linalg_lu", box<&linalg_lu>);
  add("lu_unpack", box<&lu_unpack>);
  add("linalg_lu_solve", box<&linalg_lu_solve>);
  add("lu_solve", box<&lu_solve>);
  add("cholesky_solve", box<&cholesky_solve>);
  add("cholesky_inverse", box<&cholesky_inverse>);
  add("linalg_householder_product", box<&linalg_householder_product>);
  add("orgqr", box<&orgqr>);
  add("linalg_lstsq", box<&linalg_lstsq>);
  add("linalg_cond", box<as<Tensor(const Tensor&, const std::optional<Scalar>&)>(&linalg_cond),
                         as<Tensor(const Tensor&, std::string_view)>(&linalg_cond)>);
  add("linalg_multi_dot", box<&linalg_multi_dot>);
  add("chain_matmul", box<&chain_matmul>);
  add("linalg_cross", box<&linalg_cross>);
  add("linalg_vecdot", box<&linalg_vecdot>);
  add("linalg_vander", box<&linalg_vander>);
  add("vander", box<&vander>);
  add("linalg_tensorinv", box<&linalg_tensorinv>);
  add("linalg_tensorsolve", box<&linalg_tensorsolve>);
}

}  // namespace

void add_linalg_rows(std::vector<Op>& rows) {
  using Number = std::optional<double>;
  using Dims = OptionalIntArrayRef;
  using Dtype = std::optional<ScalarType>;
  // LAPACK factors on the CPU; a device needs products for the gradients.
  const K product = kernels<kernel::matmul>(),
          sums = kernels<kernel::reduce_rows, kernel::reduce_columns>();
  const auto add = [&](const char* name, BoxedCall call, K forward) {
    rows.push_back({name, OpKind::dense, true, call, forward, forward});
  };
  add("linalg_inv", box<&linalg_inv>, product);
  add("linalg_solve", box<&linalg_solve>, product);
  add("linalg_solve_triangular", box<&linalg_solve_triangular>, product);
  add("linalg_det", box<&linalg_det>, product);
  add("linalg_slogdet", box<&linalg_slogdet>, product);
  add("logdet", box<&logdet>, product);
  add("linalg_cholesky", box<&linalg_cholesky>, product);
  add("linalg_qr", box<&linalg_qr>, product);
  add("linalg_svd", box<&linalg_svd>, product);
  add("svd", box<&svd>, product);
  add("linalg_eigh", box<&linalg_eigh>, product);
  add("linalg_svdvals", box<&linalg_svdvals>, product);
  add("linalg_eigvalsh", box<&linalg_eigvalsh>, product);
  add("linalg_pinv", box<as<Tensor(const Tensor&, Number, Number, bool)>(&linalg_pinv)>, product);
  add("linalg_matrix_exp", box<&linalg_matrix_exp>, product);
  add("linalg_matrix_power", box<&linalg_matrix_power>, product);
  add("linalg_vector_norm", box<&linalg_vector_norm>, sums);
  add("linalg_matrix_norm",
      box<as<Tensor(const Tensor&, Scalar, IntArrayRef, bool, Dtype)>(&linalg_matrix_norm),
          as<Tensor(const Tensor&, std::string_view, IntArrayRef, bool, Dtype)>(
              &linalg_matrix_norm)>,
      sums);
  add("linalg_norm",
      box<as<Tensor(const Tensor&, const std::optional<Scalar>&, Dims, bool, Dtype)>(&linalg_norm),
          as<Tensor(const Tensor&, std::string_view, Dims, bool, Dtype)>(&linalg_norm)>,
      sums);
  add_composed_rows(rows, product);
  const K distances = kernels<kernel::cdist>();
  rows.push_back({"cdist", OpKind::structured, true, box<&cdist>, distances, product});
  rows.push_back({"pdist", OpKind::structured, true, box<&pdist>, distances, product});
  rows.push_back({"linalg_matrix_rank",
                  OpKind::dense,
                  false,
                  box<as<Tensor(const Tensor&, Number, Number, bool)>(&linalg_matrix_rank)>,
                  product,
                  {}});
}

}  // namespace pumice
