// Result dtypes of every pair of operands, against torch.result_type.
#include <gtest/gtest.h>

#include "pumice/pumice.h"

namespace pumice::testing {
namespace {

// Written by promotion.py from PyTorch's answers.
constexpr const char* kTable[] = {
#include "promotion.inc"
};
constexpr std::string_view kLetters = "Bcsilhfdbg";
constexpr ScalarType kDtypes[] = {kByte, kChar,  kShort,  kInt,  kLong,
                                  kHalf, kFloat, kDouble, kBool, kBFloat16};

std::vector<Tensor> operands() {
  std::vector<Tensor> list;
  for (const std::vector<int64_t>& sizes : {std::vector<int64_t>{2}, std::vector<int64_t>{}})
    for (const ScalarType dtype : kDtypes)
      list.push_back(ones(sizes, TensorOptions(dtype).device(kCPU)));
  return list;
}

std::string letter(const Tensor& t) {
  const auto at = std::find(std::begin(kDtypes), std::end(kDtypes), t.scalar_type());
  return std::string(1, kLetters[static_cast<size_t>(at - kDtypes)]);
}

TEST(Promotion, OfEveryPairIsPyTorchs) {
  const std::vector<Tensor> list = operands();
  for (size_t a = 0; a < list.size(); ++a) {
    std::string sums, products;
    for (const Tensor& b : list) {
      sums += letter(list[a] + b);
      products += letter(mul(list[a], b));
    }
    for (const Scalar number : {Scalar(true), Scalar(2), Scalar(1.5)}) {
      sums += letter(list[a] + number);
      products += letter(number * list[a]);
    }
    EXPECT_EQ(sums, kTable[a]) << "row " << a;
    EXPECT_EQ(products, kTable[a]) << "row " << a;
  }
}

TEST(Promotion, TrueDivisionGivesFloating) {
  const std::vector<Tensor> list = operands();
  for (size_t a = 0; a < list.size(); ++a)
    for (size_t b = 0; b < list.size(); ++b) {
      const char promoted = kTable[a][b];
      const bool floating = std::string_view("hfdg").find(promoted) != std::string_view::npos;
      EXPECT_EQ(letter(div(list[a], list[b])), std::string(1, floating ? promoted : 'f'));
    }
}

TEST(Promotion, FollowsTheDefaultDtype) {
  const Tensor whole = ones({2}, TensorOptions(kInt).device(kCPU));
  set_default_dtype(kDouble);
  const Tensor quotient = div(whole, 2), sum = whole + 1.5, root = sqrt(whole);
  set_default_dtype(kFloat);
  EXPECT_EQ(quotient.scalar_type(), kDouble);
  EXPECT_EQ(sum.scalar_type(), kDouble);
  EXPECT_EQ(root.scalar_type(), kDouble);
}

}  // namespace
}  // namespace pumice::testing
