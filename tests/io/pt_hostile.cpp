// Files made to do harm: they are refused as format errors, and nothing in them runs.
#include <fstream>
#include <random>
#include <sstream>

#include "pumice/io/pt.h"
#include "support/paths.h"
#include "support/values.h"

namespace pumice {
namespace {

using testing::fails_with;

void put(std::string& to, uint64_t value, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) to.push_back(static_cast<char>(value >> 8 * i));
}

uint32_t checksum(const std::string& bytes) {
  uint32_t crc = ~0u;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

// A zip file of stored members.
std::string zip_of(const std::map<std::string, std::string>& members, uint16_t method = 0) {
  std::string file, directory;
  for (const auto& [name, bytes] : members) {
    std::string facts;
    put(facts, 20, 2);
    put(facts, 0, 2);
    put(facts, method, 2);
    put(facts, 0, 4);
    put(facts, checksum(bytes), 4);
    put(facts, bytes.size(), 4);
    put(facts, bytes.size(), 4);
    put(facts, name.size(), 2);
    put(facts, 0, 2);
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2);
    directory += facts;
    put(directory, 0, 10);
    put(directory, file.size(), 4);
    directory += name;
    put(file, 0x04034b50, 4);
    file += facts + name + bytes;
  }
  std::string end;
  put(end, 0x06054b50, 4);
  put(end, 0, 4);
  put(end, members.size(), 2);
  put(end, members.size(), 2);
  put(end, directory.size(), 4);
  put(end, file.size(), 4);
  put(end, 0, 2);
  return file + directory + end;
}

// Pieces of pickles.
std::string text(const std::string& s) {
  std::string out = "X";
  put(out, s.size(), 4);
  return out + s;
}
std::string number(int64_t v) {
  std::string out("\x8a\x08");
  put(out, static_cast<uint64_t>(v), 8);
  return out;
}
std::string tuple(const std::string& items) { return std::string("(") + items + "t"; }
std::string numbers(const std::vector<int64_t>& list) {
  std::string items;
  for (const int64_t v : list) items += number(v);
  return tuple(items);
}
std::string storage(int64_t count, const char* type = "FloatStorage", const char* key = "0") {
  return tuple(text("storage") + "ctorch\n" + type + "\n" + text(key) + text("cpu") +
               number(count)) +
         "Q";
}
std::string tensor(const std::string& of, int64_t offset, const std::vector<int64_t>& sizes,
                   const std::vector<int64_t>& strides) {
  return "ctorch._utils\n_rebuild_tensor_v2\n" +
         tuple(of + number(offset) + numbers(sizes) + numbers(strides) + "\x89}") + "R";
}

std::map<std::string, Tensor> load_bytes(const std::string& file) {
  std::istringstream stream(file);
  return load_pt(stream);
}
std::map<std::string, Tensor> load_pickle(const std::string& pickle,
                                          const std::string& elements = std::string(24, '\0')) {
  return load_bytes(zip_of({{"a/data.pkl", "\x80\x02" + pickle + "."}, {"a/data/0", elements}}));
}
void expect_refused(const std::string& pickle, const std::string& reason) {
  EXPECT_TRUE(fails_with(ErrorKind::format, "load_pt: stream: " + reason, [&] {
    load_pickle(pickle);
  })) << reason;
}

TEST(HostilePt, TheseFilesAreReadWhereTheyAreWhole) {
  const auto tensors = load_pickle(tensor(storage(6), 1, {2, 2}, {2, 1}));
  ASSERT_EQ(tensors.size(), 1u);
  EXPECT_EQ(tensors.at("0").sizes().vec(), (std::vector<int64_t>{2, 2}));
}

TEST(HostilePt, NothingIsCalledAndNothingIsMade) {
  expect_refused("cos\nsystem\n" + tuple(text("true")) + "R",
                 "calls 'os system', which is not run");
  expect_refused("cbuiltins\neval\n" + tuple(text("1")) + "R", "calls 'builtins eval'");
  expect_refused("c__main__\nNet\n)\x81}b", "holds a '__main__ Net', which is not made");
  expect_refused("i__main__\nNet\n", "holds the pickle instruction 105, which is not read");
}

TEST(HostilePt, TensorsStayInsideTheirStorages) {
  const std::string outside = "holds a tensor that lies outside of its storage";
  const std::string unknown = "holds a tensor that is described in no known way";
  const std::string large = "holds a tensor that is too large";
  constexpr int64_t kHuge = INT64_MAX;
  expect_refused(tensor(storage(6), 0, {7}, {1}), outside);
  expect_refused(tensor(storage(6), 1, {6}, {1}), outside);
  expect_refused(tensor(storage(6), 7, {0}, {1}), outside);
  expect_refused(tensor(storage(6), -1, {2}, {1}), outside);
  expect_refused(tensor(storage(6), kHuge, {2}, {1}), outside);
  expect_refused(tensor(storage(6), 0, {2, 2}, {5, 1}), outside);
  expect_refused(tensor(storage(6), 0, {-2}, {1}), unknown);
  expect_refused(tensor(storage(6), 5, {2}, {-1}), unknown);
  expect_refused(tensor(storage(6), 0, {2}, {1, 1}), unknown);
  expect_refused(tensor(storage(6), 0, {kHuge}, {0}), large);
  expect_refused(tensor(storage(6), 0, {1 << 30, 1 << 30, 1 << 30}, {0, 0, 0}), large);
  expect_refused(tensor(storage(6), 0, {2, 2, 0}, {kHuge, 1, 1}), large);
  expect_refused(tensor(storage(6), 0, std::vector<int64_t>(65, 1), std::vector<int64_t>(65, 1)),
                 unknown);
  expect_refused(tensor(number(6), 0, {2}, {1}), unknown);
}

TEST(HostilePt, StoragesAreAsLargeAsTheySay) {
  const std::string size = "has no 'a/data/0' of the size that its storage has";
  for (const int64_t count : {int64_t{5}, int64_t{7}, int64_t{-1}, INT64_MAX, INT64_MAX / 4 + 7})
    expect_refused(tensor(storage(count), 0, {2}, {1}), size);
  expect_refused(tensor(storage(6, "FloatStorage", "1"), 0, {2}, {1}), "has no 'a/data/1'");
  expect_refused(tensor(storage(6, "FloatStorage", "../0"), 0, {2}, {1}), "has no 'a/data/../0'");
  expect_refused(tensor(storage(6, "ComplexFloatStorage"), 0, {2}, {1}),
                 "holds a 'torch ComplexFloatStorage', whose dtype is not offered");
  expect_refused(std::string("(") + tensor(storage(6), 0, {2}, {1}) +
                     tensor(storage(6, "IntStorage"), 0, {2}, {1}) + "t",
                 "holds 'a/data/0' as two storages that differ");
}

TEST(HostilePt, ContainersComeToAnEnd) {
  expect_refused(
      "]q\x01h\x01"
      "a",
      "holds objects nested without end");  // a list in itself
  std::string doubled = "]q\x01";
  for (char i = 1; i < 40; ++i)
    doubled += std::string("(h") + i + "h" + i + "tq" + static_cast<char>(i + 1);
  expect_refused(doubled, "holds objects nested without end");
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += ")\x85\x85";
  expect_refused(deep, "holds too many objects");
}

TEST(HostilePt, MembersMustBeThereAndStored) {
  const std::string pickle = "\x80\x02}.";
  EXPECT_TRUE(load_bytes(zip_of({{"a/data.pkl", pickle}, {"a/byteorder", "little"}})).empty());
  const auto refused = [](const std::string& reason, const std::string& file) {
    EXPECT_TRUE(fails_with(ErrorKind::format, reason, [&] { load_bytes(file); })) << reason;
  };
  refused("is no zip file", "");
  refused("is no zip file", "PK\3\4");
  refused("is a zip file without a data.pkl", zip_of({{"data.pkl", pickle}}));
  refused("is a zip file without a data.pkl", zip_of({{"a/b/data.pkl", pickle}}));
  refused("big-endian", zip_of({{"a/data.pkl", pickle}, {"a/byteorder", "big"}}));
  refused("has no 'a/data.pkl' that can be read", zip_of({{"a/data.pkl", pickle}}, 8));
  std::string wrong = zip_of({{"a/data.pkl", pickle}});
  wrong[wrong.find('}')] = ']';
  refused("'a/data.pkl' in it cannot be read", wrong);  // its checksum is another's
}

TEST(HostilePt, ADirectoryThatClaimsMoreThanTheFileHoldsTakesNoMemory) {
  std::string file =
      zip_of({{"a/data.pkl",
               std::string("\x80\x02") + tensor(storage(int64_t{1} << 28), 0, {2}, {1}) + "."},
              {"a/data/0", std::string(24, '\0')}});
  const size_t entry = file.rfind("a/data/0") - 46;  // in the directory, which stands last
  for (size_t i = 20; i < 28; ++i) file[entry + i] = (i & 3) == 3 ? 0x40 : 0;
  EXPECT_TRUE(fails_with(ErrorKind::format, "has no 'a/data/0' of the size that its storage has",
                         [&] { load_bytes(file); }));
}

// Any damage is a format error or goes unnoticed, and nothing else.
void expect_harmless(const std::string& file) {
  try {
    load_bytes(file);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::format) << e.what();
  }
}

