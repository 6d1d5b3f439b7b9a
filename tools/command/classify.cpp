// pumice classify: the three likeliest classes of each image.
#include <fmt/core.h>

#include <algorithm>
#include <numeric>

#include "command/commands.h"
#include "command/digits_model.h"
#include "command/terminal.h"

namespace pumice::command {
namespace {

constexpr size_t kTop = 3;

void print_top(const std::string& path, size_t width, const DigitsSpec& spec,
               const float* chances) {
  std::vector<size_t> order(spec.classes.size());
  std::iota(order.begin(), order.end(), 0);
  const size_t shown = std::min(kTop, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<ptrdiff_t>(shown), order.end(),
                    [&](size_t a, size_t b) { return chances[a] > chances[b]; });
  fmt::print("{:<{}}", path, width);
  for (size_t i = 0; i < shown; ++i) {
    const std::string text =
        fmt::format("{:>6} {:5.1f} %", spec.classes[order[i]], 100 * chances[order[i]]);
    fmt::print("  {}", i == 0 ? bold(text) : faint(text));
  }
  fmt::print("\n");
}

void classify(const std::vector<std::string>& images, const std::string& weights,
              const std::string& device_name) {
  const Device device = choose_device(device_name);
  auto [net, spec] = load_digits(weights);
  std::vector<Tensor> batch;
  for (const std::string& path : images)
    batch.push_back(data::resize_area(data::read_image(path, 1), spec.height, spec.width));

  const NoGradGuard no_grad;
  const Tensor input = spec.normalise(stack(batch)).to(device);
  const Tensor chances = net(input).softmax(1).cpu().contiguous();
  size_t width = 0;
  for (const std::string& path : images) width = std::max(width, path.size());
  const auto classes = spec.classes.size();
  for (size_t i = 0; i < images.size(); ++i)
    print_top(images[i], width, spec, chances.data_ptr<float>() + i * classes);
}

}  // namespace

void add_classify(CLI::App& app) {
  struct Options {
    std::vector<std::string> images;
    std::string weights, device;
  };
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("classify", "Names the likeliest classes of PNG or JPEG images");
  command->add_option("image", options->images, "Images: bright ink on dark paper")->required();
  command->add_option("--weights", options->weights, "Weights saved by 'pumice train digits'")
      ->required();
  command->add_option("--device", options->device, "cpu, vulkan:0, ...; the best found by default");
  command->callback([options] { classify(options->images, options->weights, options->device); });
}

}  // namespace pumice::command
