// InferenceMode: what tensors made in it may be used for.
#include <thread>

#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;
using testing::values;

const TensorOptions leaf = requires_grad();
constexpr auto kInplace = "Inplace update to inference tensor outside InferenceMode is not allowed";

TEST(InferenceMode, SwitchesRecordingOff) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  EXPECT_FALSE(InferenceMode::is_enabled());
  {
    const InferenceMode guard;
    EXPECT_TRUE(InferenceMode::is_enabled());
    EXPECT_FALSE(GradMode::is_enabled());
    const Tensor y = x * 2.0;
    EXPECT_TRUE(y.is_inference());
    EXPECT_FALSE(y.requires_grad());
    EXPECT_FALSE(x.is_inference());
    {
      const InferenceMode off(false);
      EXPECT_TRUE(GradMode::is_enabled());
      const Tensor z = x * 2.0;
      EXPECT_TRUE(z.requires_grad());
      EXPECT_FALSE(z.is_inference());
    }
    EXPECT_TRUE(InferenceMode::is_enabled());
    std::thread([] { EXPECT_FALSE(InferenceMode::is_enabled()); }).join();
  }
  EXPECT_TRUE(GradMode::is_enabled());
}

TEST(InferenceMode, TensorsHaveNoVersion) {
  const InferenceMode guard;
  const Tensor y = ones({3});
  y.mul_(2.0);
  EXPECT_THAT(values(y), ElementsAre(2, 2, 2));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "Inference tensors do not track version counter.",
                         [&] { (void)y._version(); }));
}

TEST(InferenceMode, TensorsMayBeReadOutside) {
  Tensor y, view;
  {
    const InferenceMode guard;
    y = ones({4});
    view = y.narrow(0, 0, 2);
  }
  EXPECT_TRUE(view.is_inference() && y.view({2, 2}).is_inference() && y.detach().is_inference());
  EXPECT_FALSE(view.is_view());
  EXPECT_FALSE((y * 2.0).is_inference());
  EXPECT_FALSE(y.clone().is_inference());
  const Tensor x = tensor({1.0, 2.0, 3.0, 4.0}, leaf);
  (x + y).backward(ones({4}));  // saves nothing
  EXPECT_THAT(values(x.grad()), ElementsAre(1, 1, 1, 1));
  EXPECT_TRUE(fails_with(ErrorKind::autograd,
                         "Inference tensors cannot be saved for backward. To work around you can "
                         "make a clone to get a normal tensor and use it in autograd.",
                         [&] { x* y; }));
  (x * y.clone()).backward(ones({4}));
  EXPECT_THAT(values(x.grad()), ElementsAre(2, 2, 2, 2));
}

TEST(InferenceMode, TensorsMayNotBeWrittenOutside) {
  Tensor y;
  {
    const InferenceMode guard;
    y = ones({4});
  }
  EXPECT_TRUE(fails_with(ErrorKind::autograd, kInplace, [&] { y.mul_(2.0); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, kInplace, [&] { y.narrow(0, 0, 2).zero_(); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, kInplace, [&] {
    const NoGradGuard guard;
    y.copy_(zeros({4}));
  }));
  EXPECT_TRUE(fails_with(
      ErrorKind::autograd,
      "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.",
      [&] { y.requires_grad_(); }));
  EXPECT_THAT(values(y), ElementsAre(1, 1, 1, 1));
  const InferenceMode guard;
  y.mul_(3.0);
  EXPECT_THAT(values(y), ElementsAre(3, 3, 3, 3));
}

TEST(InferenceMode, NormalTensorsStayNormal) {
  const Tensor x = tensor({1.0, 2.0}, leaf);
  const Tensor y = x * 2.0, z = y * y;
  Tensor view;
  {
    const InferenceMode guard;
    view = y.narrow(0, 0, 1);
    EXPECT_FALSE(view.is_inference());
    EXPECT_TRUE(view.is_view());
  }
  EXPECT_TRUE(fails_with(
      ErrorKind::autograd,
      "A view was created in inference mode and is being modified inplace in normal mode. Given "
      "that this use case is ambiguous and error-prone, it is forbidden.",
      [&] { view.mul_(2.0); }));
  {
    const InferenceMode guard;
    y.mul_(2.0);
  }
  EXPECT_EQ(y.version(), 1);
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "has been modified by an inplace operation",
                         [&] { z.backward(ones({2})); }));
}

TEST(InferenceMode, LeavesInsideCarryNoGraph) {
  const InferenceMode guard;
  const Tensor w = ones({2}).requires_grad_();
  EXPECT_TRUE(w.requires_grad() && w.is_leaf() && w.is_inference());
  EXPECT_FALSE((w * 2.0).requires_grad());
}

}  // namespace
}  // namespace pumice
