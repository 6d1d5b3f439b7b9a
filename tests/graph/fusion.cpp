// Merged kernels against the same work unmerged. Captures merge chains where the device can;
// batches that were never met before do not.
#include "fusion.h"

#include <cstdlib>

namespace pumice::testing {
namespace {

TEST_F(Fusion, AChainIsOneKernel) {
  const auto fn = [](const Tensors& in) {
    return Tensors{in[0].mul(in[1]).add(1.5).tanh().sub(in[0]).exp().div(3)};
  };
  EXPECT_EQ(check(fn, {noise({37, 41}), noise({37, 41})}), fuses ? 1u : 6u);
}

TEST_F(Fusion, BroadcastsStayInside) {
  const auto fn = [](const Tensors& in) {
    return Tensors{in[0].mul(in[1]).add(in[2]).relu().mul(in[3])};
  };
  EXPECT_EQ(check(fn, {noise({3, 7, 11, 5}), noise({7, 1, 1}), noise({11, 1}), noise({1})}),
            fuses ? 1u : 4u);
}

TEST_F(Fusion, WhatIsStillWantedIsStored) {
  const auto fn = [](const Tensors& in) {
    const Tensor a = in[0].sigmoid(), b = a.mul(in[1]), c = b.neg();
    return Tensors{a, c};
  };
  EXPECT_EQ(check(fn, {noise({1000}), noise({1000})}), fuses ? 1u : 3u);
}

TEST_F(Fusion, ComparisonsAndMasks) {
  const auto fn = [](const Tensors& in) {
    const Tensor big = in[0].gt(0.5), small = in[1].lt(in[0]);
    const Tensor mask = big.logical_or(small);
    return Tensors{in[0].where(mask, in[1].mul(2)), mask.logical_not()};
  };
  check(fn, {noise({513}), noise({513})});
}

TEST_F(Fusion, InPlaceChains) {
  const Tensor state = noise({300});
  const auto before = values(state);
  const auto fn = [&](const Tensors& in) {
    state.copy_(in[0]);
    state.mul_(0.9).add_(in[1]).tanh_();
    const Tensor seen = state.mul(3);
    state.sub_(1);
    return Tensors{seen, state.clone()};
  };
  check(fn, {noise({300}), noise({300})});
}

TEST_F(Fusion, ViewsOfOneStorageAreKeptApart) {
  const auto fn = [](const Tensors& in) {
    const Tensor x = in[0].clone();
    const Tensor left = x.narrow(1, 0, 32), right = x.narrow(1, 16, 32);
    left.mul_(2);
    right.add_(left);  // overlaps what is written
    return Tensors{x.add(left.sum())};
  };
  check(fn, {noise({2, 48})});
  const auto shifted = [](const Tensors& in) {
    const Tensor x = in[0].mul(1);
    const Tensor y = x.narrow(0, 1, 99).mul(x.narrow(0, 0, 99));
    return Tensors{y, x.narrow(0, 0, 99).add(y)};
  };
  check(shifted, {noise({100})});
}

TEST_F(Fusion, TransposedResults) {
  const auto fn = [](const Tensors& in) {
    const Tensor a = in[0].t().mul(2), b = in[1].add(1);
    return Tensors{a.add(b), b.exp()};
  };
  check(fn, {noise({9, 14}), noise({14, 9})});
}

TEST_F(Fusion, SpecialValues) {
  const float nan = std::nanf(""), inf = INFINITY;
  const Tensor x =
      tensor(std::vector<float>{nan, inf, -inf, 0, -0.0f, 1e-40f, 3e38f, -1}).to(device);
  const auto fn = [](const Tensors& in) {
    return Tensors{in[0].relu().mul(2).add(1), in[0].clamp(-1, 1).exp(),
                   in[0].maximum(in[1]).neg()};
  };
  check(fn, {x, x.neg()});
}

TEST_F(Fusion, HalfStorage) {
  const ScalarType type = device_properties(device).storage16 ? kHalf : kFloat;
  const auto fn = [](const Tensors& in) { return Tensors{in[0].mul(in[1]).add(1).tanh()}; };
  check(fn, {noise({77}).to(type), noise({77}).to(type)}, 2e-3f);
}

TEST_F(Fusion, GradientsOfAChain) {
  const Tensor w = noise({40}).requires_grad_();
  const auto fn = [&](const Tensors& in) {
    w.mutable_grad() = Tensor();
    w.mul(in[0]).sigmoid().mul(in[0]).sum().backward();
    return Tensors{w.grad().clone()};
  };
  check(fn, {noise({25, 40})}, 1e-5f);
}

TEST_F(Fusion, RandomExpressions) {
  for (int round = 0; round < 12; ++round) {
    const uint32_t seed = random();
    const auto fn = [&](const Tensors& in) {
      std::mt19937 pick(seed);
      Tensors have(in.begin(), in.end());
      const auto any = [&] { return have[pick() % have.size()]; };
      for (int i = 0; i < 25; ++i) {
        switch (pick() % 8) {
          case 0:
            have.push_back(any().tanh());
            break;
          case 1:
            have.push_back(any().mul(any()).tanh());
            break;
          case 2:
            have.push_back(any().add(any(), 0.5));
            break;
          case 3:
            have.push_back(any().where(any().gt(any()), any()).sigmoid());
            break;
          case 4:
            have.push_back(any().maximum(any()));
            break;
          case 5:
            if (have.size() > 5)
              have.erase(have.begin() + static_cast<ptrdiff_t>(3 + pick() % (have.size() - 3)));
            break;
          case 6: {
            const Tensor x = any().clone();
            x.mul_(0.5).add_(any().mul(0.1).sum());
            have.push_back(x);
            break;
          }
          default:
            have.push_back(any().sub(0.25).neg());
        }
      }
      Tensors out;
      for (size_t i = 3; i < have.size(); i += 2)
        out.push_back(have[i].expand({6, 50}).contiguous());
      return out;
    };
    check(fn, {noise({6, 50}), noise({50}), noise({6, 1})}, 1e-4f);
  }
}

TEST_F(Fusion, CanBeSwitchedOff) {
  for (const char* wish : {"off", "on"}) {
    setenv("PUMICE_FUSION", wish, 1);
    EXPECT_EQ(fusion_enabled(), std::string(wish) == "on");
  }
  unsetenv("PUMICE_FUSION");
  EXPECT_TRUE(fusion_enabled());
}

TEST_F(Fusion, RepeatedBatchesMergeAsWell) {
  const Tensor x = noise({900});
  Tensor y = noise({900});
  const auto step = [&] {
    y = x.mul(3).add(1).tanh();
    synchronize(device);
  };
  for (int i = 0; i < 6; ++i) step();
  const Statistics before = statistics(device);
  step();
  const Statistics after = statistics(device);
  EXPECT_EQ(after.dispatches - before.dispatches, fuses ? 1u : 3u);
  EXPECT_EQ(after.plans_made, before.plans_made);
}

}  // namespace
}  // namespace pumice::testing
