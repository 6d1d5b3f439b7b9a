// The CPU generator draws what PyTorch's draws: values recorded by torch_random.py.
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/paths.h"
#include "support/values.h"

namespace pumice {
namespace {

using nlohmann::json;
using testing::fails_with;
using testing::values;

const TensorOptions cpu = TensorOptions(kCPU);

ScalarType dtype_of(const std::string& name) {
  for (const ScalarType t : {kFloat, kDouble, kHalf, kBFloat16, kLong, kInt, kByte, kBool})
    if (dtype_name(t) == name) return t;
  throw std::runtime_error(name);
}

Tensor fresh(const json& sizes, ScalarType dtype = kFloat) {
  return empty(sizes.get<std::vector<int64_t>>(), cpu.dtype(dtype));
}

Tensor linear_parameters(int64_t in, int64_t out) {
  const Device before = default_device();
  set_default_device(kCPU);
  nn::Linear linear(in, out);
  set_default_device(before);
  return cat({linear->weight.detach().reshape({-1}), linear->bias.detach()});
}

Tensor run(const json& c) {
  const std::string name = c[0];
  const auto dtype = [&](size_t at) { return dtype_of(c[at]); };
  const auto options = [&](size_t at) { return cpu.dtype(dtype(at)); };
  const auto sizes = [&](size_t at) { return c[at].get<std::vector<int64_t>>(); };
  if (name == "rand") return rand(sizes(1), options(2));
  if (name == "randn") return randn(sizes(1), options(2));
  if (name == "uniform_") return fresh(c[1]).uniform_(c[2], c[3]);
  if (name == "normal_") return fresh(c[1]).normal_(c[2], c[3]);
  if (name == "uniform_t") return fresh(c[1]).t().uniform_();
  if (name == "normal_t") return fresh(c[1]).t().normal_();
  if (name == "bernoulli_") return fresh(c[1], dtype(3)).bernoulli_(c[2].get<double>());
  if (name == "bernoulli")
    return bernoulli(tensor({0.0, 1.0, 0.25, 0.5, 0.75, 0.125, 0.875}, options(1)));
  if (name == "randint") return randint(c[1], c[2], sizes(3), options(4));
  if (name == "random_") return fresh(c[1], dtype(2)).random_();
  if (name == "random_to")
    return fresh(c[1], dtype(4)).random_(c[2].get<int64_t>(), c[3].get<int64_t>());
  if (name == "randperm") return randperm(c[1].get<int64_t>(), cpu.dtype(kLong));
  if (name == "exponential_") return fresh(c[1], dtype(3)).exponential_(c[2]);
  if (name == "geometric_") return fresh(c[1], dtype(3)).geometric_(c[2]);
  if (name == "cauchy_") return fresh(c[1], dtype(4)).cauchy_(c[2], c[3]);
  if (name == "log_normal_") return fresh(c[1], dtype(4)).log_normal_(c[2], c[3]);
  if (name == "multinomial")
    return multinomial(tensor({{0.5, 2.0, 1.0, 0.25}, {4.0, 0.0, 1.0, 3.0}}, cpu), c[1], c[2]);
  if (name == "dropout") return dropout(ones(sizes(1), cpu), c[2], true);
  if (name == "linear") return linear_parameters(c[1], c[2]);
  if (name == "state") return default_generator(kCPU).get_state();
  throw std::runtime_error(name);
}

// What the recording keeps of many elements.
std::vector<double> kept(const std::vector<double>& all) {
  if (all.size() <= 40) return all;
  std::vector<double> some;
  for (size_t i = 0; i < all.size(); i += 37) some.push_back(all[i]);
  some.push_back(all.back());
  return some;
}

json recorded() {
  std::ifstream file(testing::test_data() + "/tensor/data/torch_random.json");
  return json::parse(file);
}

TEST(RandomValues, ArePyTorchs) {
  size_t checked = 0;
  for (const json& sequence : recorded()) {
    manual_seed(sequence["seed"].get<uint64_t>());
    for (const json& entry : sequence["calls"]) {
      const json& call = entry["call"];
      SCOPED_TRACE("seed " + sequence["seed"].dump() + ": " + call.dump());
      const Tensor drawn = run(call);
      const std::vector<double> got = kept(values(drawn));
      const auto want = entry["values"].get<std::vector<double>>();
      ASSERT_EQ(got.size(), want.size());
      const double relative = !drawn.is_floating_point()         ? 0
                              : drawn.scalar_type() == kBFloat16 ? 0.02
                              : drawn.scalar_type() == kDouble   ? 1e-14
                                                                 : 2e-6;
      for (size_t i = 0; i < got.size(); ++i, ++checked)
        ASSERT_NEAR(got[i], want[i], relative * (0.5 + std::abs(want[i]))) << i;
    }
  }
  EXPECT_GT(checked, 1000u);
}

TEST(RandomValues, CapturedEqualEager) {
  const auto draw = [](const std::vector<Tensor>&) {
    return std::vector<Tensor>{randn({5}, cpu),
                               rand({700}, cpu),
                               randn({33}, cpu),
                               randperm(9, cpu.dtype(kLong)),
                               dropout(ones({50}, cpu), 0.5, true),
                               randint(0, 100, {7}, cpu.dtype(kLong))};
  };
  const std::vector<Tensor> input{ones({1}, cpu)};
  manual_seed(17);
  std::vector<std::vector<double>> eager;
  for (int i = 0; i < 4; ++i)
    for (const Tensor& t : draw(input)) eager.push_back(values(t));
  manual_seed(17);
  auto step = capture(draw, input);
  std::vector<std::vector<double>> captured;
  for (int i = 0; i < 4; ++i)
    for (const Tensor& t : step(input)) captured.push_back(values(t));
  EXPECT_EQ(captured, eager);
}

TEST(Generators, HaveStatesOfTheirOwn) {
  manual_seed(3);
  const auto shared = values(rand({5}, cpu));
  manual_seed(3);
  const Generator own = make_generator(kCPU, 3);
  EXPECT_EQ(values(rand({5}, own, cpu)), shared);
  EXPECT_EQ(values(rand({5}, cpu)), shared) << "drawing from another moves the default one";
  const Generator forked = own.clone();
  EXPECT_EQ(values(empty({4}, cpu).normal_(0, 1, own)),
            values(empty({4}, cpu).normal_(0, 1, forked)));
  EXPECT_EQ(own.current_seed(), 3u);
  own.set_current_seed(3);
  EXPECT_EQ(values(rand({5}, own, cpu)), shared);
}

TEST(Generators, StatesCanBeKept) {
  for (const Device device : {Device(kCPU), default_device()}) {
    const Generator generator = make_generator(device, 12);
    const TensorOptions here(device);
    values(randn({3}, generator, here));  // on the CPU, leaves one number of a pair
    const Tensor state = generator.get_state();
    EXPECT_EQ(state.numel(), device.is_cpu() ? 5056 : 16);
    const auto first = values(randn({5}, generator, here));
    generator.set_state(state);
    EXPECT_EQ(values(randn({5}, generator, here)), first);
    EXPECT_TRUE(fails_with(ErrorKind::format, "RNG state",
                           [&] { generator.set_state(zeros({7}, cpu.dtype(kByte))); }));
    EXPECT_TRUE(fails_with(ErrorKind::dtype, "must be a torch.ByteTensor",
                           [&] { generator.set_state(zeros({5056}, cpu)); }));
  }
}

TEST(Generators, BelongToADevice) {
  EXPECT_TRUE(make_generator(default_device()).device() == default_device());
  if (default_device().is_cpu()) return;
  EXPECT_TRUE(fails_with(ErrorKind::device, "device type for generator but found 'cpu'",
                         [] { rand({3}, make_generator(kCPU)); }));
}

TEST(Generators, SeedThemselves) {
  const Generator generator = make_generator();
  EXPECT_EQ(generator.current_seed(), 67280421310721u);
  const uint64_t a = generator.seed(), b = generator.seed();
  EXPECT_NE(a, b);
  EXPECT_EQ(generator.current_seed(), b);
}

}  // namespace
}  // namespace pumice
