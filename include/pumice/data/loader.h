// Batches of a data set in a shuffled order.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "pumice/nn/arg.h"
#include "pumice/tensor.h"

namespace pumice::data {

/// 0..n-1 in an order drawn from the seed, the same on every machine. Fisher and Yates 1938.
std::vector<int64_t> permutation(int64_t n, uint64_t seed);

/// What a loader gives: data (B, ...) and target (B, ...).
struct Batch {
  Tensor data, target;
};

/// Options of DataLoader (shuffle, seed) and of make_data_loader (workers and below).
struct DataLoaderOptions {
  DataLoaderOptions(size_t batch_size = 1) : batch_size_(batch_size) {}
  PUMICE_ARG(size_t, batch_size);
  PUMICE_ARG(bool, shuffle) = false;
  PUMICE_ARG(uint64_t, seed) = 0;
  /// Leaves out a last batch that is not full.
  PUMICE_ARG(bool, drop_last) = false;
  /// Threads that make batches ahead; 0: the caller's makes each when it is asked for.
  PUMICE_ARG(size_t, workers) = 0;
  /// Batches in the making at most, twice the workers by default.
  PUMICE_ARG(std::optional<size_t>, max_jobs);
  /// How long to wait for a batch of the workers.
  PUMICE_ARG(std::optional<std::chrono::milliseconds>, timeout);
  /// Whether batches must come in the sampler's order; they always do.
  PUMICE_ARG(bool, enforce_ordering) = true;
};

/// Batches of two CPU tensors that have the same first size, gathered on the host into new CPU
/// tensors. Every begin() starts another epoch in an order of its own: for (const Batch& batch :
/// loader) ...
class DataLoader {
 public:
  /// shape error when the sizes differ, value error for a batch size of 0, device error off the
  /// CPU.
  DataLoader(const Tensor& data, const Tensor& target, DataLoaderOptions options);

  class Iterator {
   public:
    Batch operator*() const { return loader_->batch(at_); }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    friend class DataLoader;
    Iterator(const DataLoader* loader, size_t at) : loader_(loader), at_(at) {}
    const DataLoader* loader_;
    size_t at_;
  };
  Iterator begin();
  Iterator end() const { return {this, size()}; }
  /// Batches in an epoch.
  size_t size() const;

 private:
  Batch batch(size_t index) const;
  Tensor data_, target_;
  DataLoaderOptions options_;
  std::vector<int64_t> order_;
  uint64_t epoch_ = 0;
};

}  // namespace pumice::data
