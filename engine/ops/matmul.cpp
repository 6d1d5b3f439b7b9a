// Matrix products over one dense kernel: mm, bmm, mv, dot, matmul, linear.
#include "ops/matmul.h"

#include <algorithm>

#include "autograd/record.h"
#include "ops/copy.h"
#include "ops/iterate.h"
#include "ops/launch.h"
#include "ops/optional.h"
#include "ops/refusals.h"
#include "ops/type_names.h"
#include "pumice/functions.h"
#include "shaders/kernels/matmul.h"
#include "shaders/kernels/matmul_int.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

/// A matrix, or a batch of them, as the kernel reads it.
struct Operand {
  Tensor tensor;
  uint32_t batch = 0, row = 0, column = 0;  ///< strides
};

/// Takes the tensor as it lies where its matrices are packed along rows or columns, or else a copy.
Operand operand(const Tensor& t) {
  const int64_t rows = t.size(-2), columns = t.size(-1);
  int64_t row = t.stride(-2), column = t.stride(-1);
  // A dim of size 1 is never stepped along, so its stride may say anything: let it say what a
  // packed matrix would, from which backends tell the layout.
  if (columns == 1) column = row == 1 ? rows : 1;
  if (rows == 1) row = column == 1 ? columns : 1;
  const bool packed = (column == 1 && row >= columns) || (row == 1 && column >= rows);
  if (!packed) return operand(t.contiguous());
  const int64_t batch = t.dim() == 3 && t.size(0) > 1 ? t.stride(0) : 0;
  return {t, static_cast<uint32_t>(batch), static_cast<uint32_t>(row),
          static_cast<uint32_t>(column)};
}

/// The params that the kernels of both floating and integer products begin with.
template <class Kernel>
Kernel params_of(const Tensor& a, const Tensor& b, const Operand& left, const Operand& right) {
  Kernel p;
  p.batch = static_cast<uint32_t>(a.dim() == 3 ? a.size(0) : 1);
  p.m = static_cast<uint32_t>(a.size(-2));
  p.n = static_cast<uint32_t>(b.size(-1));
  p.k = static_cast<uint32_t>(a.size(-1));
  p.a_batch = left.batch;
  p.a_row = left.row;
  p.a_column = left.column;
  p.b_batch = right.batch;
  p.b_row = right.row;
  p.b_column = right.column;
  return p;
}

}  // namespace

Tensor product(const Tensor& a, const Tensor& b, const Tensor& bias) {
  const NoGradGuard guard;
  const int64_t batch = a.dim() == 3 ? a.size(0) : 1, m = a.size(-2), k = a.size(-1),
                n = b.size(-1);
  Tensor y = a.dim() == 3 ? make_tensor({batch, m, n}, a.scalar_type(), a.device())
                          : make_tensor({m, n}, a.scalar_type(), a.device());
  if (y.numel() == 0) return y;
  if (k == 0) {
    if (bias.defined())
      copy_into(y, bias);
    else
      fill_into(y, 0);
    return y;
  }
  const Operand left = operand(a), right = operand(b);
  if (!a.is_floating_point()) {
    launch(params_of<kernel::matmul_int>(a, b, left, right), {left.tensor, right.tensor, y},
           {.groups = blocks(y.numel())});
    if (bias.defined()) y.add_(bias);
    return y;
  }
  using Kernel = kernel::matmul;
  const auto form = bias.defined() ? Kernel::BIAS::column : Kernel::BIAS::none;
  const Tensor third = bias.defined() ? bias.contiguous() : left.tensor;
  // The planner names a residual where it finds one.
  launch(params_of<Kernel>(a, b, left, right), {left.tensor, right.tensor, third, left.tensor, y},
         {.groups = blocks(y.numel()), .spec = {static_cast<uint16_t>(form)}});
  return y;
}

void check_operands(const char* op, const Tensor& a, const Tensor& b) {
  check(a.scalar_type() == b.scalar_type() || a.dim() != 2 || b.dim() != 2, ErrorKind::dtype,
        "{}: expected m1 and m2 to have the same dtype, but got: {} != {}", op,
        cpp_name(a.scalar_type()), cpp_name(b.scalar_type()));
  check_dtype(op, a);
  check(a.scalar_type() == b.scalar_type(), ErrorKind::dtype,
        "{}: expected scalar type {} but found {}", op, toString(a.scalar_type()),
        toString(b.scalar_type()));
  check(a.device() == b.device(), ErrorKind::device,
        "{}: Expected all tensors to be on the same device, but found at least two devices, {} and "
        "{}!",
        op, a.device(), b.device());
}

