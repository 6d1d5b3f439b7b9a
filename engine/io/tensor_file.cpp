// Tells formats apart.
#include "io/tensor_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "pumice/io/pt.h"

namespace pumice::io {

namespace {
// How a zip file's first member begins. As a safetensors header's length it would be too large.
constexpr char kZip[] = {'P', 'K', 3, 4};

bool begins_like_zip(std::istream& stream) {
  char bytes[sizeof kZip] = {};
  stream.read(bytes, sizeof bytes);
  return std::equal(std::begin(kZip), std::end(kZip), bytes);
}
}  // namespace

std::map<std::string, Tensor> load_tensors(const std::string& path, Metadata* metadata) {
  std::ifstream file(path, std::ios::binary);
  return begins_like_zip(file) ? load_pt(path, metadata) : load_safetensors(path, metadata);
}

std::map<std::string, Tensor> load_tensors(std::istream& stream, Metadata* metadata) {
  std::istringstream copy(std::string(std::istreambuf_iterator<char>(stream), {}));
  const bool zip = begins_like_zip(copy);
  copy.clear();
  copy.seekg(0);
  return zip ? load_pt(copy, metadata) : load_safetensors(copy, metadata);
}

}  // namespace pumice::io
