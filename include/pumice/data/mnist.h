// MNIST: labelled grey images in the MNIST family's four IDX files.
#pragma once

#include <string>

#include "pumice/data/dataset.h"

namespace pumice::data::datasets {

/// One half of a data set: images (N, 1, H, W) of float32 in [0, 1] and int64 labels (N), on the
/// CPU. H, W and the classes are the files' own: MNIST, Fashion-MNIST, the digits in tools/digits.
class MNIST : public Dataset<MNIST> {
 public:
  enum class Mode { kTrain, kTest };
  /// format error for files that are missing, broken, or do not belong together.
  explicit MNIST(const std::string& root, Mode mode = Mode::kTrain);

  /// Image (1, H, W) and label ().
  Example<> get(size_t index) override {
    const auto i = static_cast<int64_t>(index);
    return {images_[i], targets_[i]};
  }
  std::optional<size_t> size() const override { return static_cast<size_t>(images_.size(0)); }
  bool is_train() const noexcept { return mode_ == Mode::kTrain; }
  const Tensor& images() const { return images_; }
  const Tensor& targets() const { return targets_; }
  /// One more than the largest label.
  int64_t classes() const noexcept { return classes_; }

 private:
  Mode mode_;
  Tensor images_, targets_;
  int64_t classes_ = 0;
};

}  // namespace pumice::data::datasets
