// The operator table: the one list of operators, from which tests, benchmarks and `pumice ops`
// come.
#pragma once

#include <span>
#include <string_view>

#include "device/kernel.h"
#include "ops/box.h"

namespace pumice {

enum class OpKind : uint8_t { elementwise, reduction, structured, dense, view, random };
const char* op_kind_name(OpKind kind);

/// One row. `forward` and `backward` are the kernels of its own that a device needs; an operator
/// without a backward of its own is either not differentiable or records others for its gradient.
struct Op {
  const char* name;
  OpKind kind;
  bool differentiable;
  BoxedCall call;
  std::span<const KernelInfo*const> forward, backward;
  bool as_bits =
      false;  ///< the forward kernels move elements of any dtype as integers of its width

  std::vector<Tensor> operator()(std::span<const Arg> args) const { return call(name, args); }
};

std::span<const Op> op_table();
/// Null when there is none of this name.
const Op* find_op(std::string_view name);

}  // namespace pumice
