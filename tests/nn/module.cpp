// Module: the tree, its names, and what walks over it.
#include <sstream>

#include "nn/support.h"

namespace pumice {
namespace {

using testing::differs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;
using testing::values;

struct BlockImpl : nn::Module {
  explicit BlockImpl(int64_t width)
      : fc(register_module("fc", nn::Linear(width, width + 1))),
        norm(register_module("norm", nn::LayerNorm(std::vector<int64_t>{width + 1}))) {
    scale = register_parameter("scale", ones({1}));
    seen = register_buffer("seen", zeros({2}));
  }
  Tensor forward(const Tensor& x) { return norm(fc(x)) * scale; }
  nn::Linear fc;
  nn::LayerNorm norm;
  Tensor scale, seen;
};
PUMICE_MODULE(Block);

TEST(Module, NamesTheTreeInOrder) {
  nn::Sequential net({{"a", Block(3)}, {"b", nn::Linear(nn::LinearOptions(4, 2).bias(false))}});
  EXPECT_THAT(net->named_parameters().keys(),
              ElementsAre("a.scale", "a.fc.weight", "a.fc.bias", "a.norm.weight", "a.norm.bias",
                          "b.weight"));
  EXPECT_THAT(net->named_buffers().keys(), ElementsAre("a.seen"));
  EXPECT_THAT(net->named_children().keys(), ElementsAre("a", "b"));
  EXPECT_THAT(net->named_modules("", false).keys(), ElementsAre("a", "a.fc", "a.norm", "b"));
  EXPECT_THAT(net->named_modules("net").keys(),
              ElementsAre("net", "net.a", "net.a.fc", "net.a.norm", "net.b"));
  EXPECT_EQ(net->parameters().size(), 6u);
  EXPECT_EQ(net->parameters(false).size(), 0u);
  EXPECT_EQ(net->modules().size(), 5u);
}

TEST(Module, BatchNormKeysArePyTorchs) {
  nn::BatchNorm2d norm(3);
  EXPECT_THAT(norm->named_parameters().keys(), ElementsAre("weight", "bias"));
  EXPECT_THAT(norm->named_buffers().keys(),
              ElementsAre("running_mean", "running_var", "num_batches_tracked"));
  EXPECT_EQ(norm->num_batches_tracked.scalar_type(), kLong);
}

TEST(Module, RefusesBadNames) {
  nn::Module module;
  module.register_parameter("a", ones({2}));
  EXPECT_THAT(message_of(ErrorKind::value, [&] { module.register_parameter("a", ones({2})); }),
              HasSubstr("Parameter 'a' already defined"));
  EXPECT_THAT(message_of(ErrorKind::value, [&] { module.register_buffer("", ones({2})); }),
              HasSubstr("Buffer name must not be empty"));
  EXPECT_THAT(message_of(ErrorKind::value, [&] { module.register_module("x.y", nn::ReLU()); }),
              HasSubstr("must not contain a dot (got 'x.y')"));
  nn::Linear empty = nullptr;
  EXPECT_THAT(message_of(ErrorKind::value, [&] { module.register_module("x", empty); }),
              HasSubstr("empty ModuleHolder"));
  EXPECT_EQ(module.parameters().size(), 1u);
}

TEST(Module, TrainAndEvalReachTheWholeTree) {
  nn::Sequential net(Block(3), nn::Dropout(0.5));
  net->eval();
  for (const auto& module : net->modules()) EXPECT_FALSE(module->is_training());
  net->train();
  for (const auto& module : net->modules()) EXPECT_TRUE(module->is_training());
}

TEST(Module, ZeroGradForgetsOrFills) {
  Block block(3);
  block(ones({2, 3})).sum().backward();
  EXPECT_TRUE(block->scale.grad().defined());
  block->zero_grad(false);
  EXPECT_EQ(values(block->scale.grad()), std::vector<double>{0});
  block->zero_grad();
  for (const Tensor& parameter : block->parameters()) EXPECT_FALSE(parameter.grad().defined());
}

TEST(Module, MovesWithoutChangingIdentity) {
  Block block(3);
  const Tensor weight = block->fc->weight;
  const auto before = values(weight);
  block->to(kCPU);
  EXPECT_EQ(weight.device(), Device(kCPU));
  EXPECT_TRUE(weight.is_same(block->fc->weight));
  EXPECT_EQ(values(weight), before);
  EXPECT_TRUE(weight.requires_grad());
  block->to(kDouble);
  EXPECT_EQ(block->seen.scalar_type(), kDouble);
  EXPECT_EQ(weight.scalar_type(), kDouble);
  block->to(default_device(), kFloat);
  EXPECT_EQ(weight.device(), default_device());
  EXPECT_EQ(values(weight), before);
  nn::BatchNorm2d norm(2);
  norm->to(kCPU, kDouble);
  EXPECT_EQ(norm->num_batches_tracked.scalar_type(), kLong);
}

TEST(Module, ApplyVisitsEachModule) {
  nn::Sequential net(Block(3), nn::ReLU());
  std::vector<std::string> names;
  net->apply([&](const std::string& name, nn::Module&) { names.push_back(name); });
  EXPECT_THAT(names, ElementsAre("", "0", "0.fc", "0.norm", "1"));
  net->apply([](nn::Module& module) {
    if (auto* linear = module.as<nn::Linear>()) nn::init::constant_(linear->weight, 0.5);
  });
  EXPECT_EQ(values(net->at<Block>(0).fc->weight), std::vector<double>(12, 0.5));
}

TEST(Module, CloneIsDeep) {
  nn::Sequential net({{"fc", nn::Linear(3, 2)}, {"drop", nn::Dropout(0.25)}});
  net->eval();
  auto copy = std::dynamic_pointer_cast<nn::SequentialImpl>(net->clone());
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->named_parameters().keys(), net->named_parameters().keys());
  EXPECT_FALSE(copy->is_training());
  const Tensor before = net->at<nn::Linear>(0).weight;
  EXPECT_EQ(values(copy->at<nn::Linear>(0).weight), values(before));
  nn::init::zeros_(copy->at<nn::Linear>(0).weight);
  EXPECT_NE(values(before), std::vector<double>(6, 0.0));
  EXPECT_TRUE(copy->at<nn::Linear>(0).weight.requires_grad());
  EXPECT_THAT(message_of(ErrorKind::unsupported, [] { Block(2)->clone(); }),
              HasSubstr("Cloneable"));
}

TEST(Module, PrintsItsTree) {
  nn::Sequential net({{"conv", nn::Conv2d(nn::Conv2dOptions(1, 4, {3, 5}).padding(1).bias(false))},
                      {"inner", nn::Sequential(nn::ReLU(), nn::Linear(3, 2))}});
  std::ostringstream text;
  text << net;
  EXPECT_EQ(text.str(),
            "pumice::nn::Sequential(\n"
            "  (conv): pumice::nn::Conv2d(1, 4, kernel_size=[3, 5], stride=[1, 1], padding=[1, 1], "
            "bias=false)\n"
            "  (inner): pumice::nn::Sequential(\n"
            "    (0): pumice::nn::ReLU()\n"
            "    (1): pumice::nn::Linear(in_features=3, out_features=2, bias=true)\n"
            "  )\n"
            ")");
}

TEST(Module, HoldersShareAndSayWhenTheyAreEmpty) {
  nn::Linear a(3, 2), b = a, none = nullptr;
  EXPECT_TRUE(a->weight.is_same(b->weight));
  EXPECT_TRUE(none.is_empty());
  EXPECT_THAT(message_of(ErrorKind::value, [&] { none->weight; }), HasSubstr("empty ModuleHolder"));
  const nn::Sequential outer{nn::Sequential(nn::ReLU(), nn::GELU()), nn::ReLU()}, same(outer);
  EXPECT_EQ(outer->size(), 2u);
  EXPECT_EQ(same.get(), outer.get());
  EXPECT_THAT(message_of(ErrorKind::value, [] { nn::Sequential()->forward(ones({2})); }),
              HasSubstr("empty Sequential"));
}

}  // namespace
}  // namespace pumice
