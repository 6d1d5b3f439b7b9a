// Small files that save work for the next run: ${XDG_CACHE_HOME:-~/.cache}/pumice.
#include "vulkan/cache_file.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace pumice::vulkan {
namespace {

/// Precedes the contents, since drivers do not check theirs beyond a header.
struct Header {
  char magic[8] = {'p', 'u', 'm', 'i', 'c', 'e', '0', '1'};
  uint64_t bytes = 0, hash = 0;
};

}  // namespace

uint64_t hash_bytes(std::span<const std::byte> data, uint64_t seed) {
  uint64_t hash = seed;
  for (std::byte b : data) hash = (hash ^ static_cast<uint64_t>(b)) * 0x100000001b3u;
  return hash;
}

std::filesystem::path cache_directory() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache)
    return std::filesystem::path(cache) / "pumice";
  if (const char* home = std::getenv("HOME"); home && *home)
    return std::filesystem::path(home) / ".cache" / "pumice";
  return {};
}

std::vector<std::byte> read_cached(const std::string& name) {
  const auto directory = cache_directory();
  if (directory.empty()) return {};
  std::ifstream file(directory / name, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<uint64_t>(file.tellg());
  Header header, expected;
  if (size < sizeof header) return {};
  file.seekg(0);
  file.read(reinterpret_cast<char*>(&header), sizeof header);
  if (!file || std::memcmp(header.magic, expected.magic, sizeof header.magic) != 0 ||
      header.bytes != size - sizeof header)
    return {};
  std::vector<std::byte> data(header.bytes);
  file.read(reinterpret_cast<char*>(data.data()), static_cast<std::streamsize>(data.size()));
  if (!file || hash_bytes(data) != header.hash) return {};
  return data;
}

void write_cached(const std::string& name, std::span<const std::byte> data) {
  const auto directory = cache_directory();
  std::error_code error;
  if (directory.empty()) return;
  std::filesystem::create_directories(directory, error);
  if (error) return;
  static std::atomic<unsigned> serial{0};
  const auto temporary = directory / (name + "." + std::to_string(getpid()) + "." +
                                      std::to_string(serial.fetch_add(1)) + ".tmp");
  Header header;
  header.bytes = data.size();
  header.hash = hash_bytes(data);
  bool written;
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(&header), sizeof header);
    file.write(reinterpret_cast<const char*>(data.data()),
               static_cast<std::streamsize>(data.size()));
    file.close();
    written = !file.fail();
  }
  if (written) std::filesystem::rename(temporary, directory / name, error);
  if (!written || error) std::filesystem::remove(temporary, error);
}

}  // namespace pumice::vulkan
