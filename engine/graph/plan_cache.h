// PlanCache: plans by the structure of their batches.
#pragma once

#include <list>
#include <unordered_map>
#include <vector>

#include "graph/plan.h"

namespace pumice {

/// Keeps the plans used last. Not thread-safe: the queue's lock guards it.
class PlanCache {
 public:
  /// The whole of what a plan depends on: the batch's structure, then its slots' fates.
  static std::vector<uint64_t> key_of(const Batch& batch, std::span<const SlotFate> fates);

  /// Null when no batch like this was planned; valid until the next insert. `finds` becomes how
  /// often it was found, this time included.
  Plan* find(std::span<const uint64_t> key, uint64_t& finds);
  Plan& insert(std::vector<uint64_t> key, Plan plan);

 private:
  struct Entry {
    uint64_t hash;
    std::vector<uint64_t> key;
    Plan plan;
    uint64_t finds = 0;
  };
  static constexpr size_t kMostPlans = 256;

  std::list<Entry> used_;  ///< latest first
  std::unordered_multimap<uint64_t, std::list<Entry>::iterator> by_hash_;
};

}  // namespace pumice
