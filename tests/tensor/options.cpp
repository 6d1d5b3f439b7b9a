// TensorOptions, Device, Scalar, names of dtypes, default device and dtype.
#include <unordered_set>

#include "support/printed.h"
#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;
using testing::printed;

TEST(Options, HoldWhatWasSet) {
  const TensorOptions none;
  EXPECT_FALSE(none.has_dtype() || none.has_device() || none.has_layout() ||
               none.has_requires_grad() || none.has_pinned_memory() || none.has_memory_format());
  EXPECT_EQ(none.dtype(), kFloat);
  EXPECT_EQ(none.device(), default_device());
  const TensorOptions all = dtype(kFloat64)
                                .device("cpu")
                                .layout(kStrided)
                                .requires_grad(true)
                                .pinned_memory(true)
                                .memory_format(MemoryFormat::Contiguous);
  EXPECT_TRUE(all.has_dtype() && all.has_device() && all.has_layout() && all.has_requires_grad() &&
              all.has_pinned_memory() && all.has_memory_format());
  const Tensor t = ones({2}, all);
  EXPECT_EQ(t.scalar_type(), kDouble);
  EXPECT_TRUE(t.requires_grad());
  EXPECT_TRUE(t.is_cpu());
  EXPECT_EQ(dtype<int64_t>().dtype(), kLong);
  EXPECT_EQ(dtype(kHalf).device(kCPU).dtype(), kHalf);
  EXPECT_EQ(device(Device(kCUDA, 1)).device().index(), 1);
  EXPECT_EQ(TensorOptions().device(kCUDA, 1).device(), Device("cuda:1"));
  EXPECT_TRUE(requires_grad().requires_grad());
  EXPECT_EQ(layout(kStrided).layout(), kStrided);
  EXPECT_EQ(
      printed(TensorOptions(kLong).device(kCPU)),
      "TensorOptions(dtype=long int, device=cpu, layout=Strided (default), requires_grad=false "
      "(default), pinned_memory=false (default), memory_format=(nullopt))");
}

TEST(Options, Merge) {
  const TensorOptions merged =
      TensorOptions(kInt).device(kCPU).merge_in(TensorOptions(kHalf).requires_grad(true));
  EXPECT_EQ(merged.dtype(), kHalf);
  EXPECT_EQ(merged.device(), Device(kCPU));
  EXPECT_TRUE(merged.requires_grad());
  EXPECT_EQ(*TensorOptions().merge_memory_format(MemoryFormat::ChannelsLast).memory_format_opt(),
            MemoryFormat::ChannelsLast);
}

TEST(Devices, HaveAnIndexOrNone) {
  EXPECT_FALSE(Device("vulkan").has_index());
  EXPECT_TRUE(Device("vulkan:0").has_index());
  EXPECT_EQ(Device(kCPU).index(), -1);
  EXPECT_EQ(printed(Device("vulkan:2")), "vulkan:2");
  EXPECT_EQ(printed(Device("cuda")), "cuda");
  EXPECT_EQ(printed(kVulkan), "vulkan");
  EXPECT_LT(Device("cuda:0"), Device("cuda:1"));
  const std::unordered_set<Device> set{Device("vulkan"), Device("vulkan:0"), Device("vulkan:1"),
                                       Device("cpu")};
  EXPECT_EQ(set.size(), 3u);
  const Tensor t = zeros({1});
  EXPECT_EQ(t.device().has_index(), !t.is_cpu());
  EXPECT_EQ(t.get_device(), t.is_cpu() ? -1 : t.device().index());
  EXPECT_EQ(t.to(Device(t.device().type(), 0)).is_same(t), t.device() == Device(t.device().type()));
  EXPECT_TRUE(fails_with(ErrorKind::format, "Device string must not be empty", [] { Device(""); }));
  EXPECT_TRUE(
      fails_with(ErrorKind::format, "Invalid device string: 'cuda:01'", [] { Device("cuda:01"); }));
}

