// Samplers: the order in which a data loader asks for examples (torch::data::samplers).
#pragma once

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "pumice/functions.h"

namespace pumice::data::samplers {

/// Gives batches of requests until the epoch is over.
template <class BatchRequest = std::vector<size_t>>
class Sampler {
 public:
  using BatchRequestType = BatchRequest;
  virtual ~Sampler() = default;
  /// Begins an epoch, of a data set of another size where one is given.
  virtual void reset(std::optional<size_t> new_size) = 0;
  /// At most batch_size indices; nothing at the end of the epoch.
  virtual std::optional<BatchRequest> next(size_t batch_size) = 0;
};

/// 0, 1, 2, ...
class SequentialSampler : public Sampler<> {
 public:
  explicit SequentialSampler(size_t size) : size_(size) {}
  void reset(std::optional<size_t> new_size = {}) override {
    size_ = new_size.value_or(size_);
    index_ = 0;
  }
  std::optional<std::vector<size_t>> next(size_t batch_size) override {
    const size_t left = size_ - index_;
    if (left == 0) return std::nullopt;
    std::vector<size_t> batch(std::min(batch_size, left));
    std::iota(batch.begin(), batch.end(), index_);
    index_ += batch.size();
    return batch;
  }
  size_t index() const noexcept { return index_; }

 private:
  size_t size_, index_ = 0;
};

/// Every index once, in an order drawn by randperm on the CPU.
class RandomSampler : public Sampler<> {
 public:
  explicit RandomSampler(int64_t size, Dtype index_dtype = kLong) : dtype_(index_dtype) {
    draw(size);
  }
  void reset(std::optional<size_t> new_size = {}) override {
    draw(static_cast<int64_t>(new_size.value_or(order_.size())));
  }
  std::optional<std::vector<size_t>> next(size_t batch_size) override {
    const size_t left = order_.size() - index_;
    if (left == 0) return std::nullopt;
    const auto from = order_.begin() + static_cast<ptrdiff_t>(index_);
    index_ += std::min(batch_size, left);
    return std::vector<size_t>(from, order_.begin() + static_cast<ptrdiff_t>(index_));
  }
  size_t index() const noexcept { return index_; }

 private:
  void draw(int64_t size) {
    const Tensor order = randperm(size, TensorOptions(dtype_).device(kCPU)).to(kLong);
    const int64_t* first = size > 0 ? order.data_ptr<int64_t>() : nullptr;
    order_.assign(first, first + size);
    index_ = 0;
  }
  Dtype dtype_;
  std::vector<size_t> order_;
  size_t index_ = 0;
};

}  // namespace pumice::data::samplers
