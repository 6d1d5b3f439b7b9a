// Faults of a Vulkan device at work: memory that its driver does not give, and its loss.
#include <gmock/gmock.h>

#include <thread>

#include "child.h"
#include "pumice/nn.h"
#include "pumice/optim.h"
#include "pumice/pumice.h"

namespace pumice {
namespace {

/// Lets the driver fail for a scope.
class Fault {
 public:
  explicit Fault(const char* what) { setenv("PUMICE_FAULT", what, 1); }
  ~Fault() { unsetenv("PUMICE_FAULT"); }
};

template <class Work>
void fails(ErrorKind kind, const char* piece, Work work) {
  try {
    work();
    ADD_FAILURE() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), kind) << e.what();
    EXPECT_THAT(e.what(), ::testing::HasSubstr(piece));
  }
}

std::vector<float> values(const Tensor& t) {
  const Tensor host = t.cpu().contiguous();
  return {host.data_ptr<float>(), host.data_ptr<float>() + host.numel()};
}

class DriverFault : public ::testing::Test {
 protected:
  Device device = default_device();
};

TEST_F(DriverFault, MemoryThatTheDriverDoesNotGive) {
  const Tensor x = arange(1000, kFloat), y = x + 1;
  values(x);
  const Fault full("memory:0");
  const Tensor large = ones({int64_t{32} << 20});
  fails(ErrorKind::memory, "out of memory", [&] { synchronize(device); });
  EXPECT_EQ(values(y)[999], 1000);
  EXPECT_EQ(values(x * 3)[5], 15);
}

/// What a program does that survives the loss of its device.
struct Training {
  explicit Training(Device device)
      : net(nn::Linear(6, 16), nn::ReLU(), nn::Dropout(0.2), nn::Linear(16, 1)) {
    net->to(device);
    sgd = std::make_unique<optim::SGD>(net->parameters(), optim::SGDOptions(0.05).momentum(0.9));
  }
  void make_step() {
    step = std::make_unique<Captured>(capture(
        [this](const std::vector<Tensor>& in) {
          sgd->zero_grad();
          const Tensor loss = mse_loss(net->forward(in[0]), in[1]);
          loss.backward();
          sgd->step();
          return std::vector<Tensor>{loss};
        },
        {zeros({8, 6}), zeros({8, 1})}));
  }
  float run() {
    return (*step)({full({8, 6}, 0.5, Device("cpu")), ones({8, 1}, Device("cpu"))})[0]
        .item<float>();
  }
  nn::Sequential net;
  std::unique_ptr<optim::SGD> sgd;
  std::unique_ptr<Captured> step;
};

TEST_F(DriverFault, ALostDeviceCanBeOpenedAnew) {
  manual_seed(5);
  auto training = std::make_unique<Training>(device);
  training->make_step();
  const float first = training->run();
  for (int i = 0; i < 20; ++i) training->run();
  std::vector<Tensor> saved;
  for (const Tensor& p : training->net->parameters()) saved.push_back(p.detach().cpu().clone());
  const Tensor bystander = ones({100});
  values(bystander);
  {
    const Fault lost("lost");
    fails(ErrorKind::device, "the device was lost", [&] { training->run(); });
    fails(ErrorKind::device, "the device was lost", [&] { values(bystander * 2); });
  }
  fails(ErrorKind::device, "the device was lost", [&] { values(bystander + 1); });

  reset_device(device);
  fails(ErrorKind::device, "was reset since", [&] { values(bystander); });
  fails(ErrorKind::device, "capture the function anew", [&] { training->run(); });
  EXPECT_EQ(values(arange(10, TensorOptions(kFloat).device(device)))[9], 9);

  auto anew = std::make_unique<Training>(device);
  {
    const NoGradGuard no_grad;
    for (size_t i = 0; i < saved.size(); ++i) anew->net->parameters()[i].copy_(saved[i]);
  }
  anew->make_step();
  float last = first;
  for (int i = 0; i < 20; ++i) last = anew->run();
  EXPECT_LT(last, first);
  // What was made before may go in any order.
  training.reset();
  EXPECT_EQ(values(ones({3}) * 2)[0], 2);
}

TEST_F(DriverFault, ParametersCanBeRestoredInPlace) {
  const Tensor weight = rand({5, 5});
  const Tensor saved = weight.cpu().clone();
  {
    const Fault lost("lost");
    EXPECT_THROW(values(weight + 1), Error);
  }
  reset_device(device);
  weight.copy_(saved);
  EXPECT_EQ(values(weight), values(saved));
  EXPECT_EQ(values(weight.matmul(weight)).size(), 25u);
}

TEST_F(DriverFault, AResetOfAHealthyDeviceIsOneToo) {
  const Tensor before = ones({50});
  values(before);
  const Tensor pending = before + 1;
  reset_device(device);
  fails(ErrorKind::device, "no content", [&] { values(pending); });
  EXPECT_EQ(values(rand({10})).size(), 10u);
  EXPECT_EQ(values(ones({2}))[1], 1);
}

TEST_F(DriverFault, ThreadsThatWaitAreWokenByTheLoss) {
  const Tensor x = ones({1000});
  values(x);
  std::thread other([&] {
    for (;;) {
      try {
        values(x * 2);
      } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::device) << e.what();
        break;
      }
    }
  });
  {
    const Fault lost("lost");
    EXPECT_THROW(values(x + 1), Error);
    other.join();
  }
  reset_device(device);
  EXPECT_EQ(values(ones({2}))[1], 1);
}

TEST_F(DriverFault, ADeviceThatStaysAwayCanBeTriedAgain) {
  const Tensor x = ones({10});
  values(x);
  {
    const Fault gone("device");
    fails(ErrorKind::internal, "vkCreateDevice", [&] { reset_device(device); });
    fails(ErrorKind::device, "is closed", [&] { values(ones({10})); });
  }
  reset_device(device);
  EXPECT_EQ(values(ones({2}))[1], 1);
}

}  // namespace
}  // namespace pumice
