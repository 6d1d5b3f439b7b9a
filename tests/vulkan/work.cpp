// Commands: barriers, views at odd offsets, recordings, threads, times.
#include <thread>

#include "vulkan/support.h"

namespace pumice {
namespace {

class VulkanWork : public VulkanTest {};

TEST_F(VulkanWork, OrdersCommandsByBarriers) {
  constexpr uint32_t n = 5003;
  const auto x = random_floats(n, 1);
  auto a = block({2}), first = block(x), second = backend().allocate(n * 4);
  std::vector<Command> commands;
  for (int i = 0; i < 10; ++i) {
    commands.push_back(scaled(*a, i % 2 ? *second : *first, i % 2 ? *first : *second, n));
    commands.back().barrier_before = i > 0;
  }
  backend().submit(commands);
  const auto y = floats(*first, n);
  for (uint32_t i = 0; i < n; ++i) ASSERT_EQ(y[i], 1024 * x[i]);
}

TEST_F(VulkanWork, ReachesViewsAtAnyElement) {
  const auto x = random_floats(4096, 2);
  auto a = block({-1}), in = block(x), out = block(std::vector<float>(4096, 5.0f));
  std::vector<float> expected(4096, 5.0f);
  std::vector<Command> commands;
  for (uint32_t i = 0; i < 60; ++i) {
    const uint32_t from = 7 * i + 1, to = 65 * i + 3, n = 1 + i % 50;
    commands.push_back(scaled(*a, *in, *out, n, from, to));
    for (uint32_t j = 0; j < n; ++j) expected[to + j] = -x[from + j];
  }
  backend().submit(commands);
  EXPECT_EQ(floats(*out, 4096), expected);
}

TEST_F(VulkanWork, ReplaysRecordings) {
  constexpr uint32_t n = 3001;
  auto a = block({3}), in = backend().allocate(n * 4), middle = backend().allocate(n * 4),
       out = backend().allocate(n * 4);
  std::vector<Command> commands{scaled(*a, *in, *middle, n), scaled(*a, *middle, *out, n)};
  commands[1].barrier_before = true;
  auto recording = backend().record(commands);
  commands.clear();
  Statistics before;
  for (uint32_t step = 0; step < 40; ++step) {
    if (step == 20) before = backend().stats();
    const auto x = random_floats(n, step);
    backend().write(*in, 0, x.data(), n * 4);
    const Ticket ticket = backend().submit(*recording);
    if (step % 3) continue;
    const auto y = floats(*out, n);
    EXPECT_TRUE(backend().reached(ticket));
    for (uint32_t i = 0; i < n; ++i) ASSERT_EQ(y[i], 3 * (3 * x[i]));
  }
  const Statistics now = backend().stats();
  EXPECT_EQ(now.allocations, before.allocations);
  EXPECT_EQ(now.pipelines_created, before.pipelines_created);
  EXPECT_EQ(now.submits - before.submits, 20u);
}

TEST_F(VulkanWork, TakesCommandsFromSeveralThreads) {
  constexpr uint32_t n = 2000, rounds = 30;
  std::vector<std::thread> threads;
  std::vector<int> wrong(3);
  for (uint32_t t = 0; t < 3; ++t)
    threads.emplace_back([&, t] {
      const auto x = random_floats(n, t);
      auto a = block({2}), in = block(x), out = backend().allocate(n * 4);
      for (uint32_t r = 0; r < rounds; ++r) {
        const Command c = scaled(*a, *in, *out, n);
        backend().wait(backend().submit({&c, 1}));
        wrong[t] += floats(*out, n)[n - 1] != 2 * x[n - 1];
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(3));
}

TEST_F(VulkanWork, TellsWhenCommandsRan) {
  std::vector<std::pair<uint64_t, uint64_t>> times;
  const auto now = [] {
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                     std::chrono::steady_clock::now().time_since_epoch())
                                     .count());
  };
  const uint64_t start = now();
  backend().report_times([&](const char* name, uint64_t begin, uint64_t end) {
    EXPECT_EQ(std::string(name).find("matmul"), 0u);
    times.emplace_back(begin, end);
  });
  constexpr uint32_t n = 1 << 18;
  auto a = block({2}), in = block(random_floats(n, 1)), out = backend().allocate(n * 4);
  const Command c = scaled(*a, *in, *out, n);
  backend().wait(backend().submit({&c, 1}));
  auto recording = backend().record({&c, 1});
  for (int i = 0; i < 3; ++i) backend().wait(backend().submit(*recording));
  ASSERT_FALSE(times.empty());
  constexpr uint64_t slack = 1'000'000'000;
  for (const auto& [begin, end] : times) {
    EXPECT_LE(begin, end);
    EXPECT_GT(begin + slack, start);
    EXPECT_LT(end, now() + slack);
  }
}

TEST_F(VulkanWork, RunsGeneratedKernels) {
  if (!backend().can_fuse()) return;
  FusedKernel fused{.id = 42,
                    .source =
                        "PARAMS(uint n; float s;)\nREADS(0, T, a)\nREADS(1, BOOL, m)\n"
                        "WRITES(2, T, y)\nKERNEL\n{\n  FOR_EACH(i, p.n) STORE(y, i, "
                        "LOAD(m, i) ? exp(LOAD(a, i)) : p.s);\n}\n",
                    .elements = {kFloat, kBool, kFloat},
                    .binding_count = 3,
                    .param_bytes = 8};
  constexpr uint32_t n = 2049;
  const auto x = random_floats(n, 3);
  std::vector<uint8_t> mask(n);
  for (uint32_t i = 0; i < n; ++i) mask[i] = i % 3 == 0;
  auto in = block(x), m = backend().allocate(n), out = backend().allocate(n * 4);
  backend().write(*m, 0, mask.data(), n);
  Command c;
  c.fused = &fused;
  c.binding_count = 3;
  c.bindings = {Command::Range{in.get(), 0, n * 4}, {m.get(), 0, n}, {out.get(), 0, n * 4}};
  const struct {
    uint32_t n;
    float s;
  } params{n, -1.5f};
  std::memcpy(c.params.data(), &params, sizeof params);
  c.groups = 3;
  backend().submit({&c, 1});
  const auto y = floats(*out, n);
  for (uint32_t i = 0; i < n; ++i) ASSERT_NEAR(y[i], mask[i] ? std::exp(x[i]) : -1.5f, 1e-5f) << i;
}

}  // namespace
}  // namespace pumice
