// Blocks of host memory.
#pragma once

#include "device/storage.h"

namespace pumice::cpu {

inline constexpr size_t kAlignment = 64;

/// Aligned bytes without content. Memory error when there are none.
class HostMemory : public Memory {
 public:
  explicit HostMemory(size_t bytes);
  ~HostMemory() override;
  void* host() const override { return data_; }

 private:
  void* data_;
};

}  // namespace pumice::cpu
