// pumice train: trains a network on handwritten digits and says how it went.
#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "command/commands.h"
#include "command/digits_model.h"
#include "command/terminal.h"
#include "command/trainer.h"

namespace pumice::command {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Options {
  std::string dataset, device, capture = "on", save, json, data;
  Trainer::Options trainer{.epochs = 12};
};

/// The digits that come with pumice: of the source tree, or installed beside the command.
std::string digits_folder() {
  if (fs::exists(PUMICE_DIGITS_SOURCE)) return PUMICE_DIGITS_SOURCE;
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  return (self.parent_path().parent_path() / PUMICE_DIGITS_INSTALLED).string();
}

/// Finds out before the training, not after, that a file cannot be written.
void check_writable(const std::string& path) {
  if (path.empty()) return;
  const fs::path folder = fs::absolute(path).parent_path();
  if (!fs::is_directory(folder) || fs::is_directory(path))
    throw Error(ErrorKind::format, fmt::format("train: {} cannot be written", path));
}

DigitsSpec describe(const data::datasets::MNIST& train) {
  DigitsSpec spec;
  spec.height = train.images().size(2);
  spec.width = train.images().size(3);
  for (int64_t i = 0; i < train.classes(); ++i) spec.classes.push_back(std::to_string(i));
  const Tensor& images = train.images();
  const auto* pixels = images.data_ptr<float>();
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < images.numel(); ++i) {
    sum += pixels[i];
    squares += double{pixels[i]} * pixels[i];
  }
  const auto n = static_cast<double>(images.numel());
  spec.mean = sum / n;
  spec.std = std::sqrt(squares / n - spec.mean * spec.mean);
  return spec;
}

void check_halves(const data::datasets::MNIST& train, const data::datasets::MNIST& test) {
  const auto bad = [](const std::string& what) {
    return Error(ErrorKind::format, "train: " + what);
  };
  if (test.images().size(2) != train.images().size(2) ||
      test.images().size(3) != train.images().size(3))
    throw bad("the training and the test images differ in size");
  if (test.classes() > train.classes())
    throw bad("the test labels have classes that training lacks");
}

void print_head(const DeviceProperties& device, const DigitsSpec& spec, size_t train, size_t test,
                int64_t parameters, const Options& options) {
  const auto row = [](const char* what, const std::string& value) {
    fmt::print("{}  {}\n", faint(fmt::format("{:<8}", what)), value);
  };
  row("device", fmt::format("{}, {}", device.device.str(), device.name));
  if (!device.driver.empty()) row("driver", device.driver);
  row("data", fmt::format("{} images of {}x{} to learn, {} to test, {} classes", train, spec.height,
                          spec.width, test, spec.classes.size()));
  row("network",
      fmt::format("{} parameters, {}, batches of {}, {}", parameters, options.trainer.optimizer,
                  options.trainer.batch, options.trainer.capture ? "captured" : "not captured"));
  fmt::print("\n{}\n", bold(fmt::format("{:>5}  {:>8}  {:>9}  {:>8}", "epoch", "loss", "accuracy",
                                        "seconds")));
}

Json steady_json(const SteadyState& steady) {
  if (steady.steps == 0) return nullptr;
  const auto per_step = [&](uint64_t count) {
    return static_cast<double>(count) / static_cast<double>(steady.steps);
  };
  return {{"measured", steady.measured},
          {"steps", steady.steps},
          {"allocations", steady.whole.allocations},
          {"pipelines_created", steady.whole.pipelines_created},
          {"plans_made", steady.whole.plans_made},
          {"submits_per_step", per_step(steady.loops.submits)},
          {"dispatches_per_step", per_step(steady.loops.dispatches)},
          {"barriers_per_step", per_step(steady.loops.barriers)},
          {"bytes_planned", per_step(steady.loops.bytes_planned)},
          {"bytes_without_aliasing", per_step(steady.loops.bytes_without_aliasing)},
          {"host_waits_per_step", per_step(steady.loops.host_waits)},
          {"fallbacks", steady.whole.fallbacks}};
}

void write_json(const std::string& path, const Json& json) {
  std::ofstream file(path);
  file << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  file.close();
  if (!file) throw Error(ErrorKind::format, fmt::format("train: {} cannot be written", path));
}

