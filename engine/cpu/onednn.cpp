// oneDNN's matrix product.
#include "cpu/onednn.h"

#ifdef PUMICE_USE_ONEDNN

#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <source_location>

#include "base/error.h"
#include "cpu/onednn_threads.h"

namespace pumice::cpu {
namespace {

void check_status(dnnl_status_t status, std::source_location at = std::source_location::current()) {
  check(status == dnnl_success, ErrorKind::internal, "oneDNN returned {} at {}:{}",
        static_cast<int>(status), at.file_name(), at.line());
}

/// A matrix as sgemm takes it: 'N' packed along rows, 'T' along columns, 0 neither; and the
/// distance between lines, which means nothing where there is one line but is checked all the same.
struct Layout {
  Layout(size_t row, size_t column, size_t rows, size_t columns) {
    if ((column == 1 || columns == 1) && (row >= columns || rows == 1)) {
      flag = 'N';
      line = std::max(row, columns);
    } else if ((row == 1 || rows == 1) && (column >= rows || columns == 1)) {
      flag = 'T';
      line = std::max(column, rows);
    }
  }
  char flag = 0;
  size_t line = 0;
};

}  // namespace

bool onednn_takes(const Gemm<float>& g) {
  return Layout(g.a_row, g.a_column, g.m, g.k).flag && Layout(g.b_row, g.b_column, g.k, g.n).flag;
}

void onednn_sgemm(const Gemm<float>& g) {
  const Layout a(g.a_row, g.a_column, g.m, g.k), b(g.b_row, g.b_column, g.k, g.n);
  const ThreadCount threads(2.0 * static_cast<double>(g.m) * static_cast<double>(g.n) *
                            static_cast<double>(g.k));
  const auto size = [](size_t v) { return static_cast<dnnl_dim_t>(v); };
  check_status(dnnl_sgemm(a.flag, b.flag, size(g.m), size(g.n), size(g.k), 1.0f, g.a, size(a.line),
                          g.b, size(b.line), g.accumulate ? 1.0f : 0.0f, g.y, size(g.y_row)));
}

}  // namespace pumice::cpu

#else

namespace pumice::cpu {

bool onednn_takes(const Gemm<float>&) { return false; }
void onednn_sgemm(const Gemm<float>&) {}

}  // namespace pumice::cpu

#endif
