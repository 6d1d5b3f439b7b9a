// Readers of files from outside meet broken ones: they throw Error, or read something, and never
// more.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "pumice/pumice.h"
#include "support/paths.h"

namespace pumice {
namespace {

using Bytes = std::vector<char>;

Bytes contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

/// Flips bytes, cuts, repeats parts and writes large numbers.
void damage(Bytes& bytes, std::mt19937& random) {
  const auto below = [&](size_t n) { return n ? random() % n : 0; };
  for (size_t i = 0, n = 1 + below(4); i < n && !bytes.empty(); ++i) {
    const size_t at = below(2) ? below(bytes.size()) : below(std::min<size_t>(bytes.size(), 64));
    switch (below(4)) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes.resize(at);
        break;
      case 2:
        std::fill(bytes.begin() + static_cast<ptrdiff_t>(at),
                  bytes.begin() + static_cast<ptrdiff_t>(std::min(at + 4, bytes.size())),
                  static_cast<char>(below(2) ? 0xff : 0x7f));
        break;
      default:
        bytes.insert(bytes.end(), bytes.begin() + static_cast<ptrdiff_t>(at), bytes.end());
    }
  }
}

/// How many of `rounds` damaged copies of the file `read` refuses, always with a format error.
template <class Read>
int refused(const std::string& source, int rounds, Read&& read) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("pumice_hostile_" + std::to_string(::getpid())))
          .string();
  const Bytes good = contents(source);
  std::mt19937 random(17);
  int count = 0;
  for (int i = 0; i < rounds; ++i) {
    Bytes bytes = good;
    damage(bytes, random);
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    try {
      read(path);
    } catch (const Error& error) {
      EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(ErrorKind::format))
          << error.what();
      ++count;
    }
  }
  std::filesystem::remove(path);
  return count;
}

const std::string kDigits = testing::source_dir() + "/tools/digits/";

TEST(Hostile, Images) {
  const int count = refused(kDigits + "samples/5.png", 400,
                            [](const std::string& path) { data::read_image(path, 3); });
  EXPECT_GT(count, 100);
}

TEST(Hostile, IdxFiles) {
  const int count = refused(kDigits + "t10k-labels-idx1-ubyte", 400,
                            [](const std::string& path) { data::read_idx(path); });
  EXPECT_GT(count, 100);
}

TEST(Hostile, Weights) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("pumice_weights_" + std::to_string(::getpid())))
          .string();
  nn::Sequential net(nn::Linear(3, 2), nn::Linear(2, 1));
  save(net, path, {{"about", "weights"}});
  int kept = 0;
  const int count = refused(path, 400, [&](const std::string& broken) {
    load_safetensors(broken);
    ++kept;
  });
  EXPECT_GT(count, 100);
  EXPECT_EQ(count + kept, 400);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace pumice
