// pumice::capture on the device under test, against the same function run eagerly.
#include "pumice/capture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pumice/optim/adam.h"
#include "pumice/pumice.h"

namespace pumice::testing {
namespace {

using Tensors = std::vector<Tensor>;

std::vector<float> values(const Tensor& t) {
  const Tensor host = t.detach().cpu().contiguous();
  return {host.data_ptr<float>(), host.data_ptr<float>() + host.numel()};
}

Tensor ramp(IntArrayRef sizes, float scale) {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  std::vector<float> v;
  for (int64_t i = 0; i < n; ++i) v.push_back(scale * static_cast<float>((i * 37) % 101 - 50) / 50);
  return tensor(v).reshape(sizes).to(default_device());
}

class Capture : public ::testing::Test {
 protected:
  Device device = default_device();
  std::string error_of(const std::function<void()>& fn) {
    try {
      fn();
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  }
};

Tensors network(const Tensors& in) {
  const Tensor h = in[0].matmul(in[1]).tanh();
  return {h.mul(in[2]).add(1).exp(), h};
}

TEST_F(Capture, EqualsEagerForNewInputs) {
  const Tensors inputs{ramp({5, 7}, 1), ramp({7, 3}, 0.3f), ramp({5, 3}, 1)};
  Captured step = capture(network, inputs);
  for (float scale : {1.0f, -0.5f, 2.0f}) {
    const Tensors now{ramp({5, 7}, scale), inputs[1], inputs[2].cpu()};
    const Tensors captured = step(now);
    const Tensors eager = network({now[0], now[1], now[2].to(device)});
    ASSERT_EQ(captured.size(), 2u);
    for (size_t i = 0; i < 2; ++i)
      EXPECT_THAT(values(captured[i]),
                  ::testing::Pointwise(::testing::FloatNear(1e-5f), values(eager[i])));
  }
}

TEST_F(Capture, TakesStridedInputs) {
  const auto fn = [](const Tensors& in) { return Tensors{in[0].mul(2)}; };
  Captured twice = capture(fn, {ramp({4, 6}, 1)});
  const Tensor strided = ramp({6, 4}, 3).t();
  EXPECT_EQ(values(twice({strided})[0]), values(strided.mul(2)));
}

TEST_F(Capture, TakesInputsThatNothingWasWrittenTo) {
  const auto fn = [](const Tensors& in) { return Tensors{in[0].mul(0).add(1)}; };
  Captured one = capture(fn, {empty({3}, TensorOptions(device).dtype(kFloat))});
  EXPECT_EQ(one({empty({3}, TensorOptions(device))})[0].sizes(), IntArrayRef({3}));
}

TEST_F(Capture, DoesNotRunUntilCalled) {
  Tensor count = zeros({1}, TensorOptions(device));
  Captured bump = capture(
      [&](const Tensors&) {
        count.add_(1);
        return Tensors{};
      },
      {});
  EXPECT_EQ(count.item<float>(), 0);
  for (int i = 0; i < 5; ++i) bump();
  EXPECT_EQ(count.item<float>(), 5);
}

TEST_F(Capture, SteadyStateTakesNothingNew) {
  const Tensor x = ramp({8, 8}, 1).cpu(), y = ramp({8, 8}, 0.5f).cpu(), z = x.add(1);
  Captured step = capture(network, {x.to(device), y.to(device), z.to(device)});
  step({x, y, z});
  synchronize(device);
  const Statistics before = statistics(device);
  for (int i = 0; i < 10; ++i) step({x, y, z});
  const Statistics after = statistics(device);
  EXPECT_EQ(after.allocations, before.allocations);
  EXPECT_EQ(after.pipelines_created, before.pipelines_created);
  EXPECT_EQ(after.plans_made, before.plans_made);
  EXPECT_EQ(after.submits, before.submits + 10);
  EXPECT_EQ(after.host_waits, before.host_waits);
  EXPECT_EQ(after.fallbacks, before.fallbacks);
}

TEST_F(Capture, TrainingEqualsEagerStepByStep) {
  struct Model {
    Tensor w = ramp({6, 4}, 0.4f).requires_grad_();
    Tensor b = ramp({4}, 0.1f).requires_grad_();
    optim::Adam adam{{w, b}, optim::AdamOptions(0.05)};
    Tensors step(const Tensors& in) {
      adam.zero_grad();
      const Tensor error = in[0].matmul(w).add(b).tanh().sub(in[1]);
      const Tensor loss = error.mul(error).sum();
      loss.backward();
      adam.step();
      return {loss};
    }
  };
  Model eager, captured;
  const Tensor target = ramp({9, 4}, 0.7f);
  Captured step =
      capture([&](const Tensors& in) { return captured.step(in); }, {ramp({9, 6}, 1), target});
  std::vector<float> losses;
  for (int i = 0; i < 50; ++i) {
    const Tensors in{ramp({9, 6}, 1 + 0.01f * static_cast<float>(i)), target};
    const float loss = step(in)[0].item<float>();
    ASSERT_FLOAT_EQ(loss, eager.step(in)[0].item<float>()) << i;
    losses.push_back(loss);
  }
  EXPECT_LT(losses.back(), losses.front() / 2);
  EXPECT_THAT(values(captured.w), ::testing::Pointwise(::testing::FloatEq(), values(eager.w)));
}

TEST_F(Capture, ErrorsNameTheCall) {
  const Tensor x = ramp({3}, 1);
  const auto reads = [](const Tensors& in) { return Tensors{in[0].mul(in[0][0].item<float>())}; };
  EXPECT_EQ(error_of([&] { capture(reads, {x}); }),
            "item: reading a tensor on the host inside a capture");
  Captured ok = capture([](const Tensors& in) { return Tensors{in[0].mul(2)}; }, {x});
  EXPECT_EQ(error_of([&] { ok({}); }), "capture: captured with 1 inputs, got 0");
  EXPECT_EQ(error_of([&] { ok({ramp({4}, 1)}); }),
            "capture: input 0 was captured with shape (3,), got (4,)");
  EXPECT_EQ(error_of([&] { ok({x.to(kInt)}); }),
            "capture: input 0 was captured as float32, got int32");
  EXPECT_EQ(error_of([&] { ok({Tensor()}); }), "capture: input 0 is undefined");
  EXPECT_EQ(values(ok({x})[0]), values(x.mul(2)));
}

}  // namespace
}  // namespace pumice::testing
