// Which form of a dense kernel suits a problem and a device, and its tile sizes.
#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "shaders/kernels.h"
#include "vulkan/select.h"

namespace pumice::vulkan {
namespace {

uint32_t ceil_div(uint32_t a, uint32_t b) { return (a + b - 1) / b; }

/// A dense kernel's work as `batch` products of (m, k) by (k, n); a convolution's columns are
/// pixels (for the gradient of its weight: elements of a filter).
struct Problem {
  uint32_t batch = 1, m = 0, n = 0;
  uint64_t k = 0;
};

template <class P>
P params_of(const Command& command) {
  P params;
  std::memcpy(&params, command.params.data(), sizeof params);
  return params;
}

bool problem_of(const Command& command, Problem& problem) {
  if (command.kernel == &kernel::matmul::info) {
    const auto p = params_of<kernel::matmul>(command);
    problem = {p.batch, p.m, p.n, p.k};
  } else if (command.kernel == &kernel::conv2d::info) {
    const auto p = params_of<kernel::conv2d>(command);
    problem = {p.groups, p.o / p.groups, p.n * p.oh * p.ow, uint64_t{p.c} / p.groups * p.kh * p.kw};
  } else if (command.kernel == &kernel::conv2d_grad_input::info) {
    const auto p = params_of<kernel::conv2d_grad_input>(command);
    problem = {p.groups, p.c / p.groups, p.n * p.h * p.w, uint64_t{p.o} / p.groups * p.kh * p.kw};
  } else if (command.kernel == &kernel::conv2d_grad_weight::info) {
    const auto p = params_of<kernel::conv2d_grad_weight>(command);
    problem = {p.groups, p.o / p.groups, p.c / p.groups * p.kh * p.kw, uint64_t{p.n} * p.oh * p.ow};
  } else {
    return false;
  }
  return true;
}

/// What PUMICE_DENSE asks for: "lanes", "shared", "coopmat" or "portable"; empty otherwise.
std::string wish() {
  const char* value = std::getenv("PUMICE_DENSE");
  return value ? value : "";
}

}  // namespace

bool Selector::choose_lanes(const Command& command, Choice& choice) const {
  Problem problem;
  const std::string name = std::string(command.kernel->name) + "_lanes";
  const SpirvModule* module =
      modules_.find(*command.kernel, command.variant.t, command.variant.u, name);
  if (!module || !problem_of(command, problem)) return false;
  const uint32_t lanes = device_.properties.subgroup_size;
  // Few shapes, so that few pipelines are made. 16 x 8 is fastest where the problem fills it.
  const uint32_t rows = problem.m > 8 ? 16 : problem.m > 4 ? 8 : problem.m > 1 ? 4 : 1;
  const uint32_t wide = problem.n / lanes;
  const uint32_t columns = wide >= 16 ? 8 : wide >= 3 ? 4 : wide >= 1 ? 2 : 1;
  choice.code = module->code;
  choice.name = module->implementation;
  choice.local_size = lanes;
  choice.tunes = {rows, columns};
  choice.tune_count = 2;
  choice.groups = problem.batch * ceil_div(problem.m, rows) * ceil_div(problem.n, columns * lanes);
  return true;
}

bool Selector::choose_dense(const Command& command, Choice& choice) const {
  const std::string wanted = wish();
  if (wanted == "portable") return false;
  if (wanted == "lanes" || device_.is_software()) return choose_lanes(command, choice);
  return false;
}

}  // namespace pumice::vulkan
