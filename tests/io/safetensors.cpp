// The safetensors reader and writer: round trips, PyTorch's files, and files made to do harm.
#include "pumice/io/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include "pumice/pumice.h"
#include "support/paths.h"

namespace pumice {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// A directory of its own, gone at the end.
class Safetensors : public ::testing::Test {
 protected:
  Safetensors() {
    dir_ = fs::temp_directory_path() /
           ("pumice-safetensors-" + std::to_string(std::random_device{}()));
    fs::create_directory(dir_);
  }
  ~Safetensors() override { fs::remove_all(dir_); }

  std::string path(const std::string& name = "file.safetensors") const { return dir_ / name; }

  std::string write(const std::string& bytes) const {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
    return path();
  }
  static std::string file_of(const std::string& header, const std::string& data) {
    std::string bytes;
    for (int shift = 0; shift < 64; shift += 8)
      bytes.push_back(static_cast<char>(static_cast<uint64_t>(header.size()) >> shift));
    return bytes + header + data;
  }
  static std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void expect_refused(const std::string& header, const std::string& data,
                      const std::string& reason) const {
    write(file_of(header, data));
    try {
      load_safetensors(path());
      ADD_FAILURE() << "accepted: " << header;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::format) << e.what();
      EXPECT_THAT(e.what(), HasSubstr("load_safetensors: " + path() + ": ")) << header;
      EXPECT_THAT(e.what(), HasSubstr(reason)) << header;
    }
  }

  fs::path dir_;
};

template <class T>
Tensor host_tensor(std::vector<T> values, IntArrayRef sizes) {
  Tensor t = empty(sizes, TensorOptions(scalar_type_of<T>).device(kCPU));
  if (!values.empty()) std::memcpy(t.data_ptr(), values.data(), values.size() * sizeof(T));
  return t;
}

void expect_same(const Tensor& a, const Tensor& b) {
  ASSERT_EQ(a.scalar_type(), b.scalar_type());
  ASSERT_EQ(a.sizes().vec(), b.sizes().vec());
  if (a.numel() > 0) {
    EXPECT_EQ(std::memcmp(a.contiguous().data_ptr(), b.contiguous().data_ptr(), a.nbytes()), 0);
  }
}

std::map<std::string, Tensor> some_tensors() {
  std::map<std::string, Tensor> tensors;
  tensors["weight"] = host_tensor<float>({1.5f, -2, 3, 0.25f, -0.0f, 7}, {2, 3});
  tensors["double"] = host_tensor<double>({1e300, -1e-300, 0.1}, {3});
  tensors["scalar"] = host_tensor<int64_t>({-5}, {});
  tensors["empty"] = host_tensor<float>({}, {0, 4});
  tensors["half \"quoted\" \u00e9"] = host_tensor<Half>({Half(1.5f), Half(-2.f)}, {2, 1});
  tensors["bfloat"] = host_tensor<BFloat16>({BFloat16(3.f)}, {1});
  tensors["bytes"] = host_tensor<uint8_t>({0, 255, 7}, {3});
  tensors["chars"] = host_tensor<int8_t>({-128, 127}, {2});
  tensors["shorts"] = host_tensor<int16_t>({-300, 300}, {2});
  tensors["ints"] = host_tensor<int32_t>({1 << 30, -1}, {1, 2});
  Tensor flags = host_tensor<uint8_t>({1, 0, 1}, {3});
  tensors["flags"] = empty({3}, TensorOptions(kBool).device(kCPU));
  std::memcpy(tensors["flags"].data_ptr(), flags.data_ptr(), 3);
  return tensors;
}

TEST_F(Safetensors, RoundTripKeepsEveryDtypeShapeAndName) {
  const auto tensors = some_tensors();
  const Metadata metadata{{"format", "pt"}, {"note", "line\nbreak"}};
  save_safetensors(tensors, path(), metadata);
  Metadata read_back;
  const auto loaded = load_safetensors(path(), &read_back);
  EXPECT_EQ(read_back, metadata);
  ASSERT_EQ(loaded.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    ASSERT_TRUE(loaded.contains(name)) << name;
    expect_same(loaded.at(name), tensor);
  }
}

TEST_F(Safetensors, SavesTheSameBytesEveryTimeAndLeavesNothingBeside) {
  save_safetensors(some_tensors(), path("a"), {{"k", "v"}});
  save_safetensors(some_tensors(), path("b"), {{"k", "v"}});
  EXPECT_EQ(read(path("a")), read(path("b")));
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_), fs::directory_iterator()), 2);
}