void check_vector(const char* op, int64_t out, const Tensor& mat, const Tensor& vec) {
  check(mat.size(1) == vec.size(0) && (out == mat.size(0) || out == 1), ErrorKind::shape,
        "{}: size mismatch, got input ({}), mat ({}x{}), vec ({})", op, out, mat.size(0),
        mat.size(1), vec.size(0));
}

void check_inner(const char* op, const Tensor& a, const Tensor& b) {
  check(a.size(1) == b.size(0), ErrorKind::shape,
        "{}: mat1 and mat2 shapes cannot be multiplied ({}x{} and {}x{})", op, a.size(0), a.size(1),
        b.size(0), b.size(1));
}

bool in_columns(const Tensor& t) {
  return t.dim() == 2 && t.stride(0) == 1 && t.stride(1) == t.size(0);
}

namespace {

/// The product as an operator: batched where the operands have three dims.
Tensor multiply(const char* node, const Tensor& a, const Tensor& b) {
  return record(node, {a, b}, product(a, b), [&] {
    return [a = Saved(a), b = Saved(b), batched = a.dim() == 3, left = in_columns(a),
            right = in_columns(b)](const Tensors& g, Needs needs) {
      const auto times = batched ? bmm : mm;
      Tensors grads(2);
      if (needs[0])
        grads[0] = left ? mm(b.unpack(), g[0].t()).t() : times(g[0], b.unpack().transpose(-2, -1));
      if (needs[1])
        grads[1] = right ? mm(g[0].t(), a.unpack()).t() : times(a.unpack().transpose(-2, -1), g[0]);
      return grads;
    };
  });
}

Tensor mm_as(const char* op, const Tensor& a, const Tensor& b) {
  check_inner(op, a, b);
  check_operands(op, a, b);
  return multiply("MmBackward0", a, b);
}

Tensor bmm_as(const char* op, const Tensor& a, const Tensor& b) {
  check(a.size(0) == b.size(0) && a.size(2) == b.size(1), ErrorKind::shape,
        "{}: Expected size for first two dimensions of batch2 tensor to be: [{}, {}] but got: [{}, "
        "{}].",
        op, a.size(0), a.size(2), b.size(0), b.size(1));
  check_dtype("bmm", a.scalar_type(), op);
  check_operands(op, a, b);
  return multiply("BmmBackward0", a, b);
}

/// x (rows, in), weight (out, in), bias (out) or undefined.
Tensor linear_2d(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  const char* node = bias.defined() ? "AddmmBackward0" : "MmBackward0";
  return record(node, {x, weight, bias}, product(x, weight.t(), bias), [&] {
    return [x = Saved(x), weight = Saved(weight), left = in_columns(x), right = in_columns(weight)](
               const Tensors& g, Needs needs) {
      Tensors grads(3);
      if (needs[0])
        grads[0] = left ? mm(weight.unpack().t(), g[0].t()).t() : mm(g[0], weight.unpack());
      if (needs[1]) grads[1] = right ? mm(x.unpack().t(), g[0]).t() : mm(g[0].t(), x.unpack());
      if (needs[2]) grads[2] = sum(g[0], IntArrayRef{0});
      return grads;
    };
  });
}

/// The shape to which the dims before the last two broadcast.
DimVector batch_shape(const Tensor& a, const Tensor& b) {
  const auto batch = [](const Tensor& t) {
    return IntArrayRef(t.sizes().data(), t.sizes().size() - 2);
  };
  return broadcast_shapes(batch(a), batch(b), "matmul");
}

/// t expanded to `batch` and folded to three dims.
Tensor as_batch(const Tensor& t, IntArrayRef batch, int64_t count) {
  DimVector full(batch);
  full.push_back(t.size(-2));
  full.push_back(t.size(-1));
  return t.expand(full).reshape({count, t.size(-2), t.size(-1)});
}

Tensor matmul_batched(const Tensor& a, const Tensor& b) {
  DimVector shape = batch_shape(a, b);
  int64_t count = 1;
  for (const int64_t n : shape) count *= n;
  const Tensor y = bmm_as("matmul", as_batch(a, shape, count), as_batch(b, shape, count));
  shape.push_back(y.size(1));
  shape.push_back(y.size(2));
  return as_own(rename_node(y.reshape(shape), "UnsafeViewBackward0"));
}

/// (..., m, k) x (k, n): one product over all the rows.
Tensor matmul_folded(const Tensor& a, const Tensor& b) {
  DimVector shape(a.sizes());
  int64_t rows = 1;
  for (size_t d = 0; d + 1 < shape.size(); ++d) rows *= shape[d];
  shape.back() = b.size(1);
  return as_own(rename_node(mm_as("matmul", a.reshape({rows, a.size(-1)}), b).reshape(shape),
                            "UnsafeViewBackward0"));
}

}  // namespace

