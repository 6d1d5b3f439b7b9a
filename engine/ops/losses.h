// What the losses over classes share.
#pragma once

#include "ops/along_dim.h"
#include "pumice/tensor.h"

namespace pumice {

/// Shapes, dtypes and targets of a loss of self (C) or (N, C, d...) against class indices, checked.
struct ClassTargets {
  Slices slices;    ///< of self about its class dim
  int64_t dim = 0;  ///< the class dim
  Tensor target;    ///< contiguous
  Tensor weight;    ///< contiguous, may be undefined
  int64_t ignore_index = 0;
  uint32_t count() const { return slices.count(); }
};
ClassTargets check_class_targets(const char* op, const Tensor& self, const Tensor& target,
                                 const Tensor& weight, int64_t ignore_index);
/// shape error unless weight is undefined or has one value per class.
void check_class_weight(const char* op, const Tensor& weight, int64_t classes);
/// value error unless None, Mean or Sum.
void check_reduction(const char* op, int64_t reduction);

/// A tensor of compute dtype for what kernels keep of `like`: float64 for float64, else float32.
Tensor make_compute(IntArrayRef sizes, const Tensor& like);

/// Sums per-target losses on the device: (loss of dtype and shape (), what it was divided by).
/// Mean divides by the norms' sum, or by count where norm is undefined.
std::tuple<Tensor, Tensor> total_loss(const Tensor& loss, const Tensor& norm, int64_t reduction,
                                      double count, ScalarType dtype);

/// The gradient's parts as tensors of self's rank: 1 at each target's class, and each target's
/// weight (0 where ignored), with which gradients are written as formulas that can be derived
/// again.
struct TargetTensors {
  Tensor one_hot, weight, counts;
};
TargetTensors target_tensors(const ClassTargets& t, const Tensor& self);

}  // namespace pumice
