// Wrong calls: the classes of their errors, PyTorch's names of kernels, and that nothing changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <typeinfo>

#include "pumice/pumice.h"
#include "support/values.h"

namespace pumice::testing {
namespace {

Tensor longs(std::initializer_list<int64_t> list) {
  return tensor(std::vector<int64_t>(list), kLong).to(default_device());
}
TensorOptions here() { return TensorOptions(default_device()); }

/// The message of what f throws, whose class must be E itself.
template <class E>
std::string thrown(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& error) {
    return (typeid(error) == typeid(E) ? "" : "another class: ") + std::string(error.what());
  }
  return "nothing was thrown";
}

TEST(Refusals, HavePyTorchsClasses) {
  using ::testing::HasSubstr;
  const Tensor x = ones({2, 3}, here()), singular = ones({2, 2}, here());
  EXPECT_THAT(thrown<IndexError>([&] { x.select(0, 5); }), HasSubstr("index 5 out of range"));
  EXPECT_THAT(thrown<IndexError>([&] { x.sum(2); }), HasSubstr("Dimension out of range"));
  EXPECT_THAT(thrown<IndexError>([&] {
                zeros({2, 0}, here()).max(1);
              }),
              HasSubstr("Expected reduction dim 1 to have non-zero size."));
  EXPECT_THAT(
      thrown<ValueError>([&] { x.index({indexing::Slice(indexing::None, indexing::None, -1)}); }),
      HasSubstr("step must be greater than zero"));
  EXPECT_THAT(thrown<ValueError>([&] { cross_entropy_loss(x, longs({0})); }),
              HasSubstr("Expected input batch_size (2) to match target batch_size (1)."));
  EXPECT_THAT(thrown<LinAlgError>([&] { linalg_inv(singular); }),
              HasSubstr("the input matrix is singular."));
  EXPECT_THAT(thrown<TypeError>([&] { default_generator(kCPU).set_state(ones({2})); }),
              HasSubstr("RNG state must be a torch.ByteTensor"));
  EXPECT_THAT(thrown<Error>([&] { silu(longs({1})); }),
              HasSubstr("\"silu_cpu\" not implemented for 'Long'"));
}

TEST(Refusals, NameTheKernelAndTheDtype) {
  const Tensor whole = longs({1, 2}), truth = tensor({true, false}).to(default_device()),
               real = ones({2}, here());
  const Tensor square = ones({2, 2}, here().dtype(kLong));
  const std::pair<const char*, std::function<void()>> calls[] = {
      {"\"GeluKernelImpl\" not implemented for 'Long'", [&] { gelu(whole); }},
      {"\"leaky_relu_cpu\" not implemented for 'Long'", [&] { leaky_relu(whole); }},
      {"\"softmax_lastdim_kernel_impl\" not implemented for 'Long'", [&] { softmax(square, 1); }},
      {"\"softmax_kernel_impl\" not implemented for 'Long'", [&] { softmax(square, 0); }},
      {"\"log_softmax_lastdim_kernel_impl\" not implemented for 'Long'",
       [&] { log_softmax(square, -1); }},
      {"\"bitwise_and_cpu\" not implemented for 'Float'", [&] { real.bitwise_and(1); }},
      {"\"lshift_cpu\" not implemented for 'Float'", [&] { real.bitwise_left_shift(1); }},
      {"\"remainder_cpu\" not implemented for 'Bool'", [&] { truth.remainder(truth); }},
      {"\"div_floor_cpu\" not implemented for 'Bool'", [&] { truth.floor_divide(truth); }},
      {"\"floor_vml_cpu\" not implemented for 'Bool'", [&] { truth.floor(); }},
      {"\"abs_cpu\" not implemented for 'Bool'", [&] { truth.abs(); }},
      {"\"topk_cpu\" not implemented for 'Bool'", [&] { truth.topk(1); }},
      {"\"kthvalue_cpu\" not implemented for 'Bool'", [&] { truth.kthvalue(1); }},
      {"\"argmax_cpu\" not implemented for 'Bool'", [&] { truth.argmax(); }},
      {"\"median_cpu\" not implemented for 'Bool'", [&] { truth.median(); }},
      {"\"lerp_kernel_scalar\" not implemented for 'Long'", [&] { whole.lerp(whole, 0.5); }},
      {"\"bincount_cpu\" not implemented for 'Float'", [&] { bincount(real); }},
      {"\"histogram_cpu\" not implemented for 'Long'", [&] { histc(whole, 2); }},
      {"\"check_uniform_bounds\" not implemented for 'Long'", [&] { whole.uniform_(); }},
      {"\"normal_kernel_cpu\" not implemented for 'Long'", [&] { whole.normal_(); }},
      {"\"randperm\" not implemented for 'Bool'", [&] { randperm(3, here().dtype(kBool)); }},
  };
  for (const auto& [text, call] : calls)
    EXPECT_THAT(thrown<Error>(call), ::testing::HasSubstr(text));
  EXPECT_THAT(values(whole), ::testing::ElementsAre(1, 2));
}

TEST(Refusals, ChangeNothing) {
  const Tensor leaf = tensor({1.0f, 2.0f, 3.0f}, here().requires_grad(true)), x = leaf * 1;
  const Tensor pair = ones({2}, here()), mask = ones({2}, here().dtype(kBool));
  const Tensor far = longs({5}), one = ones({1}, here());
  const std::function<void()> calls[] = {
      [&] { x.add_(pair); },
      [&] {
        x.mul_(ones({2, 3}, here()));
      },
      [&] { x.clamp_(pair); },
      [&] { x.lerp_(pair, 0.5); },
      [&] { x.addcmul_(pair, x); },
      [&] { x.bitwise_and_(1); },
      [&] { x.masked_fill_(mask, 1); },
      [&] { x.masked_fill_(x, 1); },
      [&] {
        x.masked_scatter_(x > 0, longs({1, 2, 3}));
      },
      [&] { x.index_put_({7}, 1); },
      [&] {
        x.index_put_({longs({0, 1})}, ones({3}, here()));
      },
      [&] { x.index_add_(0, longs({0}), pair); },
      [&] { x.index_add_(1, longs({0}), one); },
      [&] { x.index_copy_(0, longs({0}), pair); },
      [&] { x.index_fill_(0, longs({0}), pair); },
      [&] {
        x.scatter_(0, longs({0, 1}), one);
      },
      [&] { x.scatter_add_(0, longs({0}), ones({1}, here().dtype(kDouble))); },
      [&] {
        x.put_(longs({0, 1}), one);
      },
      [&] { x.copy_(pair); },
      [&] { x.fill_(pair); },
      [&] { x.fill_diagonal_(1); },
      [&] { x.tril_(); },
      [&] { x.cumsum_(2); },
      [&] { x.cumsum_(0, kDouble); },
      [&] {
        x.addmv_(ones({2, 3}, here()), ones({3}, here()));
      },
      [&] { x.normal_(0, -1); },
      [&] { x.uniform_(1, 0); },
      [&] { x.bernoulli_(2); },
      [&] { x.exponential_(0); },
      [&] { x.geometric_(1); },
      [&] { x.cauchy_(0, 0); },
      [&] { x.log_normal_(0, -1); },
      [&] { x.random_(3, 3); },
      [&] { x.unsqueeze_(5); },
      [&] { x.transpose_(0, 5); },
      [&] { x.squeeze_(3); },
      [&] { leaf.add_(1); },
      [&] { leaf.fill_(1); },
      [&] { leaf.index_put_({0}, 1); },
      [&] {
        leaf.view({3, 1}).zero_();
      },
  };
  const auto x_version = x._version(), leaf_version = leaf._version();
  const auto node = x.grad_fn();
  for (size_t i = 0; i < std::size(calls); ++i) {
    SCOPED_TRACE(i);
    EXPECT_THROW(calls[i](), Error);
    EXPECT_EQ(x._version(), x_version);
    EXPECT_EQ(leaf._version(), leaf_version);
    EXPECT_EQ(x.grad_fn(), node);
    EXPECT_EQ(x.sizes().vec(), std::vector<int64_t>{3});
  }
  EXPECT_THAT(values(x), ::testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(values(leaf), ::testing::ElementsAre(1, 2, 3));
  EXPECT_THROW((leaf * 2).backward(pair), Error);
  EXPECT_FALSE(leaf.grad().defined());
}

TEST(Refusals, ReshapesSayWhatDoesNotFit) {
  EXPECT_TRUE(fails_with(ErrorKind::shape, "shape '[0, -1]' is invalid for input of size 6", [] {
    ones({2, 3}, here()).reshape({0, -1});
  }));
  EXPECT_TRUE(
      fails_with(ErrorKind::shape, "the unspecified dimension size -1 can be any value", [] {
        ones({0, 3}, here()).reshape({0, -1});
      }));
}

TEST(Refusals, GradientsThatSumToTheOutputAreTaken) {
  const Tensor leaf = tensor(2.0f, here().requires_grad(true));
  (leaf * 3).backward(ones({2}, here()));
  EXPECT_EQ(leaf.grad().item<float>(), 6);
}

}  // namespace
}  // namespace pumice::testing
