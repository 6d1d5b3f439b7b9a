// Training and testing of the digits' network, step by step or captured.
#pragma once

#include <pumice/pumice.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pumice::command {

/// The counters of the device once the training has warmed up.
struct SteadyState {
  std::string measured;  ///< which steps these are
  uint64_t steps = 0;
  Statistics whole;  ///< from the first of them to the end of the run, or of the only epoch's steps
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

  /// One pass over all batches in a new order, and a test. `progress(steps, loss)` is called after
  /// every step; calling loss() there waits for the device.
  using Progress = std::function<void(size_t step, const std::function<double()>& loss)>;
  EpochResult epoch(data::DataLoader& loader, const data::Batch& test, const Progress& progress);

  const SteadyState& steady_state() const { return steady_; }

 private:
  void train_batch(const data::Batch& batch);
  double train_epoch(data::DataLoader& loader, const Progress& progress);
  double test(const data::Batch& data);
  std::vector<Tensor> train_step(const std::vector<Tensor>& in);

  nn::Sequential net_;
  Device device_;
  Options options_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  Tensor loss_sum_;
  std::map<int64_t, Captured> captured_steps_;  ///< by batch size: all full ones, and the last
  std::optional<Captured> captured_test_;
  int64_t epochs_done_ = 0;
  SteadyState steady_;
  Statistics after_first_;
};

/// a - b in every counter.
Statistics operator-(Statistics a, const Statistics& b);
Statistics operator+(Statistics a, const Statistics& b);

}  // namespace pumice::command
