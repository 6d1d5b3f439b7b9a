// Training and testing of the digits' network, step by step or captured.
#pragma once

#include <pumice/pumice.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pumice::command {

/// The counters of the device over the training steps after the first epoch.
struct SteadyState {
  uint64_t steps = 0;
  Statistics whole;  ///< between the end of the first epoch and the end of the run
  Statistics loops;  ///< within the loops over steps alone
};

struct EpochResult {
  double loss = 0, accuracy = 0, seconds = 0;
};

class Trainer {
 public:
  struct Options {
    std::string optimizer = "adam";
    double lr = 2e-3;
    int64_t batch = 32, epochs = 1;
    uint64_t seed = 0;
    bool capture = true;
  };
  /// Data on the CPU, normalised; `net` is on `device`.
  Trainer(nn::Sequential net, Device device, Options options);

  /// One pass over full batches in a new order, and a test. `progress(steps, loss)` is called after
  /// every step; calling loss() there waits for the device.
  using Progress = std::function<void(size_t step, const std::function<double()>& loss)>;
  EpochResult epoch(data::DataLoader& loader, const data::Batch& test, const Progress& progress);

  const SteadyState& steady_state() const { return steady_; }

 private:
  using Step = std::function<std::vector<Tensor>(const std::vector<Tensor>&)>;
  void train_batch(const data::Batch& batch);
  double test(const data::Batch& data);
  std::vector<Tensor> train_step(const std::vector<Tensor>& in);

  nn::Sequential net_;
  Device device_;
  Options options_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  Tensor loss_sum_;
  std::optional<Captured> captured_step_, captured_test_;
  int64_t epochs_done_ = 0;
  SteadyState steady_;
  Statistics after_first_;
};

/// a - b in every counter.
Statistics operator-(Statistics a, const Statistics& b);
Statistics operator+(Statistics a, const Statistics& b);

}  // namespace pumice::command