TEST_F(Safetensors, ReadsPyTorchsFile) {
  Metadata metadata;
  const auto tensors =
      load_safetensors(testing::test_data() + "/golden/data/mm.safetensors", &metadata);
  EXPECT_EQ(metadata.at("operator"), "mm");
  const Tensor& in = tensors.at("0.in0");
  EXPECT_EQ(in.scalar_type(), kDouble);
  EXPECT_EQ(in.sizes().vec(), (std::vector<int64_t>{5, 7}));
}

TEST_F(Safetensors, SavesViewsByTheirOwnElements) {
  const Tensor whole = host_tensor<float>({0, 1, 2, 3, 4, 5}, {2, 3});
  save_safetensors({{"t", whole.t()}, {"row", whole.select(0, 1)}}, path());
  const auto loaded = load_safetensors(path());
  expect_same(loaded.at("t"), host_tensor<float>({0, 3, 1, 4, 2, 5}, {3, 2}));
  expect_same(loaded.at("row"), host_tensor<float>({3, 4, 5}, {3}));
}

TEST_F(Safetensors, RefusesToSaveWhatCannotBeNamedOrWritten) {
  const Tensor t = host_tensor<float>({1}, {1});
  const auto kind_of = [&](auto&& save) {
    try {
      save();
    } catch (const Error& e) {
      EXPECT_THAT(e.what(), HasSubstr("save_safetensors: ")) << e.what();
      return e.kind();
    }
    return ErrorKind::internal;
  };
  EXPECT_EQ(kind_of([&] { save_safetensors({{"__metadata__", t}}, path()); }), ErrorKind::value);
  EXPECT_EQ(kind_of([&] { save_safetensors({{"none", Tensor()}}, path()); }), ErrorKind::value);
  EXPECT_EQ(kind_of([&] { save_safetensors({{"\xff", t}}, path()); }), ErrorKind::format);
  EXPECT_EQ(kind_of([&] { save_safetensors({{"t", t}}, path("absent/file")); }), ErrorKind::format);
  EXPECT_TRUE(fs::is_empty(dir_));
}

TEST_F(Safetensors, RefusesFilesThatAreNotThere) {
  EXPECT_THROW(load_safetensors(path("absent")), Error);
  EXPECT_THROW(load_safetensors(dir_), Error);
}

TEST_F(Safetensors, RefusesBadHeaders) {
  const std::string data(8, 'x');
  expect_refused("", "", "not a JSON object");
  expect_refused("[]", "", "not a JSON object");
  expect_refused("{", "", "not JSON");
  expect_refused("{} {}", "", "not JSON");
  expect_refused(R"({"\ud800":1})", "", "not JSON");
  expect_refused(std::string(100000, '{'), "", "not JSON");
  expect_refused("{\"a\":" + std::string(200000, '['), "", "not JSON");
  expect_refused(R"({"__metadata__":3})", "", "__metadata__ is not an object");
  expect_refused(R"({"__metadata__":{"a":3}})", "", "other than strings");
  expect_refused(R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},
                    "a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}})",
                 data, "occurs twice");
  expect_refused(R"({"a":{"dtype":"F64","dtype":"F32","shape":[1],"data_offsets":[0,8]}})", data,
                 "occurs twice");
  for (const char* entry : {"3", "{}", R"({"dtype":"F64","shape":[1]})",
                            R"({"dtype":"F64","shape":[1],"data_offsets":[0,8],"more":1})"})
    expect_refused(std::string("{\"a\":") + entry + "}", data, "must have exactly");
}

TEST_F(Safetensors, RefusesBadEntries) {
  const std::string data(8, 'x');
  const auto refused = [&](const std::string& dtype, const std::string& shape,
                           const std::string& offsets, const std::string& reason) {
    expect_refused("{\"a\":{\"dtype\":" + dtype + ",\"shape\":" + shape +
                       ",\"data_offsets\":" + offsets + "}}",
                   data, reason);
  };
  refused("\"F63\"", "[1]", "[0,8]", "unknown dtype");
  refused("64", "[1]", "[0,8]", "unknown dtype");
  refused("\"F64\"", "1", "[0,8]", "has no shape");
  refused("\"F64\"", "[-1]", "[0,8]", "bad size");
  refused("\"F64\"", "[1.0]", "[0,8]", "bad size");
  refused("\"F64\"", "[\"1\"]", "[0,8]", "bad size");
  refused("\"F64\"", "[18446744073709551616]", "[0,8]", "bad size");
  refused("\"F64\"", "[18446744073709551615]", "[0,8]", "too large");
  refused("\"F64\"", "[2305843009213693953]", "[0,8]", "too large");
  refused("\"F64\"", "[4294967296,4294967296]", "[0,0]", "too large");
  refused("\"F64\"", "[0,4294967296,4294967296]", "[0,0]", "too large");
  refused(
      "\"F64\"",
      "[1" +
          [] {
            std::string ones;
            for (int i = 0; i < 64; ++i) ones += ",1";
            return ones;
          }() +
          "]",
      "[0,8]", "too many dims");
  refused("\"F64\"", "[1]", "[0]", "no two data_offsets");
  refused("\"F64\"", "[1]", "[0,-8]", "no two data_offsets");
  refused("\"F64\"", "[1]", "[0,8.0]", "no two data_offsets");
  refused("\"F64\"", "[1]", "[8,0]", "outside of the file");
  refused("\"F64\"", "[1]", "[1,9]", "outside of the file");
  refused("\"F64\"", "[1]", "[0,18446744073709551615]", "outside of the file");
  refused("\"F64\"", "[2]", "[0,8]", "does not fit");
  refused("\"F64\"", "[1]", "[0,4]", "does not fit");
}