TEST(Scalars, Convert) {
  EXPECT_EQ(Scalar(2.75).toInt(), 2);
  EXPECT_EQ(Scalar(7).toDouble(), 7.0);
  EXPECT_TRUE(Scalar(0.5).toBool());
  EXPECT_TRUE(Scalar(true).isBoolean() && Scalar(true).isIntegral(true));
  EXPECT_FALSE(Scalar(true).isIntegral(false));
  EXPECT_TRUE(Scalar(1.0).isFloatingPoint());
  EXPECT_TRUE(Scalar(1).equal(1.0));
  EXPECT_FALSE(Scalar(1).equal(true));
  EXPECT_EQ(Scalar(Half(1.5f)).toFloat(), 1.5f);
  EXPECT_EQ((-Scalar(3)).toLong(), -3);
  EXPECT_EQ(Scalar(-1).toByte(), 255);  // wraps around, as in PyTorch
  EXPECT_EQ(Scalar(INFINITY).toFloat(), INFINITY);
  EXPECT_EQ(printed(Scalar(2)), "2");
  EXPECT_EQ(printed(Scalar(true)), "true");
  const auto overflows = [](const char* type, auto&& f) {
    return fails_with(
        ErrorKind::value,
        std::string("value cannot be converted to type ") + type + " without overflow", f);
  };
  EXPECT_TRUE(overflows("int", [] { Scalar(int64_t{1} << 31).toInt(); }));
  EXPECT_TRUE(overflows("uint8_t", [] { Scalar(256).toByte(); }));
  EXPECT_TRUE(overflows("int8_t", [] { Scalar(200).toChar(); }));
  EXPECT_TRUE(overflows("float", [] { Scalar(1e300).toFloat(); }));
  EXPECT_TRUE(overflows("int64_t", [] { Scalar(1e30).to<int64_t>(); }));
  EXPECT_TRUE(overflows("int", [] { Scalar(std::nan("")).toInt(); }));
}

TEST(Items, AreOneElement) {
  EXPECT_EQ(tensor(2.5).item<float>(), 2.5f);
  EXPECT_EQ(tensor({true}).item<bool>(), true);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "a Tensor with 3 elements cannot be converted to Scalar",
                         [] { zeros({3}).item<float>(); }));
  EXPECT_TRUE(tensor({{3}}).is_nonzero());
  EXPECT_FALSE(tensor(0.0).is_nonzero());
  EXPECT_TRUE(fails_with(ErrorKind::value,
                         "Boolean value of Tensor with more than one value is ambiguous",
                         [] { zeros({2}).is_nonzero(); }));
  EXPECT_TRUE(fails_with(ErrorKind::value, "Boolean value of Tensor with no values is ambiguous",
                         [] { zeros({0}).is_nonzero(); }));
}

TEST(Dtypes, HaveNamesAndSizes) {
  EXPECT_STREQ(toString(kBFloat16), "BFloat16");
  EXPECT_EQ(printed(kUInt8), "Byte");
  EXPECT_EQ(elementSize(kInt16), 2u);
  EXPECT_TRUE(isFloatingType(kHalf) && isIntegralType(kBool, true) && isSignedType(kChar));
  EXPECT_FALSE(isSignedType(kByte));
  set_default_dtype(kDouble);
  EXPECT_EQ(zeros({1}, kCPU).scalar_type(), kDouble);
  EXPECT_EQ(tensor(1.5, TensorOptions(kCPU)).scalar_type(), kDouble);
  EXPECT_EQ(full({1}, 1.5, kCPU).scalar_type(), kDouble);
  set_default_dtype(kFloat);
  EXPECT_TRUE(
      fails_with(ErrorKind::dtype, "only floating-point types", [] { set_default_dtype(kInt); }));
}

TEST(DefaultDevice, IsWhereAProgramRunsThatNamesNone) {
  const Device device = default_device();
  EXPECT_EQ(zeros({2}).device(), device);
  EXPECT_EQ(tensor({1, 2}).device(), device);
  EXPECT_EQ(arange(3).device(), device);
  EXPECT_EQ(eye(2).device(), device);
  EXPECT_EQ(linspace(0, 1, 3).device(), device);
  EXPECT_EQ(rand({2}).device(), device);
  EXPECT_EQ(randperm(3).device(), device);
  EXPECT_EQ((rand({2, 2}).matmul(ones({2, 2})) + 1).device(), device);
  set_default_device(kCPU);
  EXPECT_EQ(zeros({2}).device(), Device(kCPU));
  set_default_device(device);
  EXPECT_TRUE(fails_with(ErrorKind::device, "no such device",
                         [] { set_default_device(Device(kCUDA, 77)); }));
  EXPECT_EQ(default_device(), device);
}

TEST(Accessor, ReadsAndWritesElements) {
  const Tensor t = arange(12.0, kCPU).view({3, 4});
  const auto a = t.accessor<float, 2>();
  EXPECT_EQ(a[1][2], 6);
  EXPECT_EQ(a[2].size(0), 4);
  EXPECT_EQ(a.stride(0), 4);
  a[0][3] = 9;
  EXPECT_EQ(t[0][3].item<float>(), 9);
  const auto columns = t.t();
  EXPECT_EQ((columns.accessor<const float, 2>()[3][0]), 9);
  EXPECT_TRUE(fails_with(ErrorKind::shape, "TensorAccessor expected 1 dims but tensor has 2",
                         [&] { t.accessor<float, 1>(); }));
  EXPECT_TRUE(fails_with(ErrorKind::dtype, "expected scalar type", [&] { t.accessor<int, 2>(); }));
}

}  // namespace
}  // namespace pumice
