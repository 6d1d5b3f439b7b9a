// Loading batches of a data set, in this thread or ahead of it in others (torch::data).
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>

#include "pumice/data/dataset.h"
#include "pumice/data/loader.h"
#include "pumice/data/sampler.h"
#include "pumice/error.h"

namespace pumice::data {

/// Batches of a data set in a sampler's order: for (auto& batch : *loader). With workers, up to
/// max_jobs batches are made ahead, each by a thread with a copy of the data set of its own; they
/// come in order all the same. One epoch at a time.
template <class Dataset, class Sampler>
class StatelessDataLoader {
 public:
  using BatchType = typename Dataset::BatchType;
  using BatchRequestType = typename Sampler::BatchRequestType;

  StatelessDataLoader(Dataset dataset, Sampler sampler, DataLoaderOptions options)
      : dataset_(std::move(dataset)), sampler_(std::move(sampler)), options_(options) {
    if (options_.batch_size() == 0)
      throw Error(ErrorKind::value, "DataLoader: batch_size must be greater than 0");
    for (size_t i = 0; i < options_.workers(); ++i)
      spare_.push_back(std::make_unique<Dataset>(dataset_));
  }
  StatelessDataLoader(const StatelessDataLoader&) = delete;
  StatelessDataLoader& operator=(const StatelessDataLoader&) = delete;
  ~StatelessDataLoader() { join(); }

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = BatchType;
    using difference_type = ptrdiff_t;
    using pointer = BatchType*;
    using reference = BatchType&;
    BatchType& operator*() { return *batch_; }
    BatchType* operator->() { return &*batch_; }
    Iterator& operator++() {
      batch_ = loader_->next();
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.batch_.has_value() == b.batch_.has_value();
    }

   private:
    friend class StatelessDataLoader;
    Iterator(StatelessDataLoader* loader, std::optional<BatchType> batch)
        : loader_(loader), batch_(std::move(batch)) {}
    StatelessDataLoader* loader_;
    std::optional<BatchType> batch_;
  };

  /// Begins an epoch; value error while another one is being read with workers.
  Iterator begin() {
    if (!jobs_.empty())
      throw Error(ErrorKind::value,
                  "Attempted to get a new DataLoader iterator while another iterator is not yet "
                  "exhausted");
    sampler_.reset(std::nullopt);
    return {this, next()};
  }
  Iterator end() { return {this, std::nullopt}; }
  const DataLoaderOptions& options() const noexcept { return options_; }
  void join() {
    for (auto& job : jobs_) job.wait();
    jobs_.clear();
  }

 private:
  std::optional<BatchRequestType> request() {
    auto found = sampler_.next(options_.batch_size());
    if (found && options_.drop_last() && found->size() < options_.batch_size()) found.reset();
    return found;
  }

  std::optional<BatchType> next() {
    if (options_.workers() == 0) {
      const auto indices = request();
      if (!indices) return std::nullopt;
      return dataset_.get_batch(*indices);
    }
    const size_t ahead = options_.max_jobs().value_or(2 * options_.workers());
    while (jobs_.size() < std::max<size_t>(ahead, 1)) {
      auto indices = request();
      if (!indices) break;
      jobs_.push_back(std::async(std::launch::async,
                                 [this, wanted = std::move(*indices)] { return load(wanted); }));
    }
    if (jobs_.empty()) return std::nullopt;
    std::future<BatchType> first = std::move(jobs_.front());
    jobs_.pop_front();
    if (options_.timeout() && first.wait_for(*options_.timeout()) == std::future_status::timeout) {
      jobs_.push_front(std::move(first));
      throw Error(ErrorKind::value,
                  "Timeout in DataLoader queue while waiting for next batch (timeout was " +
                      std::to_string(options_.timeout()->count()) + " ms)");
    }
    return first.get();
  }

  // On another thread: with a data set that no one else uses meanwhile.
  BatchType load(const BatchRequestType& wanted) {
    struct Borrowed {
      StatelessDataLoader& loader;
      std::unique_ptr<Dataset> dataset;
      explicit Borrowed(StatelessDataLoader& from) : loader(from) {
        std::unique_lock lock(loader.mutex_);
        loader.freed_.wait(lock, [&] { return !loader.spare_.empty(); });
        dataset = std::move(loader.spare_.back());
        loader.spare_.pop_back();
      }
      ~Borrowed() {
        {
          std::lock_guard lock(loader.mutex_);
          loader.spare_.push_back(std::move(dataset));
        }
        loader.freed_.notify_one();
      }
    } borrowed(*this);
    return borrowed.dataset->get_batch(wanted);
  }

  Dataset dataset_;
  Sampler sampler_;
  DataLoaderOptions options_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Dataset>> spare_;
  std::deque<std::future<BatchType>> jobs_;
};

/// A loader over the data set with this sampler.
template <class Dataset, class Sampler>
std::unique_ptr<StatelessDataLoader<Dataset, Sampler>> make_data_loader(Dataset dataset,
                                                                        Sampler sampler,
                                                                        DataLoaderOptions options) {
  return std::make_unique<StatelessDataLoader<Dataset, Sampler>>(std::move(dataset),
                                                                 std::move(sampler), options);
}
/// The same with a sampler made from the data set's size; value error where it has none.
template <class Sampler = samplers::RandomSampler, class Dataset>
std::unique_ptr<StatelessDataLoader<Dataset, Sampler>> make_data_loader(
    Dataset dataset, DataLoaderOptions options = DataLoaderOptions()) {
  const std::optional<size_t> size = dataset.size();
  if (!size)
    throw Error(ErrorKind::value,
                "Expected the dataset to be sized in order to construct the Sampler");
  return make_data_loader(std::move(dataset), Sampler(*size), options);
}

}  // namespace pumice::data
