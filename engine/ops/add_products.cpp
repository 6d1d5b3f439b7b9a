// beta * self + alpha * product: addmm, addmv, addbmm, baddbmm, addr, and their in-place forms.
#include "autograd/record.h"
#include "base/error.h"
#include "ops/copy.h"
#include "ops/iterate.h"
#include "ops/matmul.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "tensor/impl.h"
#include "tensor/print.h"

namespace pumice {

void check_expands(const char* op, const Tensor& t, IntArrayRef shape) {
  const int64_t lead = static_cast<int64_t>(shape.size()) - t.dim();
  check(lead >= 0, ErrorKind::shape,
        "{}: expand({}{{{}}}, size={}): the number of sizes provided ({}) must be greater or equal "
        "to the number of dimensions in the tensor ({})",
        op, type_name(t), list_str(t.sizes()), list_str(shape), shape.size(), t.dim());
  for (int64_t d = t.dim(); d-- > 0;)
    check(t.size(d) == shape[d + lead] || t.size(d) == 1, ErrorKind::shape,
          "{}: The expanded size of the tensor ({}) must match the existing size ({}) at "
          "non-singleton dimension {}.  Target sizes: {}.  Tensor sizes: {}",
          op, shape[d + lead], t.size(d), d + lead, list_str(shape), list_str(t.sizes()));
}

void check_addmm_dtypes(const char* op, const Tensor& self, const Tensor& a, const Tensor& b) {
  check(self.scalar_type() == b.scalar_type(), ErrorKind::dtype,
        "{}: self and mat2 must have the same dtype, but got {} and {}", op,
        toString(self.scalar_type()), toString(b.scalar_type()));
  check(a.scalar_type() == b.scalar_type(), ErrorKind::dtype,
        "{}: mat1 and mat2 must have the same dtype, but got {} and {}", op,
        toString(a.scalar_type()), toString(b.scalar_type()));
}

namespace {

/// One of the family: how its product is made, and the product's gradients by either factor.
struct Form {
  const char* op;
  const char *first, *second;  ///< the factors' places and names
  const char* node;
  DimVector (*shape)(const char* op, const Tensor& a, const Tensor& b);
  Tensor (*times)(const Tensor& a, const Tensor& b);
  // Turned where the factor lay in columns.
  Tensor (*grad_a)(const Tensor& g, const Tensor& b, bool columns);
  Tensor (*grad_b)(const Tensor& g, const Tensor& a, bool columns);
};

void check_has_dims(const char* op, const Tensor& t, int64_t dim) {
  check(t.dim() > 0, ErrorKind::index, "{}: Dimension specified as {} but tensor has no dimensions",
        op, dim);
}

void check_dims(const char* op, const Tensor& t, int64_t dim, const char* text) {
  check(t.dim() == dim, ErrorKind::shape, "{}: {}", op, text);
}

DimVector matrix_shape(const char* op, const Tensor& a, const Tensor& b) {
  check(a.dim() == 2, ErrorKind::shape, "{}: mat1 must be a matrix, got {}-D tensor", op, a.dim());
  check(b.dim() == 2, ErrorKind::shape, "{}: mat2 must be a matrix, got {}-D tensor", op, b.dim());
  check_inner(op, a, b);
  check_operands(op, a, b);
  return {a.size(0), b.size(1)};
}

DimVector vector_shape(const char* op, const Tensor& a, const Tensor& b) {
  check_operands(op, a, b);
  return {a.size(0)};
}

DimVector batch_shape(const char* op, const Tensor& a, const Tensor& b) {
  check_dims(op, a, 3, "batch1 must be a 3D tensor");
  check_dims(op, b, 3, "batch2 must be a 3D tensor");
  check_operands(op, a, b);
  check(a.size(0) == b.size(0) && a.size(2) == b.size(1), ErrorKind::shape,
        "{}: Expected size for first two dimensions of batch2 tensor to be: [{}, {}] but got: [{}, "
        "{}].",
        op, a.size(0), a.size(2), b.size(0), b.size(1));
  return {a.size(0), a.size(1), b.size(2)};
}

DimVector summed_batch_shape(const char* op, const Tensor& a, const Tensor& b) {
  check_dims(op, a, 3, "batch1 must be a 3D tensor");
  check_dims(op, b, 3, "batch2 must be a 3D tensor");
  check_operands(op, a, b);
  check(a.size(0) == b.size(0), ErrorKind::shape,
        "{}: batch1 and batch2 must have same number of batches, got {} and {}", op, a.size(0),
        b.size(0));
  check(a.size(2) == b.size(1), ErrorKind::shape,
        "{}: Incompatible matrix sizes for bmm ({}x{} and {}x{})", op, a.size(1), a.size(2),
        b.size(1), b.size(2));
  return {a.size(1), b.size(2)};
}

DimVector outer_shape(const char* op, const Tensor& a, const Tensor& b) {
  check(a.dim() == 1, ErrorKind::shape, "{}: Expected 1-D argument vec1, but got {}-D", op,
        a.dim());
  check(b.dim() == 1, ErrorKind::shape, "{}: Expected 1-D argument vec2, but got {}-D", op,
        b.dim());
  return {a.size(0), b.size(0)};
}

/// The sum over the batch is one product over the batch and the inner dim.
Tensor summed_bmm(const Tensor& a, const Tensor& b) {
  const int64_t inner = a.size(0) * a.size(2);
  return mm(a.transpose(0, 1).reshape({a.size(1), inner}), b.reshape({inner, b.size(2)}));
}

Tensor as_batch(const Tensor& g, const Tensor& like) {
  return g.expand({like.size(0), g.size(0), g.size(1)});
}

const Form kAddmm{"addmm",
                  "#1 'mat1'",
                  "#2 'mat2'",
                  "AddmmBackward0",
                  matrix_shape,
                  mm,
                  [](const Tensor& g, const Tensor& b, bool columns) {
                    return columns ? mm(b, g.t()).t() : mm(g, b.t());
                  },
                  [](const Tensor& g, const Tensor& a, bool columns) {
                    return columns ? mm(g.t(), a).t() : mm(a.t(), g);
                  }};
const Form kAddmv{"addmv",
                  "#1 'mat'",
                  "#2 'vec'",
                  "AddmvBackward0",
                  vector_shape,
                  mv,
                  [](const Tensor& g, const Tensor& b, bool) { return outer(g, b); },
                  [](const Tensor& g, const Tensor& a, bool) { return mv(a.t(), g); }};
const Form kBaddbmm{
    "baddbmm",
    "#1 'batch1'",
    "#2 'batch2'",
    "BaddbmmBackward0",
    batch_shape,
    bmm,
    [](const Tensor& g, const Tensor& b, bool) { return bmm(g, b.transpose(1, 2)); },
    [](const Tensor& g, const Tensor& a, bool) { return bmm(a.transpose(1, 2), g); }};
const Form kAddbmm{
    "addbmm",
    "#1 'batch1'",
    "#2 'batch2'",
    "AddbmmBackward0",
    summed_batch_shape,
    summed_bmm,
    [](const Tensor& g, const Tensor& b, bool) { return bmm(as_batch(g, b), b.transpose(1, 2)); },
    [](const Tensor& g, const Tensor& a, bool) { return bmm(a.transpose(1, 2), as_batch(g, a)); }};
const Form kAddr{"addr",
                 "#1 'vec1'",
                 "#2 'vec2'",
                 "AddrBackward0",
                 outer_shape,
                 outer,
                 [](const Tensor& g, const Tensor& b, bool) { return mv(g, b); },
                 [](const Tensor& g, const Tensor& a, bool) { return mv(g.t(), a); }};

/// A factor in the dtype of what it scales, as PyTorch casts it: 0.5 is 0 for integers.
Scalar factor_of(Scalar factor, ScalarType dtype) {
  if (dtype == kBool) return factor.to_bool();
  return is_integral(dtype, false) || factor.is_boolean() ? Scalar(factor.to_long()) : factor;
}

Tensor scaled(const Tensor& t, Scalar factor) {
  const Scalar f = factor_of(factor, t.scalar_type());
  return f.to_double() == 1 ? t : mul(t, f);
}

/// What is scaled must spread over the product, which the batched forms look at first of all, and
/// addmv only where the rest fits.
void check_spreads(const Form& form, const Tensor& self, const Tensor& a, const Tensor& b) {
  const auto size = [&](const Tensor& t, int64_t d) {
    check_has_dims(form.op, t, d);
    return t.size(wrap_dim(d, t.dim(), form.op));
  };
  if (&form == &kBaddbmm)
    check_expands(form.op, self, {size(a, 0), size(a, 1), size(b, 2)});
  else if (&form == &kAddbmm)
    check_expands(form.op, self, {size(a, 1), size(b, 2)});
}

/// The shape of the product, all arguments checked.
DimVector checked(const Form& form, const Tensor& self, const Tensor& a, const Tensor& b,
                  Scalar beta, Scalar alpha) {
  impl_of(self, form.op);
  impl_of(a, form.op, form.first);
  impl_of(b, form.op, form.second);
  if (&form == &kAddmm) check_addmm_dtypes(form.op, self, a, b);
  if (&form == &kAddmv) {
    check(a.dim() == 2 && b.dim() == 1 && self.dim() <= 1, ErrorKind::shape,
          "{}: vector + matrix @ vector expected, got {}, {}, {}", form.op, self.dim(), a.dim(),
          b.dim());
    // The message gives the size of self, which a number lacks.
    if (a.size(1) != b.size(0)) check_has_dims(form.op, self, 0);
    check_vector(form.op, self.numel(), a, b);
  }
  check_spreads(form, self, a, b);
  DimVector shape = form.shape(form.op, a, b);
  if (form.times == outer) {
    for (const Tensor* t : {&self, &a, &b})
      check(t->device() == self.device(), ErrorKind::device,
            "{}: Expected all tensors to be on the same device, but found at least two devices, {} "
            "and {}!",
            form.op, self.device(), t->device());
    const bool integers =
        !self.is_floating_point() && !a.is_floating_point() && !b.is_floating_point();
    for (const auto& [factor, name] : {std::pair(beta, "beta"), std::pair(alpha, "alpha")})
      check(!integers || !factor.is_floating_point(), ErrorKind::dtype,
            "{}: For integral input tensors, argument {} must not be a floating point number.",
            form.op, name);
  } else {
    check(self.scalar_type() == b.scalar_type(), ErrorKind::dtype,
          "{}: self and mat2 must have the same dtype, but got {} and {}", form.op,
          scalar_type_name(self.scalar_type()), scalar_type_name(b.scalar_type()));
    check_operands(form.op, self, a);
  }
  return shape;
}

GradFn grad_of(const Form& form, DimVector sizes, const Tensor& a, const Tensor& b, Scalar beta,
               Scalar alpha) {
  return [&form, sizes = std::move(sizes), a = Saved(a), b = Saved(b), left = in_columns(a),
          right = in_columns(b), beta, alpha](const Tensors& g, Needs needs) {
    return Tensors{needs[0] ? scaled(sum_to(g[0], sizes), beta) : Tensor(),
                   needs[1] ? scaled(form.grad_a(g[0], b.unpack(), left), alpha) : Tensor(),
                   needs[2] ? scaled(form.grad_b(g[0], a.unpack(), right), alpha) : Tensor()};
  };
}

Tensor add_product(const Form& form, const Tensor& self, const Tensor& a, const Tensor& b,
                   Scalar beta, Scalar alpha) {
  if (&form == &kBaddbmm) {
    check_spreads(form, self, a, b);
    check(self.scalar_type() == a.scalar_type(), ErrorKind::dtype,
          "{}: Input dtypes must be the same, got: input {}, batch1: {}, batch2: {}", form.op,
          cpp_name(self.scalar_type()), cpp_name(a.scalar_type()), cpp_name(b.scalar_type()));
  }
  check_expands(form.op, self, checked(form, self, a, b, beta, alpha));
  const auto run = [&] {
    const NoGradGuard guard;
    const bool fused = &form == &kAddmm && beta.to_double() == 1 && alpha.to_double() == 1 &&
                       self.is_floating_point() && self.dim() == 1 && self.size(0) == b.size(1);
    if (fused) return product(a, b, self);
    const Tensor y = scaled(form.times(a, b), alpha);
    if (beta.to_double() == 0)  // NaN in self does not count
      return form.times == outer ? y.to(result_type(self, y)) : y;
    return add(y, self, factor_of(beta, self.scalar_type()));
  };
  return record(form.node, {self, a, b}, run(),
                [&] { return grad_of(form, DimVector(self.sizes()), a, b, beta, alpha); });
}

Tensor& add_product_(const Form& form, const Tensor& self, const Tensor& left, const Tensor& right,
                     Scalar beta, Scalar alpha) {
  const DimVector shape = checked(form, self, left, right, beta, alpha);
  if (&form == &kAddr) {
    check(self.dim() == 2, ErrorKind::shape, "addr: 2D tensor expected, got {}D tensor for input",
          self.dim());
    check(self.sizes() == shape, ErrorKind::shape, "addr: size mismatch, input: {}, v1: {}, v2: {}",
          list_str(self.sizes()), list_str(left.sizes()), list_str(right.sizes()));
  }
  // addbmm alone spreads what it writes.
  check(self.sizes() == shape || &form == &kAddbmm, ErrorKind::shape,
        "{}_: Bad in-place call: input tensor size {} and output tensor size {} should match",
        form.op, list_str(self.sizes()), list_str(IntArrayRef(shape)));
  check_inplace(form.op, self);
  const DimVector before(self.sizes());
  if (before != shape) {
    const NoGradGuard guard;
    const Tensor spread = self.expand(shape).clone();
    self.set_data(spread);
  }
  // A factor that shares the overwritten memory is kept as it was.
  const Tensor a = left.is_alias_of(self) ? left.clone() : left;
  const Tensor b = right.is_alias_of(self) ? right.clone() : right;
  {
    const NoGradGuard guard;
    const Tensor y = scaled(form.times(a, b), alpha);
    check(can_cast(y.scalar_type(), self.scalar_type()), ErrorKind::dtype,
          "{}_: result type {} can't be cast to the desired output type {}", form.op,
          scalar_type_name(y.scalar_type()), scalar_type_name(self.scalar_type()));
    const Scalar keep = factor_of(beta, self.scalar_type());
    if (keep.to_double() == 0)
      copy_into(self, y);
    else
      copy_into(self, add(y, self, keep));
  }
  record_inplace(form.node, Tensors{self, a, b}, self,
                 [&]() -> GradFn { return grad_of(form, before, a, b, beta, alpha); });
  return const_cast<Tensor&>(self);
}

}  // namespace

#define PUMICE_ADD_PRODUCT(name, form)                                                           \
  Tensor name(const Tensor& self, const Tensor& a, const Tensor& b, Scalar beta, Scalar alpha) { \
    return add_product(form, self, a, b, beta, alpha);                                           \
  }                                                                                              \
  Tensor Tensor::name(const Tensor& a, const Tensor& b, Scalar beta, Scalar alpha) const {       \
    return add_product(form, *this, a, b, beta, alpha);                                          \
  }                                                                                              \
  Tensor& Tensor::name##_(const Tensor& a, const Tensor& b, Scalar beta, Scalar alpha) const {   \
    return add_product_(form, *this, a, b, beta, alpha);                                         \
  }
PUMICE_ADD_PRODUCT(addmm, kAddmm)
PUMICE_ADD_PRODUCT(addmv, kAddmv)
PUMICE_ADD_PRODUCT(addbmm, kAddbmm)
PUMICE_ADD_PRODUCT(baddbmm, kBaddbmm)
PUMICE_ADD_PRODUCT(addr, kAddr)

}  // namespace pumice
