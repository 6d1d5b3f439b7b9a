// Tensors without names, streams, archives.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/values.h"

namespace pumice {
namespace {

using ::testing::ElementsAre;
using testing::fails_with;
using testing::random;
using testing::values;

std::string temporary(const char* name) {
  return (std::filesystem::temp_directory_path() / name).string();
}

TEST(SaveTensors, OneToAFile) {
  const std::string path = temporary("pumice_one.safetensors");
  const Tensor x = random({2, 3}).t();
  save(x, path);
  Tensor y;
  load(y, path);
  EXPECT_EQ(y.sizes(), x.sizes());
  EXPECT_EQ(values(y), values(x));
  EXPECT_FALSE(y.requires_grad());
  EXPECT_EQ(y.device(), default_device());
  Tensor z = zeros({4}, requires_grad());
  TensorImpl* before = z.impl();
  load(z, path);
  EXPECT_EQ(z.impl(), before);
  EXPECT_TRUE(z.requires_grad());
  EXPECT_EQ(values(z), values(x));
  std::filesystem::remove(path);
}

TEST(SaveTensors, KeepValuesAndSizesOfEveryLayoutAndDtype) {
  const ScalarType dtypes[] = {kByte, kChar,  kShort,  kInt,  kLong,
                               kHalf, kFloat, kDouble, kBool, kBFloat16};
  for (const ScalarType dtype : dtypes) {
    const Tensor x = arange(48.0).view({2, 3, 4, 2}).to(Device(kCPU), dtype);
    const Tensor layouts[] = {x,
                              x.permute({3, 1, 0, 2}),
                              x.narrow(2, 1, 2),
                              x.slice(2, 0, 4, 3),
                              x.contiguous(MemoryFormat::ChannelsLast),
                              x[0].unsqueeze(0).expand({3, 3, 4, 2}),
                              x[1][2][3][1],
                              x.narrow(0, 1, 0)};
    for (const Tensor& saved : layouts) {
      std::stringstream stream;
      save(saved, stream);
      Tensor back;
      load(back, stream, Device(kCPU));
      EXPECT_EQ(back.scalar_type(), dtype);
      EXPECT_EQ(back.sizes(), saved.sizes());
      EXPECT_EQ(back.strides(), saved.is_non_overlapping_and_dense()
                                    ? saved.strides()
                                    : saved.contiguous().strides());
      EXPECT_TRUE(equal(back, saved)) << dtype << ' ' << saved.sizes() << saved.strides();
    }
  }
}

TEST(SaveTensors, ManyInOrder) {
  std::vector<Tensor> tensors;
  tensors.reserve(13);
  for (int i = 0; i < 12; ++i) tensors.push_back(full({i % 3}, static_cast<float>(i)));
  tensors.push_back(tensor({true, false}));
  tensors.push_back(random({2}).requires_grad_());
  std::stringstream stream;
  save(tensors, stream);
  std::vector<Tensor> found;
  load(found, stream, Device(kCPU));
  ASSERT_EQ(found.size(), tensors.size());
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].scalar_type(), tensors[i].scalar_type());
    EXPECT_EQ(found[i].sizes(), tensors[i].sizes());
    EXPECT_EQ(values(found[i]), values(tensors[i]));
    EXPECT_EQ(found[i].requires_grad(), tensors[i].requires_grad());
  }
  std::stringstream none;
  save(std::vector<Tensor>(), none);
  load(found, none);
  EXPECT_TRUE(found.empty());
}

