// Lookup by hash, compared word by word, so that a collision costs time and never a wrong plan.
#include "graph/plan_cache.h"

#include <algorithm>
#include <array>

namespace pumice {
namespace {

// In four lanes, whose multiplications need not wait for each other.
uint64_t hash_words(std::span<const uint64_t> words) {
  constexpr size_t kLanes = 4;
  std::array<uint64_t, kLanes> h{words.size(), 1, 2, 3};
  const auto mix = [](uint64_t& lane, uint64_t word) {
    lane = (lane ^ word) * 0x9e3779b97f4a7c15u;
    lane ^= lane >> 32;
  };
  size_t i = 0;
  for (; i + kLanes <= words.size(); i += kLanes)
    for (size_t lane = 0; lane < kLanes; ++lane) mix(h[lane], words[i + lane]);
  for (; i < words.size(); ++i) mix(h[i % kLanes], words[i]);
  for (size_t lane = 1; lane < kLanes; ++lane) mix(h[0], h[lane]);
  return h[0];
}

}  // namespace

std::vector<uint64_t> PlanCache::key_of(const Batch& batch, std::span<const SlotFate> fates) {
  const auto structure = batch.structure();
  std::vector<uint64_t> key;
  key.reserve(structure.size() + fates.size());
  key.assign(structure.begin(), structure.end());
  for (const SlotFate& fate : fates)
    key.push_back(uint64_t{fate.bytes} << 2 | uint64_t{fate.temporary} << 1 | fate.readable);
  return key;
}

Plan* PlanCache::find(std::span<const uint64_t> key, uint64_t& finds) {
  const auto [first, last] = by_hash_.equal_range(hash_words(key));
  for (auto it = first; it != last; ++it) {
    if (!std::ranges::equal(it->second->key, key)) continue;
    used_.splice(used_.begin(), used_, it->second);
    finds = ++it->second->finds;
    return &it->second->plan;
  }
  return nullptr;
}

Plan& PlanCache::insert(std::vector<uint64_t> key, Plan plan) {
  if (used_.size() >= kMostPlans) {
    const auto oldest = std::prev(used_.end());
    const auto [first, last] = by_hash_.equal_range(oldest->hash);
    by_hash_.erase(std::find_if(first, last, [&](auto& e) { return e.second == oldest; }));
    used_.erase(oldest);
  }
  const uint64_t hash = hash_words(key);
  used_.push_front({hash, std::move(key), std::move(plan)});
  by_hash_.emplace(hash, used_.begin());
  return used_.front().plan;
}

}  // namespace pumice
