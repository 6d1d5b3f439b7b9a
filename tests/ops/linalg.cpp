// Linear algebra whose factors are unique only up to signs, and its derivatives on symmetric input.
#include "pumice/linalg.h"

#include <cmath>

#include "support/values.h"

namespace pumice::testing {
namespace {

using List = std::vector<Tensor>;

Tensor on_cpu(std::vector<int64_t> sizes, unsigned seed = 7) {
  return random(std::move(sizes), TensorOptions(kDouble).device(kCPU), seed);
}
Tensor symmetric(const Tensor& t) { return t.add(t.mT()).mul(0.5); }

/// The largest difference.
double distance(const Tensor& a, const Tensor& b) {
  const auto x = values(a), y = values(b);
  EXPECT_EQ(a.sizes(), b.sizes());
  double most = 0;
  for (size_t i = 0; i < x.size() && i < y.size(); ++i)
    most = std::isnan(x[i]) ? INFINITY : std::max(most, std::abs(x[i] - y[i]));
  return most;
}

Tensor unit(int64_t n) { return diag(ones({n})); }

TEST(Linalg, SingularVectorsRebuildTheMatrix) {
  for (const auto& sizes : {std::vector<int64_t>{4, 4}, {5, 3}, {3, 5}, {2, 3, 4, 2}}) {
    const Tensor a = random(sizes);
    for (const bool full : {false, true}) {
      const auto [U, S, Vh] = linalg::svd(a, full);
      EXPECT_EQ(U.device(), a.device());
      const int64_t k = S.size(-1);
      const Tensor rebuilt = matmul(U.narrow(-1, 0, k).mul(S.unsqueeze(-2)), Vh.narrow(-2, 0, k));
      EXPECT_LT(distance(rebuilt, a), 1e-5);
      if (sizes.size() == 2) {
        EXPECT_LT(distance(matmul(U.mT(), U), unit(U.size(-1))), 1e-5);
        EXPECT_LT(distance(matmul(Vh, Vh.mT()), unit(Vh.size(-2))), 1e-5);
      }
    }
    const auto [U, S, V] = a.svd();
    EXPECT_LT(distance(matmul(U.mul(S.unsqueeze(-2)), V.mT()), a), 1e-5);
  }
  const auto [U, S, V] = svd(random({3, 2}), true, false);
  EXPECT_EQ(U.sizes(), IntArrayRef({3, 3}));
  EXPECT_THAT(values(V), ::testing::ElementsAre(0, 0, 0, 0));
  EXPECT_GT(values(S)[0], 0);
}

TEST(Linalg, EigenvectorsRebuildTheMatrix) {
  const Tensor a = random({3, 4, 4}), whole = symmetric(a);
  for (const char* part : {"L", "U"}) {
    const auto [l, v] = linalg::eigh(whole, part);
    EXPECT_LT(distance(matmul(v.mul(l.unsqueeze(-2)), v.mT()), whole), 1e-5);
    EXPECT_LT(distance(linalg::eigvalsh(whole, part), l), 1e-5);
    // Only that triangle is read.
    const Tensor half = part[0] == 'L' ? tril(whole) : triu(whole);
    EXPECT_LT(distance(std::get<0>(linalg::eigh(half, part)), l), 1e-5);
  }
  const auto [l, v] = linalg::eigh(zeros({0, 0}));
  EXPECT_EQ(l.sizes(), IntArrayRef({0}));
  EXPECT_EQ(v.sizes(), IntArrayRef({0, 0}));
}

TEST(Linalg, FullSingularVectorsOfEmptyMatricesAreOrthogonal) {
  const auto [U, S, Vh] = linalg::svd(zeros({2, 0}));
  EXPECT_EQ(S.numel(), 0);
  EXPECT_THAT(values(U), ::testing::ElementsAre(1, 0, 0, 1));
  EXPECT_EQ(Vh.sizes(), IntArrayRef({0, 0}));
}

TEST(Linalg, DerivativesOfFactorsOfSymmetricMatrices) {
  const Tensor a = on_cpu({2, 3, 3}).requires_grad_();
  const auto twice = [&](auto fn) {
    EXPECT_TRUE(autograd::gradcheck(fn, List{a}));
    EXPECT_TRUE(autograd::gradgradcheck(fn, List{a}));
  };
  for (const bool upper : {false, true})
    twice([&](const List& in) {
      const Tensor positive = matmul(in[0], in[0].mT()).add(diag(ones({3}, a.options())));
      return List{linalg_cholesky(positive, upper)};
    });
  twice([](const List& in) {
    const auto [l, v] = linalg_eigh(symmetric(in[0]));
    return List{l, mul(v, v)};
  });
  twice([](const List& in) { return List{linalg_eigvalsh(symmetric(in[0]), "U")}; });
  twice([](const List& in) {
    return List{linalg_pinv(symmetric(in[0]), std::optional<double>(), {}, true)};
  });
}

TEST(Linalg, DerivativesOfSingularVectors) {
  for (const auto& sizes : {std::vector<int64_t>{3, 3}, {4, 2}, {2, 4}, {2, 3, 2}}) {
    const Tensor a = on_cpu(sizes, 3).requires_grad_();
    for (const bool full : {false, true}) {
      const auto fn = [&](const List& in) {
        const auto [U, S, Vh] = linalg_svd(in[0], full);
        const int64_t k = S.size(-1);
        const Tensor u = U.narrow(-1, 0, k), v = Vh.narrow(-2, 0, k);
        return List{mul(u, u), S, mul(v, v)};
      };
      EXPECT_TRUE(autograd::gradcheck(fn, List{a}));
      EXPECT_TRUE(autograd::gradgradcheck(fn, List{a}));
    }
    // One output at a time: the others' gradients are absent.
    for (int i = 0; i < 3; ++i)
      EXPECT_TRUE(autograd::gradcheck(
          [i](const List& in) {
            const auto [U, S, Vh] = linalg_svd(in[0], false);
            return List{i == 0 ? mul(U, U) : i == 1 ? S : mul(Vh, Vh)};
          },
          List{a}));
  }
}

TEST(Linalg, DerivativesOfEitherFactorOfQrAlone) {
  for (const auto& sizes : {std::vector<int64_t>{3, 3}, {4, 2}, {2, 4}}) {
    const Tensor a = on_cpu(sizes, 5).requires_grad_();
    EXPECT_TRUE(autograd::gradcheck(
        [](const List& in) { return List{std::get<0>(linalg_qr(in[0]))}; }, List{a}));
    EXPECT_TRUE(autograd::gradcheck(
        [](const List& in) { return List{std::get<1>(linalg_qr(in[0]))}; }, List{a}));
  }
  const Tensor tall = on_cpu({3, 2}).requires_grad_();
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "not differentiable when mode='complete'",
                         [&] { std::get<0>(linalg_qr(tall, "complete")).sum().backward(); }));
  EXPECT_TRUE(fails_with(ErrorKind::autograd, "not computed when mode='r'",
                         [&] { std::get<1>(linalg_qr(tall, "r")).sum().backward(); }));
}