TEST(SaveTensors, RefusesWhatDoesNotFit) {
  std::stringstream two, text("not a file of tensors"), named;
  save(std::vector{ones({1}), ones({2})}, two);
  Tensor x = ones({3});
  EXPECT_TRUE(
      fails_with(ErrorKind::format, "holds 2 tensors, expected one", [&] { load(x, two); }));
  EXPECT_TRUE(fails_with(ErrorKind::format, "load_safetensors", [&] { load(x, text); }));
  save_safetensors({{"weight", ones({2})}}, named);
  EXPECT_TRUE(fails_with(ErrorKind::format, "'0' is missing", [&] { load(x, named); }));
  EXPECT_THAT(values(x), ElementsAre(1, 1, 1));
  std::stringstream out;
  EXPECT_TRUE(fails_with(ErrorKind::value, "undefined", [&] { save(Tensor(), out); }));
  EXPECT_TRUE(
      fails_with(ErrorKind::format, "", [&] { load(x, temporary("pumice_not_there.pt")); }));
}

TEST(SaveTensors, HostileBytes) {
  std::stringstream good;
  save(std::vector{random({3}), random({2, 3}).t(), tensor({1, 2})}, good);
  const std::string bytes = good.str();
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const char flip : {char(0x80), char(0x01)}) {
      std::string bad = bytes;
      bad[i] = static_cast<char>(bad[i] ^ flip);
      std::stringstream stream(bad);
      std::vector<Tensor> found;
      try {
        load(found, stream);
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::format) << error.what();
      }
    }
    std::stringstream cut(bytes.substr(0, i));
    std::vector<Tensor> found;
    EXPECT_TRUE(fails_with(ErrorKind::format, "", [&] { load(found, cut); }));
  }
}

TEST(SaveModules, ThroughStreamsAndPointers) {
  nn::Linear a(3, 2), b(3, 2);
  std::stringstream stream;
  save(a, stream);
  load(b, stream);
  EXPECT_EQ(values(b->weight), values(a->weight));
  auto c = std::make_shared<nn::LinearImpl>(3, 2), d = std::make_shared<nn::LinearImpl>(3, 2);
  std::stringstream other;
  save(c, other);
  load(d, other);
  EXPECT_EQ(values(d->bias), values(c->bias));
  optim::SGD sgd(a->parameters(), optim::SGDOptions(0.5).momentum(0.9)),
      same(a->parameters(), optim::SGDOptions(0.1).momentum(0.9));
  std::stringstream state;
  save(sgd, state);
  load(same, state);
  EXPECT_EQ(static_cast<optim::SGDOptions&>(same.param_groups()[0].options()).lr(), 0.5);
}

TEST(Archive, KeepsTensorsValuesAndNests) {
  serialize::OutputArchive inner, outer;
  inner.write("weight", tensor({1.0, 2.0}));
  inner.write("eps", 1e-5);
  outer.write("layer", inner);
  outer.write("steps", int64_t{-7});
  outer.write("name", "a:b");
  outer.write("on", true);
  outer.write("x", ones({2}, kLong));
  std::stringstream stream;
  outer.save_to(stream);

  serialize::InputArchive archive, layer;
  archive.load_from(stream);
  EXPECT_THAT(archive.keys(), ElementsAre("layer", "name", "on", "steps", "x"));
  Tensor x, weight;
  serialize::Value value;
  archive.read("x", x);
  EXPECT_EQ(x.scalar_type(), kLong);
  archive.read("steps", value);
  EXPECT_EQ(value.toInt(), -7);
  archive.read("name", value);
  EXPECT_EQ(value.toStringRef(), "a:b");
  archive.read("on", value);
  EXPECT_TRUE(value.toBool());
  archive.read("layer", layer);
  layer.read("weight", weight);
  EXPECT_THAT(values(weight), ElementsAre(1, 2));
  layer.read("eps", value);
  EXPECT_EQ(value.toDouble(), 1e-5);
  EXPECT_FALSE(archive.try_read("y", x));
  EXPECT_TRUE(fails_with(ErrorKind::format, "No such serialized tensor 'y'",
                         [&] { archive.read("y", x); }));
  std::stringstream odd;
  save_safetensors({}, odd, {{"k", "int:12x"}});
  archive.load_from(odd);
  EXPECT_TRUE(
      fails_with(ErrorKind::format, "cannot be understood", [&] { archive.read("k", value); }));
}

}  // namespace
}  // namespace pumice
