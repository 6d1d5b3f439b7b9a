// The storage that views share, and the types that options and dtypes print as.
#include "support/printed.h"
#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;
using testing::printed;
using testing::values;

TEST(Storage, IsWhatViewsShare) {
  const Tensor x = ones({2, 3}, TensorOptions(kFloat).device(kCPU));
  EXPECT_EQ(x.storage().use_count(), 1u);
  EXPECT_TRUE(x.storage().unique());
  const Tensor y = x.view({3, 2})[1];
  EXPECT_EQ(x.storage().use_count(), 2u);
  EXPECT_TRUE(x.storage().is_alias_of(y.storage()));
  EXPECT_FALSE(x.storage().is_alias_of(x.clone().storage()));
  EXPECT_EQ(y.storage().nbytes(), 24u);
  EXPECT_EQ(y.storage().data(), x.data_ptr());
  EXPECT_EQ(y.storage().data_ptr().get(), x.data_ptr());
  EXPECT_EQ(x.storage().device(), Device(kCPU));
  EXPECT_TRUE(x.storage().resizable());
}

TEST(Storage, OutlivesItsTensors) {
  TensorStorage kept;
  EXPECT_FALSE(kept);
  EXPECT_TRUE(fails_with(ErrorKind::value, "names no storage", [&] { (void)kept.nbytes(); }));
  {
    const Tensor x = full({4}, 3, TensorOptions(kInt).device(kCPU));
    kept = x.storage();
    EXPECT_EQ(kept.use_count(), 2u);
  }
  EXPECT_TRUE(kept);
  EXPECT_EQ(kept.data<int>()[3], 3);  // recorded before the tensor went
}

TEST(Storage, AddressSeesLaterWrites) {
  const Tensor x = zeros({3}, TensorOptions(kFloat).device(kCPU));
  const float* at = x.storage().data<float>();
  x.fill_(2);
  EXPECT_EQ(at[2], 2.0f);
}

TEST(TypeMeta, PrintsAsTheType) {
  EXPECT_EQ(printed(ones({1}).dtype()), "float");
  EXPECT_EQ(printed(ones({1}).scalar_type()), "Float");
  const std::pair<ScalarType, const char*> names[] = {
      {kByte, "unsigned char"}, {kChar, "signed char"},
      {kShort, "short int"},    {kInt, "int"},
      {kLong, "long int"},      {kHalf, "c10::Half"},
      {kDouble, "double"},      {kBFloat16, "c10::BFloat16"},
      {kBool, "bool"}};
  for (const auto& [type, name] : names) {
    EXPECT_EQ(TypeMeta(type).name(), name);
    EXPECT_EQ(TypeMeta(type).itemsize(), element_size(type));
    EXPECT_EQ(TypeMeta(type).toScalarType(), type);
  }
  EXPECT_EQ(printed(Tensor().dtype()), "nullptr (uninitialized)");
}

TEST(TypeMeta, StandsForAScalarType) {
  const Tensor x = ones({2}, kInt);
  EXPECT_TRUE(x.dtype() == kInt);
  EXPECT_TRUE(kInt == x.dtype());
  EXPECT_TRUE(x.dtype() != kLong);
  EXPECT_TRUE(x.dtype() == zeros({1}, kInt).dtype());
  EXPECT_TRUE(x.dtype().Match<int>());
  EXPECT_EQ(zeros({1}, x.dtype()).scalar_type(), kInt);
  EXPECT_EQ(zeros({1}, dtype(x.dtype())).scalar_type(), kInt);
  EXPECT_EQ(ones({1}).to(x.dtype()).scalar_type(), kInt);
  const ScalarType same = x.dtype();
  EXPECT_EQ(same, kInt);
}

TEST(Set, TakesOverAView) {
  const Tensor a = ones({2}), b = arange(6.0).view({2, 3}).t();
  a.set_(b);
  EXPECT_EQ(a.sizes(), b.sizes());
  EXPECT_EQ(a.strides(), b.strides());
  a[0][0] = 7;
  EXPECT_EQ(values(b[0]), (std::vector<double>{7, 3}));
  EXPECT_TRUE(fails_with(ErrorKind::dtype,
                         "Could not set tensor of type float to a tensor of type "
                         "int",
                         [&] { a.set_(ones({2}, kInt)); }));
}

}  // namespace
}  // namespace pumice
