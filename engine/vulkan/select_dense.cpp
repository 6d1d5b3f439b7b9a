// Which form of a dense kernel suits a problem and a device, and its tile sizes.
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string>

#include "shaders/kernels/conv2d.h"
#include "shaders/kernels/conv2d_grad_input.h"
#include "shaders/kernels/conv2d_grad_weight.h"
#include "shaders/kernels/matmul.h"
#include "vulkan/select.h"

namespace pumice::vulkan {
namespace {

uint32_t ceil_div(uint32_t a, uint32_t b) { return (a + b - 1) / b; }

/// A dense kernel's work as `batch` products of (m, k) by (k, n); a convolution's columns are
/// pixels (for the gradient of its weight: elements of a filter).
struct Problem {
  uint32_t batch = 1, m = 0, n = 0;
  uint64_t k = 0;
  bool b_along_k = false;  ///< columns of the right factor are contiguous
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
    problem = {p.batch, p.m, p.n, p.k, p.b_row == 1 && p.b_column != 1};
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

/// What PUMICE_DENSE asks for: "lanes", "shared" (with a digit: that shape of kShapes), "matrix",
/// "portable".
std::string_view wish() {
  const char* value = std::getenv("PUMICE_DENSE");
  return value ? value : "";
}

/// Tunes of the forms over lib/dense_tile.glsl, in its order.
struct Shape {
  uint32_t tile_m, tile_n, tile_k, rows, columns, slices;
  uint32_t lanes() const { return tile_m / rows * (tile_n / columns) * slices; }
  uint64_t shared_bytes(uint64_t element) const {
    const uint64_t partial = slices > 1 ? uint64_t{lanes()} * rows * columns : 0;
    return (uint64_t{tile_k} * slices * (tile_m + tile_n + 2) + partial + 1) * element;
  }
  uint64_t groups(const Problem& p) const {
    return uint64_t{p.batch} * ceil_div(p.m, tile_m) * ceil_div(p.n, tile_n);
  }
};

/// From the most work per load to the most groups; the last two for results of few rows.
constexpr Shape kShapes[] = {
    {128, 128, 8, 8, 8, 1}, {64, 64, 16, 4, 4, 1}, {32, 32, 8, 4, 4, 4},
    {16, 16, 4, 4, 4, 16},  {16, 64, 8, 4, 4, 4},  {1, 64, 8, 1, 1, 4},
};

/// Groups that keep a GPU of some size busy.
constexpr uint64_t kEnoughGroups = 128;

size_t shape_for(const Problem& p) {
  if (p.m == 1) return 5;
  if (p.m <= 16 && p.n >= 1024) return 4;
  if (p.m > 64 && p.n > 64 && kShapes[0].groups(p) >= kEnoughGroups) return 0;
  if (kShapes[1].groups(p) >= kEnoughGroups || p.k < 64) return 1;
  return kShapes[2].groups(p) >= kEnoughGroups || p.k < 512 ? 2 : 3;
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
  const uint32_t depth = !problem.b_along_k ? 1 : columns == 8 ? 2 : 4;
  choice.module = module;
  choice.name = module->implementation;
  choice.local_size = lanes;
  choice.tunes = {rows, columns, depth};
  choice.tune_count = static_cast<uint32_t>(module->tunes.size());
  choice.groups = problem.batch * ceil_div(problem.m, rows) * ceil_div(problem.n, columns * lanes);
  return true;
}

bool Selector::choose_shared(const Command& command, Choice& choice) const {
  Problem problem;
  const std::string name = std::string(command.kernel->name) + "_shared";
  const SpirvModule* module =
      modules_.find(*command.kernel, command.variant.t, command.variant.u, name);
  if (!module || !problem_of(command, problem)) return false;
  const std::string_view wanted = wish();
  const bool forced = wanted.size() == 7 && wanted.starts_with("shared") && wanted[6] >= '0' &&
                      wanted[6] < static_cast<char>('0' + std::size(kShapes));
  const Shape& s = kShapes[forced ? static_cast<size_t>(wanted[6] - '0') : shape_for(problem)];
  const auto& limits = device_.limits;
  const uint64_t groups = s.groups(problem), element = command.variant.t == kDouble ? 8 : 4;
  if (s.lanes() > limits.maxComputeWorkGroupInvocations ||
      s.lanes() > limits.maxComputeWorkGroupSize[0] ||
      s.shared_bytes(element) > limits.maxComputeSharedMemorySize || groups > UINT32_MAX)
    return false;
  choice.module = module;
  choice.name = module->implementation;
  choice.local_size = s.lanes();
  choice.tunes = {s.tile_m, s.tile_n, s.tile_k, s.rows, s.columns, s.slices};
  choice.tune_count = static_cast<uint32_t>(module->tunes.size());
  choice.groups = static_cast<uint32_t>(groups);
  return true;
}

bool Selector::choose_matrix(const Command& command, Choice& choice) const {
  Problem problem;
  const SpirvModule* module = modules_.find(*command.kernel, command.variant.t, command.variant.u,
                                            std::string(command.kernel->name) + "_matrix");
  if (!module || !problem_of(command, problem)) return false;
  const MatrixShape* shape = nullptr;
  for (const MatrixShape& s : device_.matrix_shapes)
    if (s.a == command.variant.t && s.c == kFloat && !shape) shape = &s;
  // The kernel counts on whole subgroups of the size that is reported.
  const DeviceProperties& p = device_.properties;
  if (!shape ||
      (p.min_subgroup_size != p.max_subgroup_size && !device_.features.subgroup_size_control))
    return false;
  constexpr uint32_t down = 2, across = 2;
  const auto groups = [&](uint32_t matrices) {
    return uint64_t{problem.batch} * ceil_div(problem.m, shape->m * matrices * down) *
           ceil_div(problem.n, shape->n * matrices * across);
  };
  const uint32_t matrices = groups(4) >= kEnoughGroups ? 4 : 2;
  const uint64_t tile_m = shape->m * matrices * down, tile_n = shape->n * matrices * across,
                 tile_k = 2 * shape->k;
  const uint64_t shared = 2 * (tile_m * (tile_k + 8) + tile_k * (tile_n + 8)) +
                          uint64_t{4} * shape->m * shape->n * down * across;
  const uint32_t lanes = p.subgroup_size * down * across;
  if (shared > device_.limits.maxComputeSharedMemorySize ||
      lanes > device_.limits.maxComputeWorkGroupInvocations ||
      lanes > device_.limits.maxComputeWorkGroupSize[0] || groups(matrices) > UINT32_MAX)
    return false;
  choice.module = module;
  choice.name = module->implementation;
  choice.local_size = lanes;
  choice.whole_subgroups = true;
  choice.tunes = {shape->m, shape->n, shape->k, matrices, matrices, down, across};
  choice.tune_count = static_cast<uint32_t>(module->tunes.size());
  choice.groups = static_cast<uint32_t>(groups(matrices));
  return true;
}

bool Selector::choose_dense(const Command& command, Choice& choice) const {
  const std::string_view wanted = wish();
  if (wanted == "portable") return false;
  if (wanted == "lanes") return choose_lanes(command, choice);
  if (wanted.starts_with("shared")) return choose_shared(command, choice);
  if (wanted == "matrix") return choose_matrix(command, choice);
  if (runs_groups_in_turn(device_)) return choose_lanes(command, choice);
  return choose_matrix(command, choice) || choose_shared(command, choice);
}

}  // namespace pumice::vulkan
