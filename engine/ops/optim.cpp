// The steps of optimizers.
#include "pumice/ops/optim.h"

#include <cmath>

#include "ops/along_dim.h"
#include "ops/launch.h"
#include "shaders/kernels/adam_step.h"
#include "shaders/kernels/sgd_step.h"
#include "tensor/impl.h"

namespace pumice {
namespace {

void check_operand(const char* op, const char* what, const Tensor& t, const Tensor& param) {
  impl_of(t, op);
  check(t.sizes() == param.sizes(), ErrorKind::shape, "{}: {} has shape {}, the parameter {}", op,
        what, shape_str(t.sizes()), shape_str(param.sizes()));
  check(t.scalar_type() == param.scalar_type(), ErrorKind::dtype, "{}: {} is {}, the parameter {}",
        op, what, dtype_name(t.scalar_type()), dtype_name(param.scalar_type()));
  check(t.is_contiguous(), ErrorKind::unsupported, "{}: {} must be contiguous", op, what);
}

void check_param(const char* op, const Tensor& param, const Tensor& lr, const Tensor& step) {
  impl_of(param, op);
  check_floating(op, param);
  check(param.is_contiguous(), ErrorKind::unsupported, "{}: the parameter must be contiguous", op);
  const ScalarType compute = param.scalar_type() == kDouble ? kDouble : kFloat;
  for (const auto& [what, t] : {std::pair{"lr", &lr}, {"step", &step}}) {
    impl_of(*t, op);
    check(t->numel() == 1, ErrorKind::shape, "{}: {} must have one element, got {}", op, what,
          shape_str(t->sizes()));
    check(t->scalar_type() == compute, ErrorKind::dtype, "{}: {} must be {}, got {}", op, what,
          dtype_name(compute), dtype_name(t->scalar_type()));
  }
}

}  // namespace

void sgd_step_(const Tensor& param, const Tensor& grad, const Tensor& momentum_buffer,
               const Tensor& lr, const Tensor& step, double momentum, double dampening,
               double weight_decay, bool nesterov) {
  const char* op = "sgd_step_";
  check_param(op, param, lr, step);
  const Tensor g = grad.contiguous();
  check_operand(op, "grad", g, param);
  check(momentum_buffer.defined() == (momentum != 0), ErrorKind::value,
        "{}: the momentum buffer must be undefined exactly when momentum is 0", op);
  if (momentum != 0) check_operand(op, "momentum_buffer", momentum_buffer, param);
  check(!nesterov || (momentum > 0 && dampening == 0), ErrorKind::value,
        "{}: Nesterov momentum requires a momentum and zero dampening", op);
  if (param.numel() == 0) return;
  using Form = kernel::sgd_step::MOMENTUM;
  const auto form = momentum == 0 ? Form::none : nesterov ? Form::nesterov : Form::plain;
  launch(
      kernel::sgd_step{static_cast<uint32_t>(param.numel()), momentum, 1 - dampening, weight_decay},
      {param, g, momentum != 0 ? momentum_buffer : param, lr, step},
      {.groups = blocks(param.numel()), .spec = {static_cast<uint16_t>(form)}});
  param.impl()->bump_version();
  if (momentum != 0) momentum_buffer.impl()->bump_version();
}

void adam_step_(const Tensor& param, const Tensor& grad, const Tensor& exp_avg,
                const Tensor& exp_avg_sq, const Tensor& max_exp_avg_sq, const Tensor& lr,
                const Tensor& step, double beta1, double beta2, double eps, double weight_decay,
                bool decoupled) {
  const char* op = "adam_step_";
  check_param(op, param, lr, step);
  const Tensor g = grad.contiguous();
  check_operand(op, "grad", g, param);
  check_operand(op, "exp_avg", exp_avg, param);
  check_operand(op, "exp_avg_sq", exp_avg_sq, param);
  const bool amsgrad = max_exp_avg_sq.defined();
  if (amsgrad) check_operand(op, "max_exp_avg_sq", max_exp_avg_sq, param);
  check(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1, ErrorKind::value,
        "{}: Invalid beta parameters: {} and {}", op, beta1, beta2);
  if (param.numel() == 0) return;
  // log(0) as a large number, so that no infinity meets a zero.
  const auto log_of = [](double beta) { return beta > 0 ? std::log(beta) : -1e4; };
  launch(kernel::adam_step{static_cast<uint32_t>(param.numel()), beta1, beta2, 1 - beta1, 1 - beta2,
                           log_of(beta1), log_of(beta2), eps, weight_decay},
         {param, g, exp_avg, exp_avg_sq, amsgrad ? max_exp_avg_sq : exp_avg_sq, lr, step},
         {.groups = blocks(param.numel()), .spec = {decoupled, amsgrad}});
  for (const Tensor* t : {&param, &exp_avg, &exp_avg_sq}) t->impl()->bump_version();
  if (amsgrad) max_exp_avg_sq.impl()->bump_version();
}

}  // namespace pumice