Tensor mm(const Tensor& self, const Tensor& mat2) {
  impl_of(self, "mm");
  impl_of(mat2, "mm", "#1 'mat2'");
  check(self.dim() == 2, ErrorKind::shape, "mm: self must be a matrix");
  check(mat2.dim() == 2, ErrorKind::shape, "mm: mat2 must be a matrix");
  return mm_as("mm", self, mat2);
}

Tensor bmm(const Tensor& self, const Tensor& mat2) {
  impl_of(self, "bmm");
  impl_of(mat2, "bmm", "#1 'mat2'");
  check(self.dim() == 3, ErrorKind::shape, "bmm: batch1 must be a 3D tensor");
  check(mat2.dim() == 3, ErrorKind::shape, "bmm: batch2 must be a 3D tensor");
  return bmm_as("bmm", self, mat2);
}

Tensor mv(const Tensor& self, const Tensor& vec) {
  impl_of(self, "mv");
  impl_of(vec, "mv", "#1 'vec'");
  const int64_t rows = self.size(0);
  check(self.dim() == 2 && vec.dim() == 1, ErrorKind::shape,
        "mv: vector + matrix @ vector expected, got 1, {}, {}", self.dim(), vec.dim());
  check_vector("mv", rows, self, vec);
  check_operands("mv", self, vec);
  const auto run = [&] {
    const NoGradGuard guard;
    return as_own(product(self, vec.unsqueeze(1)).reshape({rows}));
  };
  return record("MvBackward0", {self, vec}, run(), [&] {
    return [a = Saved(self), v = Saved(vec)](const Tensors& g, Needs needs) {
      return Tensors{needs[0] ? outer(g[0], v.unpack()) : Tensor(),
                     needs[1] ? mv(a.unpack().t(), g[0]) : Tensor()};
    };
  });
}

namespace {
void check_same_type(const char* op, const Tensor& a, const Tensor& b) {
  check(a.scalar_type() == b.scalar_type(), ErrorKind::dtype,
        "{}: dot : expected both vectors to have same dtype, but found {} and {}", op,
        scalar_type_name(a.scalar_type()), scalar_type_name(b.scalar_type()));
}
}  // namespace

Tensor dot(const Tensor& self, const Tensor& tensor) {
  impl_of(self, "dot");
  impl_of(tensor, "dot", "#1 'tensor'");
  check(self.dim() == 1 && tensor.dim() == 1, ErrorKind::shape,
        "dot: 1D tensors expected, but got {}D and {}D tensors", self.dim(), tensor.dim());
  check_same_type("dot", self, tensor);
  check_operands("dot", self, tensor);
  check(self.size(0) == tensor.size(0), ErrorKind::shape,
        "dot: inconsistent tensor size, expected tensor [{}] and src [{}] to have the same number "
        "of elements, but got {} and {} elements respectively",
        self.size(0), tensor.size(0), self.size(0), tensor.size(0));
  const auto run = [&] {
    const NoGradGuard guard;
    return as_own(product(self.unsqueeze(0), tensor.unsqueeze(1)).reshape({}));
  };
  return record("DotBackward0", {self, tensor}, run(), [&] {
    return [a = Saved(self), b = Saved(tensor)](const Tensors& g, Needs needs) {
      return Tensors{needs[0] ? mul(g[0], b.unpack()) : Tensor(),
                     needs[1] ? mul(g[0], a.unpack()) : Tensor()};
    };
  });
}

