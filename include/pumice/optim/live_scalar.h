// LiveScalar: a number that the host sets and captured work on devices sees.
#pragma once

#include <vector>

#include "pumice/tensor.h"

namespace pumice::optim {

/// Reads and assigns like a double. on() gives its copy in device memory, which every later
/// assignment rewrites, so that a captured training step follows a change of the learning rate.
/// Copies of a LiveScalar take the number alone.
class LiveScalar {
 public:
  LiveScalar(double value = 0) : value_(value) {}
  LiveScalar(const LiveScalar& other) : value_(other.value_) {}
  LiveScalar& operator=(const LiveScalar& other) { return *this = other.value_; }
  LiveScalar& operator=(double value);
  LiveScalar& operator*=(double factor) { return *this = value_ * factor; }
  LiveScalar& operator/=(double divisor) { return *this = value_ / divisor; }
  LiveScalar& operator+=(double term) { return *this = value_ + term; }
  LiveScalar& operator-=(double term) { return *this = value_ - term; }
  operator double() const noexcept { return value_; }

  /// 0-dim, on param's device, float64 for a float64 param and float32 else.
  const Tensor& on(const Tensor& param);

 private:
  double value_;
  std::vector<Tensor> copies_;
};

}  // namespace pumice::optim
