// Biases, residuals and activations that end dense kernels, against the same operators apart.
#include "fusion.h"
#include "shaders/kernels.h"

namespace pumice::testing {
namespace {

class Epilogues : public Fusion {
 protected:
  /// Kernels that fn of a (13, 9) matrix runs.
  uint64_t kernels(const Function& fn) { return check(fn, {noise({13, 9})}, 1e-5f); }

  Tensor w = noise({9, 21}), b = noise({21}), r = noise({13, 21});
};

TEST_F(Epilogues, Activations) {
  const Tensor second = noise({21, 6});
  EXPECT_EQ(kernels([&](const Tensors& in) {
              return Tensors{apart(apart(in[0].matmul(w)).relu().matmul(second)).sigmoid()};
            }),
            2u);
  EXPECT_EQ(kernels([&](const Tensors& in) { return Tensors{apart(in[0].matmul(w)).relu_()}; }),
            1u);
}

TEST_F(Epilogues, Biases) {
  EXPECT_EQ(kernels([&](const Tensors& in) { return Tensors{apart(in[0].matmul(w)) + b}; }), 1u);
  EXPECT_EQ(kernels([&](const Tensors& in) { return Tensors{b + apart(in[0].matmul(w))}; }), 1u);
  const Tensor batched = noise({3, 5, 4}), right = noise({3, 4, 6}), row = noise({6});
  EXPECT_EQ(
      check([&](const Tensors& in) { return Tensors{apart(bmm(in[0], right)) + row}; }, {batched}),
      1u);
  // A column that repeats along rows is no bias of this kernel.
  const Tensor column = noise({13, 1});
  EXPECT_EQ(kernels([&](const Tensors& in) { return Tensors{apart(in[0].matmul(w)) + column}; }),
            2u);
}

TEST_F(Epilogues, Residuals) {
  EXPECT_EQ(kernels([&](const Tensors& in) { return Tensors{r + apart(in[0].matmul(w))}; }), 1u);
  EXPECT_EQ(kernels([&](const Tensors& in) {
              return Tensors{apart(apart(apart(in[0].matmul(w)) + b) + r).relu(),
                             apart(apart(r + apart(in[0].matmul(w))) + b).tanh()};
            }),
            2u);
  // The later of two products takes the other's result.
  EXPECT_EQ(kernels([&](const Tensors& in) {
              const Tensor first = apart(in[0].matmul(w));
              return Tensors{apart(first + apart((-in[0]).matmul(w))).sigmoid()};
            }),
            3u);
  // What is added may be made after the product.
  EXPECT_EQ(kernels([&](const Tensors& in) {
              const Tensor y = apart(in[0].matmul(w)), late = apart(r.exp());
              return Tensors{y + late};
            }),
            2u);
  // A scaled addition is none that the kernel has.
  EXPECT_EQ(kernels([&](const Tensors& in) { return Tensors{apart(in[0].matmul(w)).add(r, 0.5)}; }),
            2u);
}

TEST_F(Epilogues, InPlace) {
  EXPECT_EQ(kernels([&](const Tensors& in) {
              const Tensor y = apart(in[0].matmul(w));
              apart(y.add_(b));
              apart(y.add_(r));
              return Tensors{y.relu_()};
            }),
            1u);
  // Into the residual itself: one kernel for the copy, one for the rest.
  EXPECT_EQ(kernels([&](const Tensors& in) {
              const Tensor x = apart(r.clone());
              x.add_(apart(in[0].matmul(w)));
              return Tensors{x};
            }),
            2u);
  // But not into what the product reads.
  const Tensor square = noise({9, 9});
  EXPECT_EQ(kernels([&](const Tensors& in) {
              const Tensor x = apart(in[0].clone());
              x.add_(apart(x.matmul(square)));
              return Tensors{x};
            }),
            3u);
}

TEST_F(Epilogues, Convolutions) {
  const Tensor x = noise({2, 3, 9, 5}), filters = noise({5, 3, 3, 3}), bias = noise({5}),
               residual = noise({2, 5, 9, 5});
  const auto with = [&](const Tensor& t, const Tensor& own = {}) {
    return apart(conv2d(t, filters, own, 1, 1));
  };
  const auto count = [&](const Function& fn, const Tensor& input) {
    return check(fn, {input}, 1e-5f);
  };
  EXPECT_EQ(
      count([&](const Tensors& in) { return Tensors{apart(with(in[0], bias) + residual).relu()}; },
            x),
      1u);
  EXPECT_EQ(count(
                [&](const Tensors& in) {
                  return Tensors{apart(with(in[0]) + bias.reshape({5, 1, 1})).sigmoid()};
                },
                x),
            1u);
  // One image, where the channel is the outermost dim that steps.
  const Tensor one = residual.narrow(0, 1, 1).contiguous();
  EXPECT_EQ(count(
                [&](const Tensors& in) {
                  return Tensors{apart(one + with(in[0])) + bias.reshape({1, 5, 1, 1})};
                },
                x.narrow(0, 0, 1).contiguous()),
            1u);
  // Along the width: no bias of this kernel.
  const Tensor width = noise({5});
  EXPECT_EQ(count([&](const Tensors& in) { return Tensors{with(in[0]) + width}; }, x), 2u);
}

TEST_F(Epilogues, HalfStorageAndDoubles) {
  for (const ScalarType type : {kHalf, kDouble}) {
    if (!get_backend(device).supports(kernel::matmul::info, {.t = type})) continue;
    const Tensor left = noise({13, 9}).to(type), right = w.to(type), bias = b.to(type),
                 residual = r.to(type);
    EXPECT_EQ(
        check(
            [&](const Tensors& in) {
              return Tensors{apart(apart(apart(in[0].matmul(right)) + bias) + residual).relu()};
            },
            {left}, type == kHalf ? 4e-3f : 1e-6f),
        1u);
  }
}

TEST_F(Epilogues, StayApartWhereTheProductIsWanted) {
  EXPECT_EQ(kernels([&](const Tensors& in) {
              const Tensor y = apart(in[0].matmul(w));
              return Tensors{y.relu(), y};
            }),
            2u);
  EXPECT_EQ(kernels([&](const Tensors& in) {
              const Tensor y = apart(in[0].matmul(w));
              return Tensors{y + b, y};
            }),
            2u);
  EXPECT_EQ(kernels([&](const Tensors& in) {
              const Tensor y = apart(in[0].matmul(w));
              return Tensors{apart(y + r).matmul(y.t())};
            }),
            3u);
  kernels([&](const Tensors& in) {
    const Tensor y = apart(in[0].matmul(w)), z = apart(y.relu());
    return Tensors{apart(z.matmul(w.t())).add(apart(y.sum()))};
  });
  kernels([&](const Tensors& in) {
    const Tensor y = apart(in[0].matmul(w)), s = apart(y.sum());
    y.relu_();
    return Tensors{s, y};
  });
  kernels([&](const Tensors& in) {
    const Tensor y = apart(in[0].matmul(w));
    return Tensors{y + y};
  });
}

TEST_F(Epilogues, WhatTheProductReadsMayNotChangeBefore) {
  EXPECT_EQ(kernels([&](const Tensors& in) {
              const Tensor x = apart(in[0].clone()), y = apart(x.matmul(w));
              apart(x.zero_());
              return Tensors{y + r, x};
            }),
            4u);
}

TEST_F(Epilogues, GradientsOfAResidualNetwork) {
  const Tensor in_weight = noise({9, 9}, -0.5, 0.5).requires_grad_(),
               out_weight = noise({9, 9}, -0.5, 0.5).requires_grad_(),
               shift = noise({9}).requires_grad_();
  const Tensors parameters{in_weight, out_weight, shift};
  check(
      [&](const Tensors& in) {
        for (const Tensor& p : parameters) p.mutable_grad() = Tensor();
        Tensor x = in[0];
        for (int layer = 0; layer < 3; ++layer)
          x = apart(x + apart(apart(apart(x.matmul(in_weight)) + shift).relu().matmul(out_weight)));
        apart(apart(x.mul(x)).sum()).backward();
        Tensors gradients;
        for (const Tensor& p : parameters) gradients.push_back(p.grad().clone());
        return gradients;
      },
      {noise({13, 9}, -0.5, 0.5)}, 1e-4f);
}

TEST_F(Epilogues, RandomPrograms) {
  uint64_t ran = 0;
  for (int round = 0; round < 12; ++round) {
    const uint32_t seed = random();
    const auto fn = [&](const Tensors& in) {
      std::mt19937 pick(seed);
      Tensors have;
      for (size_t i = 0; i < 3; ++i) have.push_back(apart(in[i].clone()));
      const auto any = [&]() -> Tensor& { return have[pick() % have.size()]; };
      for (int i = 0; i < 30; ++i) {
        const Tensor a = any(), c = any();
        switch (pick() % 8) {
          case 0:
          case 1:
            any() = apart(a.matmul(c) * 0.25);
            any() = apart(a.matmul(c.t()));
            break;
          case 2:
            any() = apart(a + in[3]);
            break;
          case 3:
            any() = apart(a + c);
            break;
          case 4:
            apart(a.add_(c));
            break;
          case 5:
            apart(a.tanh_());
            break;
          case 6:
            any() = apart(a.sigmoid());
            break;
          default:
            any() = apart(apart(apart(a.matmul(c)) + in[3]) + any()).tanh();
        }
      }
      return have;
    };
    ran += check(fn, {noise({7, 7}), noise({7, 7}), noise({7, 7}), noise({7})}, 1e-3f);
  }
  EXPECT_LT(ran, parts);
}

}  // namespace
}  // namespace pumice::testing
