// Unpacking of compiled modules.
#include "vulkan/spirv_table.h"

#include <zlib.h>

#include "base/error.h"

namespace pumice::vulkan {

std::vector<uint32_t> SpirvModule::code() const {
  std::vector<uint32_t> words(word_count);
  uLongf bytes = words.size() * sizeof(uint32_t);
  const int status = uncompress(reinterpret_cast<Bytef*>(words.data()), &bytes,
                                reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  check(status == Z_OK && bytes == words.size() * sizeof(uint32_t), ErrorKind::internal,
        "{}: its packed shader is damaged ({})", implementation, zError(status));
  return words;
}

}  // namespace pumice::vulkan
