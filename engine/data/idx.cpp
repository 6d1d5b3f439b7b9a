// IDX files: two zero bytes, a type, the number of dims, each dim as a big-endian uint32, the
// elements.
#include <pumice/data/idx.h>
#include <pumice/error.h>
#include <pumice/factories.h>

#include <array>
#include <cstdint>

#include "data/file.h"

namespace pumice::data {
namespace {

constexpr unsigned char kTypeUint8 = 0x08;
constexpr size_t kMaxDims = 4;

}  // namespace

Tensor read_idx(const std::string& path) {
  const auto bad = [&](const std::string& what) {
    return Error(ErrorKind::format, "read_idx: " + path + " " + what);
  };
  File file("read_idx", path);
  std::array<unsigned char, 4> magic{};
  if (!file.read(magic.data(), magic.size())) throw bad("is too short for an IDX file");
  const auto [zero0, zero1, type, dims] = magic;
  if (zero0 != 0 || zero1 != 0) throw bad("is not an IDX file");
  if (type != kTypeUint8)
    throw bad("holds elements of type " + std::to_string(type) + ", not bytes");
  if (dims == 0 || dims > kMaxDims) throw bad("has " + std::to_string(dims) + " dims");

  // Sizes are held against the file's own, so that a forged header cannot ask for more memory.
  const uint64_t limit = file.size();
  std::vector<int64_t> sizes;
  uint64_t total = 1;
  for (int i = 0; i < dims; ++i) {
    std::array<unsigned char, 4> b{};
    if (!file.read(b.data(), b.size())) throw bad("ends within its header");
    const uint64_t size = uint64_t{b[0]} << 24 | uint64_t{b[1]} << 16 | uint64_t{b[2]} << 8 | b[3];
    if (size == 0) throw bad("has a dim of size 0");
    if (size > limit / total) throw bad("is shorter than its dims say");
    total *= size;
    sizes.push_back(static_cast<int64_t>(size));
  }
  const uint64_t expected = magic.size() + 4 * sizes.size() + total;
  if (limit != expected)
    throw bad("has " + std::to_string(limit) + " bytes where its dims need " +
              std::to_string(expected));
  Tensor array = empty(sizes, TensorOptions(kByte).device(kCPU));
  if (!file.read(pumice::detail::host_elements(array), total))
    throw bad("cannot be read to its end");
  return array;
}

}  // namespace pumice::data
