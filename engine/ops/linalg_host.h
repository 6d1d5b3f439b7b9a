// What the operators over LAPACK share: argument checks, and matrices on the host.
#pragma once

#include <vector>

#include "base/error.h"
#include "base/thread_pool.h"
#include "ops/lapack.h"
#include "pumice/tensor.h"

namespace pumice {

/// "OP: The input tensor NAME must have at least 2 dimensions."
void check_is_matrix(const char* op, const Tensor& a, const char* name = "A");
/// The same, and "OP: A must be batches of square matrices, but they are 2 by 3 matrices".
void check_square(const char* op, const Tensor& a);
/// dtype error unless float32 or float64.
void check_lapack_dtype(const char* op, const Tensor& a);

/// A batch of matrices in the CPU's memory, column by column, as LAPACK takes them.
class Columns {
 public:
  /// Uninitialised, for batch dims of a tensor (all but its last two).
  Columns(const Tensor& like, int64_t rows, int64_t columns);
  /// A copy; waits for it. Says once per operator that a device's matrices come to the CPU, which
  /// its statistics count, as they do what take() sends back.
  Columns(const char* op, const Tensor& a);

  int64_t count() const { return count_; }
  int rows() const { return static_cast<int>(rows_); }
  int columns() const { return static_cast<int>(columns_); }
  int64_t area() const { return rows_ * columns_; }
  template <class T>
  T* at(int64_t i) {
    return data<T>() + i * area();
  }
  template <class T>
  T* data() {
    return static_cast<T*>(pumice::detail::host_elements(tensor_));
  }
  /// As a tensor of (..., rows, columns) on the device; shares the memory on the CPU.
  Tensor take(Device device) const;
  /// The same without the last dim, for columns that are one number each per row.
  Tensor take_vectors(Device device) const;

 private:
  Tensor tensor_;  // (..., columns, rows), contiguous
  int64_t rows_, columns_, count_;
};

/// What LAPACK says of each matrix of a batch: int32, 0 where all went well.
class Infos {
 public:
  explicit Infos(const Tensor& matrices);
  int& operator[](int64_t i) { return data()[i]; }
  Tensor take(Device device) const;
  /// Calls f(i, info) for the first matrix that failed.
  template <class F>
  void on_failure(F&& f) {
    const int* infos = data();
    for (int64_t i = 0; i < tensor_.numel(); ++i)
      if (infos[i] > 0) return f(i, infos[i]);
  }

 private:
  int* data() { return static_cast<int*>(pumice::detail::host_elements(tensor_)); }
  Tensor tensor_;
};

/// Calls f(i, T{}) for each matrix of a batch on several threads, T being the dtype's C++ type.
template <class F>
void for_each_matrix(ScalarType dtype, int64_t count, int64_t area, F&& f) {
  const auto grain = static_cast<size_t>(std::max<int64_t>(1, 4096 / std::max<int64_t>(area, 1)));
  const auto over = [&](auto zero) {
    parallel_for(0, static_cast<size_t>(count), grain, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) f(static_cast<int64_t>(i), zero);
    });
  };
  if (dtype == kFloat)
    over(float{});
  else
    over(double{});
}

/// A^-1 without a graph; infinities and NaN where A is singular.
Tensor inverse_or_infinite(const char* op, const Tensor& A);

/// "(Batch element 2): " where there is a batch, for messages.
std::string batch_prefix(const Tensor& a, int64_t i);

/// (..., n) as (..., n, 1) and (..., 1, n).
inline Tensor transposed(const Tensor& t) { return t.transpose(-2, -1); }
inline Tensor as_column(const Tensor& t) { return t.unsqueeze(-1); }
inline Tensor as_row(const Tensor& t) { return t.unsqueeze(-2); }

}  // namespace pumice
