// Images from files, through stb_image.
#include <pumice/data/image.h>
#include <pumice/error.h>
#include <pumice/factories.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <vector>

#include "data/file.h"

// A small file can unpack to very much: stb gets no block beyond what the largest image needs.
static void* capped_realloc(void* block, size_t bytes) {
  constexpr size_t kMaxBlock = size_t{1} << 30;
  return bytes <= kMaxBlock ? std::realloc(block, bytes) : nullptr;
}
#define STBI_MALLOC(bytes) capped_realloc(nullptr, bytes)
#define STBI_REALLOC(block, bytes) capped_realloc(block, bytes)
#define STBI_FREE(block) std::free(block)

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wsign-compare"
#endif
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS 16384
#if __has_include(<stb/stb_image.h>)
#include <stb/stb_image.h>
#else
#include <stb_image.h>
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace pumice::data {
namespace {

constexpr uint64_t kMaxFileBytes = uint64_t{1} << 28;
constexpr int64_t kMaxPixels = int64_t{1} << 26;

/// How much of each source pixel goes into one target pixel along one axis.
struct Span {
  int64_t begin = 0;
  std::vector<float> weights;
};

std::vector<Span> spans(int64_t from, int64_t to) {
  std::vector<Span> all;
  const double step = static_cast<double>(from) / static_cast<double>(to);
  for (int64_t i = 0; i < to; ++i) {
    const double low = static_cast<double>(i) * step, high = low + step;
    Span span{static_cast<int64_t>(low), {}};
    for (int64_t s = span.begin; s < from && static_cast<double>(s) < high; ++s) {
      const double covered = std::min<double>(static_cast<double>(s + 1), high) -
                             std::max<double>(static_cast<double>(s), low);
      span.weights.push_back(static_cast<float>(covered / step));
    }
    all.push_back(std::move(span));
  }
  return all;
}

}  // namespace

Tensor read_image(const std::string& path, int64_t channels) {
  if (channels != 1 && channels != 3 && channels != 4)
    throw Error(ErrorKind::value, "read_image: channels must be 1, 3 or 4");
  const auto bad = [&](const std::string& what) {
    return Error(ErrorKind::format, "read_image: " + path + " " + what);
  };
  File file("read_image", path);
  if (file.size() == 0) throw bad("is empty");
  if (file.size() > kMaxFileBytes) throw bad("is larger than 256 MiB");
  std::vector<stbi_uc> bytes(file.size());
  if (!file.read(bytes.data(), bytes.size())) throw bad("cannot be read");

  const int length = static_cast<int>(bytes.size());
  int width = 0, height = 0, found = 0;
  if (!stbi_info_from_memory(bytes.data(), length, &width, &height, &found))
    throw bad("is neither a PNG nor a JPEG image that can be read (" +
              std::string(stbi_failure_reason()) + ")");
  if (width <= 0 || height <= 0 || int64_t{width} * height > kMaxPixels)
    throw bad("has " + std::to_string(width) + " x " + std::to_string(height) + " pixels");
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_memory(bytes.data(), length, &width, &height, &found,
                            static_cast<int>(channels)),
      stbi_image_free);
  if (!pixels) throw bad("is broken (" + std::string(stbi_failure_reason()) + ")");

  Tensor image = empty({channels, height, width}, TensorOptions(kFloat).device(kCPU));
  auto* target = static_cast<float*>(pumice::detail::host_elements(image));
  const int64_t plane = int64_t{height} * width;
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t i = 0; i < plane; ++i)
      target[c * plane + i] = static_cast<float>(pixels.get()[i * channels + c]) / 255.0f;
  return image;
}

Tensor resize_area(const Tensor& image, int64_t height, int64_t width) {
  if (image.dim() != 3 || image.numel() == 0 || height <= 0 || width <= 0)
    throw Error(ErrorKind::shape, "resize_area: needs a (C, H, W) image and a positive size");
  const Tensor dense = image.contiguous();
  const int64_t channels = image.size(0), rows = image.size(1), columns = image.size(2);
  const auto down = spans(rows, height), across = spans(columns, width);
  Tensor result = empty({channels, height, width}, TensorOptions(kFloat).device(kCPU));
  const auto* source = static_cast<float*>(pumice::detail::host_elements(dense));
  auto* target = static_cast<float*>(pumice::detail::host_elements(result));
  for (int64_t c = 0; c < channels; ++c) {
    for (const Span& y : down) {
      for (const Span& x : across) {
        float sum = 0;
        for (size_t i = 0; i < y.weights.size(); ++i)
          for (size_t j = 0; j < x.weights.size(); ++j)
            sum += y.weights[i] * x.weights[j] *
                   source[(c * rows + y.begin + static_cast<int64_t>(i)) * columns + x.begin +
                          static_cast<int64_t>(j)];
        *target++ = sum;
      }
    }
  }
  return result;
}

}  // namespace pumice::data
