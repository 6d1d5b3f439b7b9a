// How many threads oneDNN takes.
#pragma once

#include <cstdint>

#include "base/thread_pool.h"
#ifdef PUMICE_USE_OPENMP
#include <omp.h>
#endif

namespace pumice::cpu {

/// Sets how many threads oneDNN takes, while it lives: it asks OpenMP's setting for the calling
/// thread.
class ThreadCount {
 public:
  /// Little work stays on the calling thread.
  explicit ThreadCount(double flops)
      : count_(in_parallel() || flops < kAlone ? 1 : static_cast<uint32_t>(num_threads())) {
#ifdef PUMICE_USE_OPENMP
    before_ = omp_get_max_threads();
    omp_set_num_threads(static_cast<int>(count_));
#endif
  }
  ~ThreadCount() {
#ifdef PUMICE_USE_OPENMP
    omp_set_num_threads(before_);
#endif
  }
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;
  uint32_t count() const { return count_; }

 private:
  static constexpr double kAlone = 5e5;
  const uint32_t count_;
  int before_ = 0;
};

}  // namespace pumice::cpu
