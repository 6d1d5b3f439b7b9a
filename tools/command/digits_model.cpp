// The network that `pumice train digits` trains, and its weights' file.
#include "command/digits_model.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

namespace pumice::command {
namespace {

constexpr int64_t kChannels1 = 16, kChannels2 = 32, kHidden = 64;
constexpr int64_t kMinSide = 4, kMaxSide = 256, kMaxClasses = 1000;
constexpr const char* kModel = "digits-cnn";

using Json = nlohmann::json;

DigitsSpec spec_of(const Metadata& metadata, const std::string& path) {
  const auto found = metadata.find("model"), about = metadata.find("about");
  if (found == metadata.end() || found->second != kModel || about == metadata.end())
    throw Error(ErrorKind::format,
                fmt::format("load: {} holds no weights of 'pumice train digits'", path));
  try {
    const Json json = Json::parse(about->second);
    return {json.at("height").get<int64_t>(), json.at("width").get<int64_t>(),
            json.at("classes").get<std::vector<std::string>>(), json.at("mean").get<double>(),
            json.at("std").get<double>()};
  } catch (const Json::exception&) {
    throw Error(ErrorKind::format, fmt::format("load: {} has metadata that cannot be read", path));
  }
}

void check_spec(const DigitsSpec& spec) {
  const auto fits = [](int64_t side) { return side >= kMinSide && side <= kMaxSide; };
  if (!fits(spec.height) || !fits(spec.width))
    throw Error(ErrorKind::value, fmt::format("digits: images of {}x{} pixels; {} to {} a side fit",
                                              spec.height, spec.width, kMinSide, kMaxSide));
  if (spec.classes.empty() || spec.classes.size() > size_t{kMaxClasses})
    throw Error(ErrorKind::value,
                fmt::format("digits: {} classes; 1 to {} fit", spec.classes.size(), kMaxClasses));
  if (!(spec.std > 0) || !std::isfinite(spec.std) || !std::isfinite(spec.mean))
    throw Error(ErrorKind::value, "digits: the pixels' deviation is not positive");
}

}  // namespace

Tensor DigitsSpec::normalise(const Tensor& images) const { return (images - mean) / std; }

nn::Sequential make_digits_net(const DigitsSpec& spec) {
  check_spec(spec);
  const auto conv = [](int64_t in, int64_t out) {
    return nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1).bias(false));
  };
  const int64_t features = kChannels2 * (spec.height / 4) * (spec.width / 4);
  return nn::Sequential({{"conv1", conv(1, kChannels1)},
                         {"bn1", nn::BatchNorm2d(kChannels1)},
                         {"relu1", nn::ReLU()},
                         {"pool1", nn::MaxPool2d(2)},
                         {"conv2", conv(kChannels1, kChannels2)},
                         {"bn2", nn::BatchNorm2d(kChannels2)},
                         {"relu2", nn::ReLU()},
                         {"pool2", nn::MaxPool2d(2)},
                         {"flatten", nn::Flatten()},
                         {"fc1", nn::Linear(features, kHidden)},
                         {"relu3", nn::ReLU()},
                         {"dropout", nn::Dropout(0.25)},
                         {"fc2", nn::Linear(kHidden, static_cast<int64_t>(spec.classes.size()))}});
}

void save_digits(const nn::Sequential& net, const DigitsSpec& spec, const std::string& path) {
  const Json about = {{"height", spec.height},
                      {"width", spec.width},
                      {"classes", spec.classes},
                      {"mean", spec.mean},
                      {"std", spec.std}};
  save(net, path, {{"model", kModel}, {"about", about.dump()}});
}

std::pair<nn::Sequential, DigitsSpec> load_digits(const std::string& path) {
  Metadata metadata;
  load_safetensors(path, &metadata);
  const DigitsSpec spec = spec_of(metadata, path);
  nn::Sequential net = make_digits_net(spec);
  load(net, path);
  net->eval();
  return {net, spec};
}

}  // namespace pumice::command
