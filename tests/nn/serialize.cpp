// Weights' files: what is saved comes back, and what does not fit changes nothing.
#include <fstream>

#include "nn/support.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;
using testing::TemporaryFile;
using testing::values;

nn::Sequential make_net() {
  return nn::Sequential({{"conv", nn::Conv2d(1, 2, 3)},
                         {"norm", nn::BatchNorm2d(2)},
                         {"flatten", nn::Flatten()},
                         {"fc", nn::Linear(18, 3)}});
}

std::map<std::string, Tensor> state(nn::Sequential& net) {
  std::map<std::string, Tensor> all;
  for (auto& item : net->named_parameters()) all[item.key()] = item.value().detach().cpu();
  for (auto& item : net->named_buffers()) all[item.key()] = item.value().cpu();
  return all;
}

TEST(Serialize, ModuleComesBack) {
  manual_seed(4);
  const TemporaryFile file;
  nn::Sequential a = make_net(), b = make_net();
  a(randn({3, 1, 5, 5}));
  save(a, file.path(), {{"about", "a test"}});
  load(b, file.path());
  const auto before = state(a), after = state(b);
  ASSERT_EQ(before.size(), 9u);
  for (const auto& [key, tensor] : before) EXPECT_EQ(values(after.at(key)), values(tensor)) << key;
  EXPECT_EQ(values(b->at<nn::BatchNorm2d>(1).num_batches_tracked), std::vector<double>{1});
  Metadata metadata;
  load_safetensors(file.path(), &metadata);
  EXPECT_EQ(metadata.at("about"), "a test");
  EXPECT_TRUE(b->at<nn::Linear>(3).weight.requires_grad());
}

class Refused : public ::testing::Test {
 protected:
  void SetUp() override {
    manual_seed(5);
    tensors_ = state(source_);
    before_ = values(target_->at<nn::Conv2d>(0).weight);
  }
  std::string refusal(ErrorKind kind) {
    save_safetensors(tensors_, file_.path());
    const std::string message = message_of(kind, [&] { load(target_, file_.path()); });
    EXPECT_EQ(values(target_->at<nn::Conv2d>(0).weight), before_);
    return message;
  }
  TemporaryFile file_;
  nn::Sequential source_ = make_net(), target_ = make_net();
  std::map<std::string, Tensor> tensors_;
  std::vector<double> before_;
};

TEST_F(Refused, MissingKey) {
  tensors_.erase("fc.bias");
  EXPECT_THAT(refusal(ErrorKind::format), HasSubstr("'fc.bias' is missing"));
}

TEST_F(Refused, UnknownKey) {
  tensors_["fc.extra"] = ones({2}, Device(kCPU));
  EXPECT_THAT(refusal(ErrorKind::format), HasSubstr("'fc.extra'"));
}

TEST_F(Refused, WrongShape) {
  tensors_["fc.weight"] = ones({3, 19}, Device(kCPU));
  EXPECT_THAT(refusal(ErrorKind::shape), HasSubstr("'fc.weight'"));
  EXPECT_THAT(refusal(ErrorKind::shape), HasSubstr("(3, 19), expected (3, 18)"));
}

TEST_F(Refused, WrongDtype) {
  tensors_["fc.weight"] = ones({3, 18}, TensorOptions(kLong).device(kCPU));
  EXPECT_THAT(refusal(ErrorKind::dtype), HasSubstr("int64, expected float32"));
}

TEST_F(Refused, NoFile) {
  EXPECT_THAT(message_of(ErrorKind::format, [&] { load(target_, "/nowhere/at/all.safetensors"); }),
              HasSubstr("/nowhere/at/all.safetensors"));
}

TEST(Serialize, FloatingDtypesConvert) {
  const TemporaryFile file;
  nn::Linear a(3, 2), b(3, 2);
  a->to(kCPU);
  nn::init::constant_(a->weight, 0.5);
  a->to(kDouble);
  save(a, file.path());
  load(b, file.path());
  EXPECT_EQ(b->weight.scalar_type(), kFloat);
  EXPECT_EQ(values(b->weight), std::vector<double>(6, 0.5));
}

}  // namespace
}  // namespace pumice
