// Printing in the format of libtorch's operator<<.
#include "pumice/print.h"

#include "tensor/print.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>

namespace pumice {

std::string write_type(const Tensor& tensor) {
  constexpr const char* devices[] = {"CPU", "CUDA", "Vulkan"};
  return std::string(devices[static_cast<int>(tensor.device().type())]) +
         toString(tensor.scalar_type()) + "Type";
}

std::string write_list(IntArrayRef values) {
  std::string text = "[";
  for (size_t i = 0; i < values.size(); ++i) text += (i ? ", " : "") + std::to_string(values[i]);
  return text + "]";
}

std::ostream& operator<<(std::ostream& out, IntArrayRef sizes) { return out << write_list(sizes); }

namespace {

// How the numbers of one block are shown: common width, and a common factor taken out.
struct Style {
  int width = 0;
  double scale = 1;
};

// Digits before the point of the largest and smallest magnitudes decide the style. Sets the stream.
Style choose_style(std::ostream& out, const double* values, size_t count) {
  if (count == 0) return {};
  bool whole = true, any = false;
  double least = 0, most = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!std::isfinite(values[i])) continue;
    const double size = std::fabs(values[i]);
    whole &= std::ceil(values[i]) == values[i];
    least = any ? std::min(least, size) : size;
    // Negative numbers after the first never widen the columns: that is how libtorch prints.
    if (!any || values[i] > most) most = size;
    any = true;
  }
  const auto digits = [any](double size) {
    return !any || size == 0 ? 1 : static_cast<int>(std::floor(std::log10(size))) + 1;
  };
  const int low = digits(least), high = digits(most);
  const auto scientific = [&] { out << std::scientific << std::setprecision(4); };
  if (whole) {
    if (high > 9) {
      scientific();
      return {11, 1};
    }
    out << std::defaultfloat;
    return {high + 1, 1};
  }
  if (high - low > 4) {
    scientific();
    return {std::abs(high) > 99 || std::abs(low) > 99 ? 12 : 11, 1};
  }
  out << std::fixed << std::setprecision(4);
  if (high > 5 || high < 0) return {7, std::pow(10.0, high - 1)};
  return {high == 0 ? 7 : high + 6, 1};
}

void print_scale(std::ostream& out, double scale) {
  const auto flags = out.flags();
  out << std::defaultfloat << scale << " *\n";
  out.flags(flags);
}

// One matrix, in as many groups of columns as the line's width asks for.
void print_matrix(std::ostream& out, const double* values, int64_t rows, int64_t columns,
                  int indent, int64_t line_width) {
  const Style style = choose_style(out, values, static_cast<size_t>(rows * columns));
  const std::string margin(static_cast<size_t>(indent), ' ');
  out << margin;
  const int64_t per_line = std::max<int64_t>((line_width - indent) / (style.width + 1), 1);
  for (int64_t first = 0; first < columns; first += per_line) {
    const int64_t last = std::min(first + per_line, columns) - 1;
    if (per_line < columns)
      out << (first ? "\n" : "") << "Columns " << first + 1 << " to " << last + 1 << margin;
    if (style.scale != 1) {
      print_scale(out, style.scale);
      out << margin;
    }
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t column = first; column <= last; ++column) {
        out << std::setw(style.width) << values[row * columns + column] / style.scale;
        if (column < last)
          out << ' ';
        else
          out << '\n' << (row + 1 < rows ? margin + (style.scale != 1 ? " " : "") : "");
      }
  }
}

void print_matrices(std::ostream& out, const double* values, IntArrayRef sizes,
                    int64_t line_width) {
  const size_t lead = sizes.size() - 2;
  const int64_t rows = sizes[lead], columns = sizes[lead + 1];
  std::vector<int64_t> at(lead, 0);
  for (bool first = true;; first = false) {
    if (!first) out << '\n';
    out << '(';
    int64_t offset = 0;
    for (size_t i = 0; i < lead; ++i) {
      out << at[i] + 1 << ',';
      offset = offset * sizes[i] + at[i];
    }
    out << ".,.) = \n";
    print_matrix(out, values + offset * rows * columns, rows, columns, 1, line_width);
    size_t d = 0;  // the first dim turns fastest
    while (d < lead && ++at[d] == sizes[d]) at[d++] = 0;
    if (d == lead) return;
  }
}

void print_values(std::ostream& out, const double* values, IntArrayRef sizes, int64_t numel,
                  int64_t line_width) {
  if (sizes.size() == 0) {
    out << std::defaultfloat << values[0] << '\n';
  } else if (numel == 0) {
    return;
  } else if (sizes.size() == 1) {
    const Style style = choose_style(out, values, static_cast<size_t>(numel));
    if (style.scale != 1) print_scale(out, style.scale);
    for (int64_t i = 0; i < numel; ++i)
      out << std::setw(style.width) << values[i] / style.scale << '\n';
  } else if (sizes.size() == 2) {
    print_matrix(out, values, sizes[0], sizes[1], 0, line_width);
  } else {
    print_matrices(out, values, sizes, line_width);
  }
}

}  // namespace

std::ostream& print(std::ostream& out, const Tensor& tensor, int64_t line_width) {
  if (!tensor.defined()) return out << "[ Tensor (undefined) ]";
  const auto flags = out.flags();
  const auto precision = out.precision();
  const auto width = out.width(0);  // for what comes after the tensor
  const Tensor values = tensor.detach().cpu().to(kDouble).contiguous();
  print_values(out, static_cast<double*>(pumice::detail::host_elements(values)), tensor.sizes(),
               tensor.numel(), line_width);
  out.flags(flags);
  out.precision(precision);
  out << "[ " << write_type(tensor) << '{';
  for (size_t i = 0; i < tensor.sizes().size(); ++i) out << (i ? "," : "") << tensor.sizes()[i];
  out << "} ]";
  out.width(width);
  return out;
}

void print(const Tensor& tensor, int64_t line_width) { print(std::cout, tensor, line_width); }
std::ostream& operator<<(std::ostream& out, const Tensor& tensor) { return print(out, tensor, 80); }

std::string Tensor::toString() const { return defined() ? write_type(*this) : "UndefinedType"; }

void Tensor::print() const {
  if (defined())
    std::cerr << '[' << toString() << ' ' << sizes() << "]\n";
  else
    std::cerr << "[UndefinedTensor]\n";
}

}  // namespace pumice
