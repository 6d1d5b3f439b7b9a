// MNIST.
#include <pumice/data/idx.h>
#include <pumice/data/mnist.h>
#include <pumice/error.h>
#include <pumice/factories.h>

#include <algorithm>
#include <filesystem>

namespace pumice::data::datasets {

MNIST::MNIST(const std::string& root, Mode mode) : mode_(mode) {
  const std::filesystem::path folder(root);
  const std::string stem = is_train() ? "train" : "t10k";
  const Tensor pixels = read_idx((folder / (stem + "-images-idx3-ubyte")).string());
  const Tensor labels = read_idx((folder / (stem + "-labels-idx1-ubyte")).string());
  const auto bad = [&](const std::string& what) {
    return Error(ErrorKind::format, "MNIST: " + root + ": " + what);
  };
  if (pixels.dim() != 3)
    throw bad("the images have " + std::to_string(pixels.dim()) + " dims, not 3");
  if (labels.dim() != 1)
    throw bad("the labels have " + std::to_string(labels.dim()) + " dims, not 1");
  if (pixels.size(0) != labels.size(0))
    throw bad(std::to_string(pixels.size(0)) + " images but " + std::to_string(labels.size(0)) +
              " labels");

  const int64_t n = pixels.size(0);
  images_ = empty({n, 1, pixels.size(1), pixels.size(2)}, TensorOptions(kFloat).device(kCPU));
  targets_ = empty({n}, TensorOptions(kLong).device(kCPU));
  const auto* bytes = static_cast<uint8_t*>(pumice::detail::host_elements(pixels));
  std::transform(bytes, bytes + pixels.numel(),
                 static_cast<float*>(pumice::detail::host_elements(images_)),
                 [](uint8_t value) { return static_cast<float>(value) / 255.0f; });
  const auto* classes = static_cast<uint8_t*>(pumice::detail::host_elements(labels));
  std::copy(classes, classes + n, static_cast<int64_t*>(pumice::detail::host_elements(targets_)));
  classes_ = *std::max_element(classes, classes + n) + 1;
}

}  // namespace pumice::data::datasets
