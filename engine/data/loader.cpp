// Batches of a data set in a shuffled order.
#include <pumice/data/loader.h>
#include <pumice/error.h>
#include <pumice/factories.h>

#include <algorithm>
#include <cstring>
#include <numeric>

namespace pumice::data {
namespace {

/// A good mix of 64 bits and its successor's state. Steele et al. 2014.
uint64_t split_mix(uint64_t& state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/// Uniform below `bound`, without the bias of a plain remainder.
uint64_t below(uint64_t bound, uint64_t& state) {
  const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  for (;;)
    if (const uint64_t value = split_mix(state); value < limit) return value % bound;
}

Tensor gather_rows(const Tensor& from, const int64_t* rows, int64_t count) {
  std::vector<int64_t> sizes = from.sizes().vec();
  sizes[0] = count;
  Tensor batch = empty(sizes, TensorOptions(from.scalar_type()).device(kCPU));
  const size_t bytes = from.nbytes() / static_cast<size_t>(from.size(0));
  const auto* source = static_cast<const char*>(pumice::detail::host_elements(from));
  auto* target = static_cast<char*>(pumice::detail::host_elements(batch));
  for (int64_t i = 0; i < count; ++i)
    std::memcpy(target + static_cast<size_t>(i) * bytes,
                source + static_cast<size_t>(rows[i]) * bytes, bytes);
  return batch;
}

}  // namespace

std::vector<int64_t> permutation(int64_t n, uint64_t seed) {
  std::vector<int64_t> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(i, seed)]);
  return order;
}

DataLoader::DataLoader(const Tensor& data, const Tensor& target, DataLoaderOptions options)
    : options_(options) {
  if (data.dim() == 0 || target.dim() == 0 || data.size(0) != target.size(0))
    throw Error(ErrorKind::shape, "DataLoader: data and target differ in their first size");
  if (!data.device().is_cpu() || !target.device().is_cpu())
    throw Error(ErrorKind::device, "DataLoader: data and target must be on the CPU");
  if (options.batch_size() == 0)
    throw Error(ErrorKind::value, "DataLoader: batch_size must be positive");
  data_ = data.contiguous();
  target_ = target.contiguous();
  order_.resize(static_cast<size_t>(data_.size(0)));
  std::iota(order_.begin(), order_.end(), 0);
}

size_t DataLoader::size() const {
  const size_t n = order_.size(), batch = options_.batch_size();
  return options_.drop_last() ? n / batch : (n + batch - 1) / batch;
}

DataLoader::Iterator DataLoader::begin() {
  if (options_.shuffle()) {
    // Seeds that differ by one and epochs that follow each other must not share orders.
    uint64_t state = options_.seed();
    order_ = permutation(static_cast<int64_t>(order_.size()), split_mix(state) + epoch_++);
  }
  return {this, 0};
}

Batch DataLoader::batch(size_t index) const {
  const size_t first = index * options_.batch_size();
  const auto count = static_cast<int64_t>(std::min(options_.batch_size(), order_.size() - first));
  return {gather_rows(data_, order_.data() + first, count),
          gather_rows(target_, order_.data() + first, count)};
}

}  // namespace pumice::data