Tensor matmul(const Tensor& self, const Tensor& other) {
  const int64_t a = self.dim(), b = other.dim();
  check(a > 0 && b > 0, ErrorKind::shape,
        "matmul: both arguments to matmul need to be at least 1D, but they are {}D and {}D", a, b);
  impl_of(self, "matmul");
  impl_of(other, "matmul", a == 1 ? "#1 'tensor'" : "#1 'vec'");
  if (a == 1 && b == 1) {
    check_same_type("matmul", self, other);
    check(self.size(0) == other.size(0), ErrorKind::shape,
          "matmul: inconsistent tensor size, expected tensor [{}] and src [{}] to have the same "
          "number of elements, but got {} and {} elements respectively",
          self.size(0), other.size(0), self.size(0), other.size(0));
    return as_own(rename_node(mm_as("matmul", self.unsqueeze(0), other.unsqueeze(1)).reshape({}),
                              "DotBackward0"));
  }
  if (b == 1) {
    const int64_t rows = self.size(-1) > 0 ? self.numel() / self.size(-1) : 0;
    check(self.size(-1) == other.size(0), ErrorKind::shape,
          "matmul: size mismatch, got input ({}), mat ({}x{}), vec ({})", rows, rows, self.size(-1),
          other.size(0));
    if (a == 2) check_dtype("mv", self.scalar_type(), "matmul");
    check(self.scalar_type() == other.scalar_type(), ErrorKind::dtype,
          "matmul: expected scalar type {} but found {}", toString(self.scalar_type()),
          toString(other.scalar_type()));
    return as_own(rename_node(matmul_folded(self, other.unsqueeze(1)).squeeze(-1),
                              a == 2 ? "MvBackward0" : "UnsafeViewBackward0"));
  }
  if (a == 1)
    return as_own(rename_node(matmul(self.unsqueeze(0), other).squeeze(-2),
                              b == 2 ? "SqueezeBackward4" : "UnsafeViewBackward0"));
  if (a == 2 && b == 2) return mm_as("matmul", self, other);
  if (b == 2) return matmul_folded(self, other);
  const Tensor y = matmul_batched(self, other);
  return a == 2 ? rename_node(y, "CloneBackward0") : y;
}

namespace {

int64_t rows_of(const Tensor& x) {
  int64_t rows = 1;
  for (int64_t d = 0; d + 1 < x.dim(); ++d) rows *= x.size(d);
  return rows;
}

// Operator by operator as PyTorch has it, with the errors of each.
Tensor linear_in_parts(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  const bool added =
      bias.defined() && (input.dim() == 2 || (input.dim() == 3 && input.is_contiguous()));
  if (weight.dim() == 2 && input.dim() > 1) {  // the errors that most callers see, by linear's name
    const Tensor x = input.reshape({rows_of(input), input.size(-1)});
    if (added) check_addmm_dtypes("linear", bias, x, weight);
    check_inner("linear", x, weight.t());
  }
  if (!added) {
    const Tensor y = matmul(input, weight.t());
    return bias.defined() ? y.add_(bias) : y;
  }
  if (input.dim() == 2) return addmm(bias, input, weight.t());
  const Tensor x = input.view({rows_of(input), input.size(2)});
  return addmm(bias, x, weight.t()).view({input.size(0), input.size(1), -1});
}

bool multiplies(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  const auto like = [&](const Tensor& t) {
    return t.scalar_type() == input.scalar_type() && t.device() == input.device();
  };
  return weight.dim() == 2 && input.size(-1) == weight.size(1) && like(weight) &&
         !refuses("linear", input.scalar_type()) &&
         (!bias.defined() || (input.is_floating_point() && bias.dim() == 1 &&
                              bias.size(0) == weight.size(0) && like(bias)));
}

}  // namespace

Tensor linear(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& given) {
  const Tensor& bias = or_undefined(given);
  const size_t a = impl_of(input, "linear").sizes.size(),
               b = impl_of(weight, "linear").sizes.size();
  check(a > 0 && b > 0, ErrorKind::shape,
        "linear: both arguments to linear need to be at least 1D, but they are {}D and {}D", a, b);
  if (!multiplies(input, weight, bias)) return linear_in_parts(input, weight, bias);
  DimVector shape(input.sizes());
  const Tensor x = input.dim() == 2 ? input : input.reshape({rows_of(input), shape.back()});
  shape.back() = weight.size(0);
  Tensor y = linear_2d(x, weight, bias);
  if (input.dim() == 2) return y;
  if (bias.defined() && input.is_contiguous())
    return rename_node(y.reshape(shape), "ViewBackward0");
  return as_own(rename_node(y.reshape(shape), bias.defined()     ? "AddBackward0"
                                              : input.dim() == 1 ? "SqueezeBackward4"
                                                                 : "UnsafeViewBackward0"));
}

Tensor Tensor::mm(const Tensor& mat2) const { return pumice::mm(*this, mat2); }
Tensor Tensor::bmm(const Tensor& mat2) const { return pumice::bmm(*this, mat2); }
Tensor Tensor::mv(const Tensor& vec) const { return pumice::mv(*this, vec); }
Tensor Tensor::dot(const Tensor& other) const { return pumice::dot(*this, other); }
Tensor Tensor::vdot(const Tensor& other) const {
  return rename_node(pumice::dot(*this, other), "VdotBackward0");
}
Tensor Tensor::matmul(const Tensor& other) const { return pumice::matmul(*this, other); }

}  // namespace pumice