void train(const Options& options) {
  check_writable(options.save);
  check_writable(options.json);
  const Device device = choose_device(options.device);
  const DeviceProperties& properties = device_properties(device);
  const std::string folder = options.data.empty() ? digits_folder() : options.data;
  using data::datasets::MNIST;
  const MNIST training(folder, MNIST::Mode::kTrain), testing(folder, MNIST::Mode::kTest);
  check_halves(training, testing);
  const DigitsSpec spec = describe(training);

  manual_seed(options.trainer.seed);
  nn::Sequential net = make_digits_net(spec);
  int64_t parameters = 0;
  for (const Tensor& parameter : net->parameters()) parameters += parameter.numel();
  print_head(properties, spec, *training.size(), *testing.size(), parameters, options);

  const auto start = std::chrono::steady_clock::now();
  data::DataLoader loader(spec.normalise(training.images()), training.targets(),
                          data::DataLoaderOptions(static_cast<size_t>(options.trainer.batch))
                              .shuffle(true)
                              .seed(options.trainer.seed));
  const data::Batch test{spec.normalise(testing.images()), testing.targets()};
  Trainer trainer(net, device, options.trainer);
  std::vector<double> losses, accuracies;
  for (int64_t epoch = 1; epoch <= options.trainer.epochs; ++epoch) {
    ProgressBar bar(fmt::format("{:>5}", epoch), loader.size(), "steps");
    const EpochResult result = trainer.epoch(loader, test, [&](size_t step, const auto& loss) {
      if (bar.due()) bar.advance(step, fmt::format("loss {:.4f}", loss()));
    });
    bar.clear();
    losses.push_back(result.loss);
    accuracies.push_back(result.accuracy);
    fmt::print("{:>5}  {:>8.4f}  {:>7.2f} %  {:>8.2f}\n", epoch, result.loss, 100 * result.accuracy,
               result.seconds);
    std::fflush(stdout);
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("\n{} of the test images recognised after {:.1f} s\n",
             good(fmt::format("{:.2f} %", 100 * accuracies.back())), seconds);

  if (!options.save.empty()) {
    save_digits(net, spec, options.save);
    fmt::print("weights saved in {}\n", options.save);
  }
  if (!options.json.empty())
    write_json(options.json, {{"device", device.str()},
                              {"device_name", properties.name},
                              {"driver", properties.driver},
                              {"seed", options.trainer.seed},
                              {"epochs", options.trainer.epochs},
                              {"batch", options.trainer.batch},
                              {"optimizer", options.trainer.optimizer},
                              {"capture", options.trainer.capture},
                              {"parameters", parameters},
                              {"test_accuracy", accuracies.back()},
                              {"test_accuracies", accuracies},
                              {"train_loss", losses},
                              {"seconds", seconds},
                              {"steady_state", steady_json(trainer.steady_state())}});
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("train", "Trains a network on images of handwritten digits");
  command->add_option("dataset", options->dataset, "What to learn: digits")
      ->required()
      ->check(CLI::IsMember({"digits"}));
  command->add_option("--device", options->device, "cpu, vulkan:0, ...; the best found by default");
  command->add_option("--epochs", options->trainer.epochs, "Passes over the training images")
      ->check(CLI::Range(int64_t{1}, int64_t{100000}))
      ->capture_default_str();
  command->add_option("--seed", options->trainer.seed, "Seed of weights, order and dropout")
      ->capture_default_str();
  command->add_option("--capture", options->capture, "Whether steps are captured once and replayed")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  command->add_option("--batch", options->trainer.batch, "Images in a step")
      ->check(CLI::Range(int64_t{2}, int64_t{65536}))
      ->capture_default_str();
  command->add_option("--optimizer", options->trainer.optimizer)
      ->check(CLI::IsMember({"sgd", "adam", "adamw"}))
      ->capture_default_str();
  command->add_option("--lr", options->trainer.lr, "Learning rate at the start")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--save", options->save, "Where to save the weights, as safetensors");
  command->add_option("--json", options->json, "Where to write the results and counters");
  command->add_option("--data", options->data, "Folder of IDX files under MNIST's names");
  command->callback([options] {
    options->trainer.capture = options->capture == "on";
    train(*options);
  });
}

}  // namespace pumice::command