TEST(Linalg, DerivativesOfASingularMatrixsDeterminantAreItsCofactors) {
  const double items[] = {1, 2, 3, 2, 4, 6, 1, 0, 1};
  const HostTensor host{kDouble, {3, 3}, {items, items + 9}};
  const Tensor a = make_tensor(host, kDouble, kCPU).requires_grad_();
  const auto slope = [&](bool with_graph) {
    return values(autograd::grad({linalg::det(a)}, {a}, {}, {}, with_graph)[0].detach());
  };
  const double cofactors[] = {4, 4, -4, -2, -2, 2, 0, 0, 0};
  const auto got = slope(true), without = slope(false);
  for (size_t i = 0; i < 9; ++i) EXPECT_NEAR(got[i], cofactors[i], 1e-12);
  for (const double zero : without) EXPECT_EQ(zero, 0);  // as PyTorch has it
}

TEST(Linalg, MethodsAndNames) {
  const Tensor a = random({3, 3}).add(mul(unit(3), 4));
  EXPECT_LT(distance(matmul(a, a.inverse()), unit(3)), 1e-5);
  EXPECT_LT(distance(a.pinverse(), linalg::inv(a)), 1e-5);
  EXPECT_LT(distance(a.matrix_power(-2), matmul(a.inverse(), a.inverse())), 1e-5);
  EXPECT_LT(distance(a.matrix_exp(), linalg::matrix_exp(a)), 1e-5);
  EXPECT_NEAR(a.det().item<double>(), std::exp(a.logdet().item<double>()), 1e-3);
  EXPECT_EQ(std::get<0>(a.slogdet()).item<double>(), 1);
  const auto [Q, R] = a.qr();
  EXPECT_LT(distance(matmul(Q, R), a), 1e-5);
  const Tensor positive = matmul(a, a.mT()), L = positive.cholesky();
  EXPECT_LT(distance(matmul(L, L.mT()), positive), 1e-4);
  EXPECT_NEAR(linalg::matrix_norm(a, "nuc").item<double>(), linalg::svdvals(a).sum().item<double>(),
              1e-4);
  EXPECT_NEAR(linalg::norm(a, "fro").item<double>(), linalg::norm(a).item<double>(), 1e-5);
  EXPECT_EQ(linalg::matrix_rank(a).item<int64_t>(), 3);
}

