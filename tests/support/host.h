// Tensors as plain numbers on the host, so that tests judge the library by none of its operators.
#pragma once

#include <string>
#include <vector>

#include "pumice/tensor.h"

namespace pumice::testing {

/// Values in row-major order; every dtype's values of test size are exact in double.
struct HostTensor {
  ScalarType dtype = kDouble;
  std::vector<int64_t> sizes;
  std::vector<double> values;
};

/// How a tensor's elements lie in its storage.
enum class Layout {
  contiguous,
  narrowed,    ///< rows with a gap after each, at an odd offset
  transposed,  ///< dims reversed in memory, at an odd offset
  scattered    ///< dims reversed in memory, every second element, at an odd offset
};
const char* layout_name(Layout layout);

/// Copies values to a tensor of the dtype. Between and before the elements of a view lies poison
/// (NaN, or a number that no sample holds).
Tensor make_tensor(const HostTensor& values, ScalarType dtype, Device device,
                   Layout layout = Layout::contiguous);
/// Reads any tensor back.
HostTensor read_tensor(const Tensor& tensor);
/// Whether the storage of what make_tensor() made still holds poison around the elements, and the
/// elements where they lay.
bool surroundings_hold(const Tensor& tensor, Layout layout);

/// What the value becomes when it is stored as dtype.
double rounded(double value, ScalarType dtype);

struct Tolerance {
  double relative = 0, absolute = 0;
};
/// What a result may differ by from an exact one; `absolute` is relative to the largest value.
Tolerance tolerance_of(ScalarType dtype);

/// Empty when got has the dtype and the sizes of expected and its values within the tolerance, NaN
/// and infinities alike; or else what is wrong, with the worst element. Results that are all equal
/// where expected is not are wrong at any tolerance.
std::string difference(const HostTensor& got, const HostTensor& expected, ScalarType dtype,
                       Tolerance tolerance);

}  // namespace pumice::testing
