// Training and testing of the digits' network.
#include "command/trainer.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace pumice::command {
namespace {

constexpr int64_t kTestBatch = 128;

/// Steps after which nothing is new: a batch that repeats is merged when it comes for the third
/// time.
constexpr uint64_t kWarmSteps = 8;

std::unique_ptr<optim::Optimizer> make_optimizer(const std::string& name,
                                                 std::vector<Tensor> params, double lr) {
  if (name == "sgd")
    return std::make_unique<optim::SGD>(std::move(params),
                                        optim::SGDOptions(lr).momentum(0.9).nesterov(true));
  if (name == "adamw")
    return std::make_unique<optim::AdamW>(std::move(params), optim::AdamWOptions(lr));
  return std::make_unique<optim::Adam>(std::move(params), optim::AdamOptions(lr));
}

/// Rows [first, first + count) of a CPU tensor, filled up with zeros to `count`.
Tensor padded_rows(const Tensor& from, int64_t first, int64_t count) {
  const int64_t there = std::min(count, from.size(0) - first);
  const Tensor rows = from.narrow(0, first, there);
  if (there == count) return rows;
  std::vector<int64_t> sizes = from.sizes().vec();
  sizes[0] = count - there;
  return cat({rows, zeros(sizes, TensorOptions(from.scalar_type()).device(kCPU))});
}

/// How many rows of `scores` (B, C) have their maximum at the label.
int64_t count_correct(const Tensor& scores, const int64_t* labels, int64_t rows) {
  const Tensor host = scores.cpu().contiguous();
  const int64_t classes = host.size(1);
  const auto* row = host.data_ptr<float>();
  int64_t correct = 0;
  for (int64_t i = 0; i < rows; ++i, row += classes)
    correct += std::max_element(row, row + classes) - row == labels[i];
  return correct;
}

template <class F>
void each_counter(F&& f) {
  for (auto field :
       {&Statistics::allocations, &Statistics::allocated_bytes, &Statistics::pipelines_created,
        &Statistics::plans_made, &Statistics::plans_reused, &Statistics::submits,
        &Statistics::dispatches, &Statistics::recorded, &Statistics::barriers,
        &Statistics::host_waits, &Statistics::fallbacks, &Statistics::lapack_transfers,
        &Statistics::lapack_bytes, &Statistics::bytes_planned, &Statistics::bytes_without_aliasing})
    f(field);
}

}  // namespace

Statistics operator-(Statistics a, const Statistics& b) {
  each_counter([&](auto field) { a.*field -= b.*field; });
  return a;
}

Statistics operator+(Statistics a, const Statistics& b) {
  each_counter([&](auto field) { a.*field += b.*field; });
  return a;
}

Trainer::Trainer(nn::Sequential net, Device device, Options options)
    : net_(std::move(net)),
      device_(device),
      options_(std::move(options)),
      optimizer_(make_optimizer(options_.optimizer, net_->parameters(), options_.lr)),
      loss_sum_(zeros({}, TensorOptions(kFloat).device(device))) {}

std::vector<Tensor> Trainer::train_step(const std::vector<Tensor>& in) {
  const Tensor loss = nn::functional::cross_entropy(net_(in[0]), in[1]);
  loss.backward();
  optimizer_->step();
  // Gradients that nothing holds at the end of a captured step share memory with its other
  // temporaries.
  optimizer_->zero_grad();
  loss_sum_.add_(loss.detach(), in[0].size(0));
  return {};
}

void Trainer::train_batch(const data::Batch& batch) {
  if (!options_.capture) {
    train_step({batch.data.to(device_), batch.target.to(device_)});
    return;
  }
  auto step = captured_steps_.find(batch.data.size(0));
  if (step == captured_steps_.end())
    step = captured_steps_
               .emplace(batch.data.size(0),
                        capture([this](const auto& in) { return train_step(in); },
                                {batch.data.to(device_), batch.target.to(device_)}))
               .first;
  step->second({batch.data, batch.target});
}

double Trainer::test(const data::Batch& data) {
  const NoGradGuard no_grad;
  net_->eval();
  const auto forward = [this](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{net_(in[0])};
  };
  const int64_t n = data.data.size(0);
  int64_t correct = 0;
  for (int64_t first = 0; first < n; first += kTestBatch) {
    const Tensor images = padded_rows(data.data, first, kTestBatch);
    if (options_.capture && !captured_test_)
      captured_test_ = capture(forward, {images.to(device_)});
    const Tensor scores =
        options_.capture ? (*captured_test_)({images})[0] : forward({images.to(device_)})[0];
    correct += count_correct(scores, data.target.data_ptr<int64_t>() + first,
                             std::min(kTestBatch, n - first));
  }
  net_->train();
  return static_cast<double>(correct) / static_cast<double>(n);
}

/// Trains on every batch; the mean loss of the images.
double Trainer::train_epoch(data::DataLoader& loader, const Progress& progress) {
  const bool only = options_.epochs == 1;
  const Statistics start = statistics(device_);
  Statistics warm;
  uint64_t steps = 0;
  int64_t images = 0;
  for (const data::Batch& batch : loader) {
    const int64_t size = batch.data.size(0);
    train_batch(batch);
    images += size;
    ++steps;
    progress(steps, [&] { return loss_sum_.item<double>() / static_cast<double>(images); });
    if (!only || size < options_.batch) continue;
    if (steps == kWarmSteps) {
      synchronize(device_);
      warm = statistics(device_);
    } else if (steps > kWarmSteps) {
      steady_.steps = steps - kWarmSteps;
      steady_.whole = steady_.loops = statistics(device_) - warm;
    }
  }
  if (only)
    steady_.measured = fmt::format("full batches of the only epoch after the first {}", kWarmSteps);
  if (epochs_done_ > 0) {
    steady_.steps += steps;
    steady_.loops = steady_.loops + (statistics(device_) - start);
  }
  return loss_sum_.item<double>() / static_cast<double>(images);
}

EpochResult Trainer::epoch(data::DataLoader& loader, const data::Batch& test_data,
                           const Progress& progress) {
  const auto start = std::chrono::steady_clock::now();
  // The rate falls linearly; a captured step sees it, because it is read from device memory.
  const double rest = 1 - static_cast<double>(epochs_done_) / static_cast<double>(options_.epochs);
  for (auto& group : optimizer_->param_groups()) group.options().set_lr(options_.lr * rest);
  synchronize(device_);  // so that the counters see the steps alone

  EpochResult result;
  result.loss = train_epoch(loader, progress);
  // Handed over by itself, so that it is the same batch in every epoch and planned in the first.
  loss_sum_.zero_();
  synchronize(device_);
  result.accuracy = test(test_data);
  if (epochs_done_++ == 0) {
    after_first_ = statistics(device_);
  } else {
    steady_.measured = "all epochs after the first";
    steady_.whole = statistics(device_) - after_first_;
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace pumice::command
