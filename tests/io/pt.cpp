// PyTorch's files, as PyTorch and libtorch have written them.
#include "pumice/io/pt.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "pumice/io/archive.h"
#include "support/paths.h"
#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;
using testing::values;

std::string data(const std::string& name) { return testing::test_data() + "/io/data/" + name; }

// What PyTorch found in the same file.
class PtFile : public ::testing::TestWithParam<const char*> {};

TEST_P(PtFile, HoldsWhatPyTorchFindsInIt) {
  const auto expected = load_safetensors(data(std::string(GetParam()) + ".safetensors"));
  const auto tensors = load_pt(data(std::string(GetParam()) + ".pt"));
  ASSERT_FALSE(expected.empty());
  ASSERT_EQ(tensors.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    ASSERT_TRUE(tensors.contains(name)) << name;
    const Tensor& found = tensors.at(name);
    EXPECT_EQ(found.scalar_type(), tensor.scalar_type()) << name;
    EXPECT_EQ(found.sizes(), tensor.sizes()) << name;
    EXPECT_EQ(values(found), values(tensor)) << name;
    EXPECT_TRUE(found.device().is_cpu());
  }
}

INSTANTIATE_TEST_SUITE_P(Files, PtFile,
                         ::testing::Values("state", "protocol4", "tensor", "checkpoint", "dtypes",
                                           "libtorch_tensor", "libtorch_list", "libtorch_module",
                                           "libtorch_archive"),
                         [](const auto& info) { return std::string(info.param); });

TEST(PtFiles, GiveWhatIsNoTensorAsValues) {
  Metadata found;
  load_pt(data("checkpoint.pt"), &found);
  const Metadata expected{
      {"epoch", "int:300"}, {"loss", "double:-0x1p-1"}, {"name", "string:net"},
      {"flag", "bool:1"},   {"steps", "int:-7"},        {"large", "int:-1099511627776"},
      {"size.0", "int:3"},  {"size.1", "int:4"},        {"requires_grad", "param "}};
  EXPECT_EQ(found, expected);
}

TEST(PtFiles, KeepStridesAndWhatTensorsShare) {
  auto tensors = load_pt(data("checkpoint.pt"));
  const Tensor &base = tensors.at("views.0"), &part = tensors.at("views.1"),
               &turned = tensors.at("views.2");
  EXPECT_EQ(part.strides().vec(), (std::vector<int64_t>{4, 2}));
  EXPECT_EQ(turned.strides().vec(), (std::vector<int64_t>{1, 4}));
  EXPECT_TRUE(part.is_alias_of(base));
  base[1][2] = 9;
  EXPECT_EQ(part[0][1].item<float>(), 9);
  EXPECT_EQ(turned[2][1].item<float>(), 9);
  EXPECT_EQ(tensors.at("expanded").strides().vec(), (std::vector<int64_t>{0}));
  EXPECT_TRUE(tensors.at("param").requires_grad());
  EXPECT_TRUE(tensors.at("param").is_leaf());
}

TEST(PtFiles, FillModulesAndTensorsAndLists) {
  nn::Sequential net(nn::Linear(3, 2), nn::BatchNorm2d(2));
  load(net, data("state.pt"));
  const auto expected = load_safetensors(data("state.safetensors"));
  for (const auto& item : net->named_parameters())
    EXPECT_EQ(values(item.value()), values(expected.at(item.key()))) << item.key();
  EXPECT_EQ(net->parameters()[0].device(), default_device());
  EXPECT_TRUE(fails_with(ErrorKind::format, "'0.bias' is missing",
                         [&] { load(net, data("checkpoint.pt")); }));

  Tensor tensor;
  load(tensor, data("libtorch_tensor.pt"));
  EXPECT_EQ(tensor.sizes().vec(), (std::vector<int64_t>{3, 2}));
  EXPECT_EQ(tensor.device(), default_device());
  std::ifstream file(data("libtorch_list.pt"), std::ios::binary);
  std::vector<Tensor> list;
  load(list, file);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(values(list[0]), (std::vector<double>{0, 1, 2}));
  EXPECT_TRUE(list[1].requires_grad());
  EXPECT_EQ(list[2].scalar_type(), kBool);
}

TEST(PtFiles, FillArchives) {
  serialize::InputArchive archive, nested;
  archive.load_from(data("libtorch_archive.pt"));
  const auto expected = load_safetensors(data("libtorch_archive.safetensors"));
  serialize::Value n, text, half, yes;
  archive.read("n", n);
  archive.read("text", text);
  archive.read("half", half);
  archive.read("yes", yes);
  EXPECT_EQ(n.toInt(), 5);
  EXPECT_EQ(text.toStringRef(), "text");
  EXPECT_EQ(half.toDouble(), 0.5);
  EXPECT_TRUE(yes.toBool());
  Tensor x, y;
  archive.read("x", x);
  archive.read("nested", nested);
  nested.read("y", y);
  EXPECT_EQ(values(x), values(expected.at("x")));
  EXPECT_EQ(values(y), values(expected.at("nested.y")));
}

}  // namespace
}  // namespace pumice
