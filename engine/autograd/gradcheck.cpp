// gradcheck and gradgradcheck: recorded gradients against central differences.
#include <cmath>
#include <random>

#include "base/error.h"
#include "pumice/autograd.h"
#include "pumice/factories.h"
#include "tensor/impl.h"

namespace pumice::autograd {

namespace {

using Function = std::function<variable_list(const variable_list&)>;
using Column = std::vector<double>;  // one number per element of an output

Column read(const Tensor& tensor) {
  if (!tensor.defined()) return {};
  const Tensor host = tensor.detach().to(Device(kCPU), kDouble).contiguous();
  const auto* data = static_cast<double*>(pumice::detail::host_elements(host));
  return Column(data, data + host.numel());
}

Tensor write(const Column& values, const Tensor& like) {
  Tensor made = tensor(ArrayRef<double>(values), kDouble).view(like.sizes()).to(like);
  made = made.detach();
  made.set_requires_grad(like.requires_grad());
  return made;
}

bool is_differentiable(const Tensor& tensor) {
  return tensor.defined() && tensor.is_floating_point() && tensor.requires_grad();
}

// Columns of the Jacobian by central differences: d outputs / d inputs[which][element].
std::vector<Column> differences(const Function& fn, const variable_list& inputs, size_t which,
                                size_t element, double eps) {
  const auto outputs_at = [&](double shift) {
    Column values = read(inputs[which]);
    values[element] += shift;
    variable_list moved;
    for (size_t i = 0; i < inputs.size(); ++i) {
      const Tensor& input = inputs[i];
      moved.push_back(i == which        ? write(values, input)
                      : input.defined() ? input.detach().set_requires_grad(input.requires_grad())
                                        : input);
    }
    std::vector<Column> columns;
    for (const Tensor& output : fn(moved)) columns.push_back(read(output));
    return columns;
  };
  std::vector<Column> high = outputs_at(eps);
  const std::vector<Column> low = outputs_at(-eps);
  for (size_t o = 0; o < high.size(); ++o)
    for (size_t i = 0; i < high[o].size(); ++i) high[o][i] = (high[o][i] - low[o][i]) / (2 * eps);
  return high;
}

// rows[e][i]: gradient of element e of the output by element i of the input; empty where none
// flows.
std::vector<Column> jacobian(const Tensor& output, const Tensor& input) {
  std::vector<Column> rows(static_cast<size_t>(output.numel()));
  Column unit(rows.size(), 0.0);
  for (size_t e = 0; e < rows.size(); ++e) {
    unit[e] = 1;
    const Tensor seed = write(unit, output.detach());
    rows[e] = read(grad({output}, {input}, {seed}, /*retain_graph=*/true, /*create_graph=*/false,
                        /*allow_unused=*/true)[0]);
    unit[e] = 0;
  }
  return rows;
}

struct Worst {
  double excess = 0, numerical = 0, analytical = 0;
  size_t output = 0, input = 0, row = 0, column = 0;
};

bool check_jacobians(const char* name, const Function& fn, const variable_list& inputs, double eps,
                     double atol, double rtol) {
  bool any = false;
  for (const Tensor& input : inputs) {
    if (!is_differentiable(input)) continue;
    any = true;
    check(input.scalar_type() == kDouble, ErrorKind::dtype,
          "{}: inputs that require grad must be float64, got {}", name,
          dtype_name(input.scalar_type()));
  }
  check(any, ErrorKind::autograd,
        "{} expects at least one input tensor to require gradient, but none of the them have "
        "requires_grad=True.",
        name);

  const variable_list outputs = fn(inputs);
  Worst worst;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!is_differentiable(inputs[i])) continue;
    std::vector<std::vector<Column>> recorded(outputs.size());
    for (size_t o = 0; o < outputs.size(); ++o)
      if (is_differentiable(outputs[o])) recorded[o] = jacobian(outputs[o], inputs[i]);
    for (size_t c = 0; c < static_cast<size_t>(inputs[i].numel()); ++c) {
      const std::vector<Column> numerical = differences(fn, inputs, i, c, eps);
      for (size_t o = 0; o < outputs.size(); ++o) {
        if (!outputs[o].defined() || !outputs[o].is_floating_point()) continue;
        for (size_t r = 0; r < numerical[o].size(); ++r) {
          const double expected = numerical[o][r];
          const double found =
              recorded[o].empty() || recorded[o][r].empty() ? 0.0 : recorded[o][r][c];
          const double excess = std::fabs(found - expected) - (atol + rtol * std::fabs(expected));
          if (excess > worst.excess || std::isnan(excess))
            worst = {std::isnan(excess) ? HUGE_VAL : excess, expected, found, o, i, r, c};
        }
      }
    }
  }
  check(worst.excess <= 0, ErrorKind::autograd,
        "{}: Jacobian mismatch for output {} with respect to input {}, worst at output element {}, "
        "input element {}: numerical {}, analytical {}",
        name, worst.output, worst.input, worst.row, worst.column, worst.numerical,
        worst.analytical);
  return true;
}

}  // namespace

bool gradcheck(const Function& fn, const variable_list& inputs, double eps, double atol,
               double rtol) {
  return check_jacobians("gradcheck", fn, inputs, eps, atol, rtol);
}

bool gradgradcheck(const Function& fn, const variable_list& inputs, double eps, double atol,
                   double rtol) {
  // The inputs, then one cotangent per differentiable output.
  variable_list all = inputs;
  std::mt19937 generator(1);
  std::normal_distribution<double> normal;
  for (const Tensor& output : fn(inputs)) {
    if (!is_differentiable(output)) continue;
    Column values(static_cast<size_t>(output.numel()));
    for (double& value : values) value = normal(generator);
    all.push_back(write(values, output));
  }
  const size_t count = inputs.size();
  const Function gradients = [&fn, count](const variable_list& given) {
    const variable_list args(given.begin(), given.begin() + static_cast<ptrdiff_t>(count));
    const variable_list seeds(given.begin() + static_cast<ptrdiff_t>(count), given.end());
    variable_list outputs, wanted;
    for (const Tensor& output : fn(args))
      if (is_differentiable(output)) outputs.push_back(output);
    for (const Tensor& arg : args)
      if (is_differentiable(arg)) wanted.push_back(arg);
    variable_list results = grad(outputs, wanted, seeds, {}, /*create_graph=*/true,
                                 /*allow_unused=*/true);
    for (size_t i = 0; i < results.size(); ++i)
      if (!results[i].defined()) results[i] = zeros_like(wanted[i]);
    return results;
  };
  return check_jacobians("gradgradcheck", gradients, all, eps, atol, rtol);
}

}  // namespace pumice::autograd
