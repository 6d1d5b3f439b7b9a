// The format of operator<<, as libtorch prints.
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/paths.h"
#include "support/values.h"

namespace pumice {
namespace {

std::string text(const Tensor& tensor) {
  std::ostringstream out;
  out << tensor;
  return out.str();
}

const TensorOptions cpu = TensorOptions(kCPU);

TEST(Print, Scalars) {
  EXPECT_EQ(text(Tensor()), "[ Tensor (undefined) ]");
  EXPECT_EQ(text(tensor(2.5, cpu)), "2.5\n[ CPUFloatType{} ]");
  EXPECT_EQ(text(tensor(3, cpu)), "3\n[ CPULongType{} ]");
}

TEST(Print, Vectors) {
  EXPECT_EQ(text(tensor({1.0, 2.0, 3.0}, cpu)), " 1\n 2\n 3\n[ CPUFloatType{3} ]");
  EXPECT_EQ(text(tensor({1.5, -2.25}, cpu)), " 1.5000\n-2.2500\n[ CPUFloatType{2} ]");
  EXPECT_EQ(text(tensor({12.5, 100.0}, cpu)), "  12.5000\n 100.0000\n[ CPUFloatType{2} ]");
  EXPECT_EQ(text(zeros({0}, cpu)), "[ CPUFloatType{0} ]");
  EXPECT_EQ(text(tensor({0.001, 1000.0}, cpu)), " 1.0000e-03\n 1.0000e+03\n[ CPUFloatType{2} ]");
  EXPECT_EQ(text(tensor({123456.5, 234567.5}, cpu)),
            "1e+05 *\n 1.2346\n 2.3457\n[ CPUFloatType{2} ]");
}

TEST(Print, Matrices) {
  EXPECT_EQ(text(tensor({{1, 2}, {3, 4}}, cpu)), " 1  2\n 3  4\n[ CPULongType{2,2} ]");
  EXPECT_EQ(text(tensor({{0.5, 2.0}, {3.0, 4.0}}, cpu)),
            " 0.5000  2.0000\n 3.0000  4.0000\n[ CPUFloatType{2,2} ]");
  EXPECT_EQ(text(zeros({1, 2, 2}, TensorOptions(kBool).device(kCPU))),
            "(1,.,.) = \n  0  0\n  0  0\n[ CPUBoolType{1,2,2} ]");
  const std::string wide = text(zeros({1, 30}, cpu));
  EXPECT_NE(wide.find("Columns 1 to 26"), std::string::npos) << wide;
  EXPECT_NE(wide.find("Columns 27 to 30"), std::string::npos) << wide;
}

TEST(Print, IsLibtorchs) {
  std::ifstream file(testing::test_data() + "/tensor/data/torch_print.json");
  for (const auto& sample : nlohmann::json::parse(file)) {
    ScalarType dtype = kByte;
    for (int t = 0; t < kNumScalarTypes; ++t)
      if (dtype_name(static_cast<ScalarType>(t)) == sample["dtype"])
        dtype = static_cast<ScalarType>(t);
    const auto shape = sample["shape"].get<std::vector<int64_t>>();
    std::vector<double> numbers;
    for (const std::string number : sample["values"]) numbers.push_back(std::stod(number));
    const Tensor t = tensor(numbers, TensorOptions(kCPU).dtype(kDouble)).to(dtype).reshape(shape);
    EXPECT_EQ(text(t), sample["text"].get<std::string>());
  }
}

TEST(Print, SaysTheTypeInShort) {
  EXPECT_EQ(zeros({2, 3}, cpu).toString(), "CPUFloatType");
  EXPECT_EQ(Tensor().toString(), "UndefinedType");
  ::testing::internal::CaptureStderr();
  zeros({2, 3}, cpu).print();
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "[CPUFloatType [2, 3]]\n");
}

TEST(Print, BreaksLinesWhereItIsTold) {
  std::ostringstream out;
  print(out, arange(6, cpu.dtype(kLong)).view({1, 6}), 9);
  EXPECT_NE(out.str().find("Columns 1 to 3"), std::string::npos) << out.str();
}

TEST(Print, LeavesTheStreamAsItWas) {
  std::ostringstream out;
  out << tensor({0.5, 1e-9}, cpu);
  out.str("");
  out << 1.0 / 3;
  EXPECT_EQ(out.str(), "0.333333");
  std::ostringstream sizes;
  sizes << IntArrayRef({2, 3});
  EXPECT_EQ(sizes.str(), "[2, 3]");
}

}  // namespace
}  // namespace pumice