TEST_F(Safetensors, RefusesBadStrides) {
  const auto with = [](const std::string& strides) {
    return R"({"__metadata__":{"pumice.strides":")" + strides +
           R"("},"x":{"dtype":"U8","shape":[2,3],"data_offsets":[0,6]}})";
  };
  write(file_of(with(R"({\"x\":[1,2]})"), "abcdef"));
  Metadata metadata;
  const Tensor x = load_safetensors(path(), &metadata).at("x");
  EXPECT_EQ(x.strides(), IntArrayRef({1, 2}));
  EXPECT_EQ(x[1][0].item<int>(), 'd');
  EXPECT_TRUE(metadata.empty());
  for (const char* bad :
       {R"([1,2])", R"({\"x\":[1]})", R"({\"x\":[1,3]})", R"({\"x\":[0,1]})", R"({\"x\":[-1,2]})",
        R"({\"x\":[1,18446744073709551615]})", R"({\"x\":1})", R"({\"y\":[1,2]})", "{"})
    expect_refused(with(bad), "abcdef", "");
}

TEST_F(Safetensors, RefusesOverlapsAndGaps) {
  const auto two = [](const std::string& a, const std::string& b) {
    return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + a +
           R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + b + "}}";
  };
  expect_refused(two("[0,4]", "[2,6]"), std::string(6, 'x'), "overlaps");
  expect_refused(two("[0,4]", "[0,4]"), std::string(4, 'x'), "overlaps");
  expect_refused(two("[0,4]", "[5,9]"), std::string(9, 'x'), "belong to none");
  expect_refused(two("[1,5]", "[5,9]"), std::string(9, 'x'), "belong to none");
  expect_refused(two("[0,4]", "[4,8]"), std::string(9, 'x'), "belong to no tensor");
  expect_refused("{}", "x", "belong to no tensor");
  write(file_of(two("[4,8]", "[0,4]"), "bbbbaaaa"));
  expect_same(load_safetensors(path()).at("a"), host_tensor<uint8_t>({97, 97, 97, 97}, {4}));
}

TEST_F(Safetensors, TakesAnyNonzeroByteForTrue) {
  write(file_of(R"({"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}})",
                std::string("\0\2\xff", 3)));
  const Tensor a = load_safetensors(path()).at("a");
  const auto* bytes = static_cast<const unsigned char*>(a.data_ptr());
  EXPECT_EQ(std::vector<int>(bytes, bytes + 3), (std::vector<int>{0, 1, 1}));
}

std::map<std::string, Tensor> few_tensors() {
  auto tensors = some_tensors();
  std::erase_if(tensors, [](const auto& t) {
    return t.first != "weight" && t.first != "scalar" && t.first != "flags";
  });
  return tensors;
}

TEST_F(Safetensors, EveryTruncationIsRefused) {
  save_safetensors(few_tensors(), path("whole"), {{"k", "v"}});
  const std::string whole = read(path("whole"));
  for (size_t length = 0; length < whole.size(); ++length) {
    write(whole.substr(0, length));
    EXPECT_THROW(load_safetensors(path()), Error) << length;
  }
}

/// A flipped byte is refused with a format error or gives tensors of sizes that fit the file.
TEST_F(Safetensors, EveryFlippedByteIsRefusedOrHarmless) {
  save_safetensors(few_tensors(), path("whole"));
  const std::string whole = read(path("whole"));
  size_t refused = 0;
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const int flip : {0x01, 0x10, 0x80, 0xff}) {
      std::string broken = whole;
      broken[at] = static_cast<char>(broken[at] ^ flip);
      write(broken);
      try {
        size_t bytes = 0;
        for (const auto& [name, tensor] : load_safetensors(path())) bytes += tensor.nbytes();
        EXPECT_LE(bytes, whole.size());
      } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::format) << e.what();
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, whole.size());
}

}  // namespace
}  // namespace pumice