TEST(Linalg, LeavesItsArgumentsAlone) {
  const Tensor a = random({3, 3}), t = a.t();
  const auto before = values(a);
  linalg::inv(a), linalg::svd(t), linalg::eigh(t), linalg::qr(a), linalg::det(t);
  EXPECT_EQ(values(a), before);
}

TEST(Linalg, JourneysToLapackAreCounted) {
  const Tensor a = random({2, 3, 4});
  const Statistics before = statistics(a.device());
  linalg::svd(a, false);
  const Statistics after = statistics(a.device());
  const bool travels = !a.device().is_cpu();  // A there; U, S and Vh back
  EXPECT_EQ(after.lapack_transfers - before.lapack_transfers, travels ? 4u : 0u);
  EXPECT_EQ(after.lapack_bytes - before.lapack_bytes, travels ? 4 * 2 * (12 + 9 + 3 + 12u) : 0);
  EXPECT_EQ(after.fallbacks, before.fallbacks);
}

TEST(Linalg, ManySmallMatricesAndOneLarge) {
  const Tensor batch = random({300, 4, 4}).add(mul(unit(4), 8));
  const Tensor product = matmul(batch, linalg::inv(batch));
  EXPECT_LT(distance(product, unit(4).expand({300, 4, 4})), 1e-4);
  const Tensor large = random({150, 150}).add(mul(unit(150), 100));
  EXPECT_LT(distance(matmul(large, linalg::inv(large)), unit(150)), 1e-4);
}

TEST(Linalg, ExponentialOfLargeAndNegativeMatrices) {
  const Tensor a = mul(on_cpu({4, 4}, 2), 5);
  const Tensor product = matmul(linalg::matrix_exp(a), linalg::matrix_exp(neg(a)));
  EXPECT_LT(distance(product, diag(ones({4}, a.options()))), 1e-4);
  // A rotation: no term survives but sine and cosine.
  const HostTensor host{kDouble, {2, 2}, {0, -30, 30, 0}};
  const auto turned = values(linalg::matrix_exp(make_tensor(host, kDouble, kCPU)));
  EXPECT_NEAR(turned[0], std::cos(30.0), 1e-12);
  EXPECT_NEAR(turned[2], std::sin(30.0), 1e-12);
}

TEST(LinalgNorm, TakesOneDimInBraces) {
  const Tensor x = ones({2, 3}, TensorOptions(default_device()));
  EXPECT_EQ(linalg_vector_norm(x, 2, {1}).sizes().vec(), (std::vector<int64_t>{2}));
  EXPECT_EQ(linalg_vector_norm(x, 2, 0).sizes().vec(), (std::vector<int64_t>{3}));
  EXPECT_EQ(linalg_vector_norm(x, 2, {0, 1}).dim(), 0);
  EXPECT_EQ(linalg_vector_norm(x).dim(), 0);
  EXPECT_THROW(linalg_vector_norm(x, 2, {2}), IndexError);
}

}  // namespace
}  // namespace pumice::testing