TEST(HostilePt, DamagedFilesAreRefused) {
  std::ifstream in(testing::test_data() + "/io/data/checkpoint.pt", std::ios::binary);
  const std::string whole(std::istreambuf_iterator<char>(in), {});
  ASSERT_GT(whole.size(), 1000u);
  for (size_t size = 0; size < whole.size(); size += 7) expect_harmless(whole.substr(0, size));
  std::mt19937 draw(5);
  for (int i = 0; i < 3000; ++i) {
    std::string damaged = whole;
    for (int k = 0; k < 3; ++k) damaged[draw() % whole.size()] = static_cast<char>(draw());
    expect_harmless(damaged);
  }
}

TEST(HostilePt, DamagedPicklesAreRefused) {
  const std::string good = std::string("(") + tensor(storage(6), 1, {2, 2}, {2, 1}) + "}" +
                           text("key") + number(3) + "s" + text("more") + std::string("(") +
                           number(1) + "K\x07" + "lt";
  std::mt19937 draw(6);
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = good;
    const int changes = 1 + static_cast<int>(draw() % 3);
    for (int k = 0; k < changes; ++k) damaged[draw() % good.size()] = static_cast<char>(draw());
    expect_harmless(
        zip_of({{"a/data.pkl", "\x80\x02" + damaged + "."}, {"a/data/0", std::string(24, 0)}}));
  }
}

}  // namespace
}  // namespace pumice
