// The safetensors format: an eight-byte header length, a JSON header, and the tensors' bytes.
#include "pumice/io/safetensors.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "pumice/error.h"
#include "pumice/factories.h"

namespace pumice {
namespace {

using nlohmann::json;
constexpr uint64_t kMaxHeader = 100'000'000;  // the limit of the reference implementation
constexpr size_t kMaxDims = 64;
constexpr const char* kMetadata = "__metadata__";
// Elements stand in rows, as every reader expects; metadata of this name, {"name": [1, 3]}, says
// which tensors lie otherwise in memory.
constexpr const char* kStrides = "pumice.strides";

struct DtypeName {
  const char* name;
  ScalarType dtype;
};
constexpr std::array<DtypeName, 10> kDtypes{{{"F64", kDouble},
                                             {"F32", kFloat},
                                             {"F16", kHalf},
                                             {"BF16", kBFloat16},
                                             {"I64", kLong},
                                             {"I32", kInt},
                                             {"I16", kShort},
                                             {"I8", kChar},
                                             {"U8", kByte},
                                             {"BOOL", kBool}}};

/// What the header says of one tensor; begin and end count from the first byte after the header.
struct Entry {
  std::string name;
  ScalarType dtype = ScalarType::Undefined;
  std::vector<int64_t> shape;
  uint64_t begin = 0, end = 0;
};

struct Header {
  std::vector<Entry> entries;
  Metadata metadata;
};

class Reader {
 public:
  Reader(std::istream& from, uint64_t size, const std::string& path)
      : path_(path), file_(from), size_(size) {}

  std::map<std::string, Tensor> load(Metadata* metadata) {
    read_length();
    Header header = read_header();
    check_layout(header.entries);
    std::map<std::string, Tensor> tensors;
    for (const Entry& e : header.entries) tensors.emplace(e.name, read_tensor(e));
    lay_out(tensors, header.metadata);
    if (metadata) *metadata = std::move(header.metadata);
    return tensors;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::format, "load_safetensors: " + path_ + ": " + what);
  }
  void check(bool ok, const std::string& what) const {
    if (!ok) fail(what);
  }

  void read_length() {
    check(size_ >= 8, "is too short for a header");
    std::array<unsigned char, 8> bytes{};
    read(bytes.data(), bytes.size());
    header_bytes_ = 0;
    for (size_t i = bytes.size(); i-- > 0;) header_bytes_ = header_bytes_ << 8 | bytes[i];
    check(header_bytes_ <= kMaxHeader && header_bytes_ <= size_ - 8,
          "header of " + std::to_string(header_bytes_) + " bytes in a file of " +
              std::to_string(size_));
    data_bytes_ = size_ - 8 - header_bytes_;
  }

  void read(void* target, uint64_t bytes) {
    if (bytes == 0) return;
    file_.read(static_cast<char*>(target), static_cast<std::streamsize>(bytes));
    check(static_cast<uint64_t>(file_.gcount()) == bytes, "ends early");
  }

  Header read_header() {
    std::string text(header_bytes_, '\0');
    read(text.data(), text.size());
    check(!text.empty() && text[0] == '{', "header is not a JSON object");
    Header header;
    const json parsed = parse(text);
    for (const auto& [name, value] : parsed.items()) {
      if (name == kMetadata)
        header.metadata = read_metadata(value);
      else
        header.entries.push_back(read_entry(name, value));
    }
    return header;
  }

  /// JSON with no key twice in one object (the library would keep the last one silently).
  json parse(const std::string& text) const {
    std::vector<std::set<std::string>> keys;
    const auto watch = [&](int, json::parse_event_t event, json& parsed) {
      if (event == json::parse_event_t::object_start) keys.emplace_back();
      if (event == json::parse_event_t::object_end) keys.pop_back();
      if (event == json::parse_event_t::key) {
        const auto& key = parsed.get_ref<const std::string&>();
        check(keys.back().insert(key).second, "name '" + key + "' occurs twice");
      }
      return true;
    };
    try {
      return json::parse(text, watch);
    } catch (const json::exception& e) {
      fail(std::string("header is not JSON: ") + e.what());
    }
  }

  Metadata read_metadata(const json& value) const {
    check(value.is_object(), "__metadata__ is not an object");
    Metadata metadata;
    for (const auto& [key, text] : value.items()) {
      check(text.is_string(), "__metadata__ holds something other than strings");
      metadata[key] = text.get<std::string>();
    }
    return metadata;
  }

  Entry read_entry(const std::string& name, const json& value) const {
    const auto bad = [&](const std::string& what) { fail("tensor '" + name + "' " + what); };
    if (!value.is_object() || value.size() != 3 || !value.contains("dtype") ||
        !value.contains("shape") || !value.contains("data_offsets"))
      bad("must have exactly dtype, shape and data_offsets");
    const json &dtype = value["dtype"], &shape = value["shape"], &offsets = value["data_offsets"];
    Entry entry{.name = name};
    for (const auto& known : kDtypes)
      if (dtype == known.name) entry.dtype = known.dtype;
    if (entry.dtype == ScalarType::Undefined) bad("has an unknown dtype");
    if (!shape.is_array()) bad("has no shape");
    if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
        !offsets[1].is_number_unsigned())
      bad("has no two data_offsets");
    entry.begin = offsets[0].get<uint64_t>();
    entry.end = offsets[1].get<uint64_t>();
    if (entry.begin > entry.end || entry.end > data_bytes_) bad("lies outside of the file");

    uint64_t bytes = element_size(entry.dtype);
    uint64_t extent = bytes;  // strides must be representable even where a size is zero
    if (shape.size() > kMaxDims) bad("has too many dims");
    for (const json& size : shape) {
      if (!size.is_number_unsigned()) bad("has a bad size");
      const auto n = size.get<uint64_t>();
      if (__builtin_mul_overflow(extent, std::max<uint64_t>(n, 1), &extent) || extent > INT64_MAX)
        bad("is too large");
      bytes *= n;
      entry.shape.push_back(static_cast<int64_t>(n));
    }
    if (bytes != entry.end - entry.begin) bad("has a shape that does not fit its data_offsets");
    return entry;
  }

  /// The tensors must cover the data exactly, in any order.
  void check_layout(std::vector<Entry>& entries) const {
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    uint64_t end = 0;
    for (const Entry& e : entries) {
      check(e.begin >= end, "tensor '" + e.name + "' overlaps another");
      check(e.begin == end, "bytes before tensor '" + e.name + "' belong to none");
      end = e.end;
    }
    check(end == data_bytes_, "bytes at the end belong to no tensor");
  }

  Tensor read_tensor(const Entry& e) {
    Tensor tensor = empty(e.shape, TensorOptions(e.dtype).device(kCPU));
    if (e.begin == e.end) return tensor;
    void* target = pumice::detail::host_elements(tensor);
    read(target, e.end - e.begin);
    if (e.dtype == kBool) {  // a bool of another value than 0 and 1 would be undefined behaviour
      auto* bytes = static_cast<unsigned char*>(target);
      std::transform(bytes, bytes + tensor.numel(), bytes,
                     [](unsigned char b) { return b != 0 ? 1 : 0; });
    }
    return tensor;
  }

  /// Lays tensors out as the metadata says, and takes that out of it.
  void lay_out(std::map<std::string, Tensor>& tensors, Metadata& metadata) const {
    const auto text = metadata.find(kStrides);
    if (text == metadata.end()) return;
    const json all = parse(text->second);
    check(all.is_object(), "has strides that are no object");
    for (const auto& [name, list] : all.items()) {
      const auto at = tensors.find(name);
      check(at != tensors.end(), "has strides of '" + name + "', which it does not hold");
      const std::vector<int64_t> strides = read_strides(name, list, at->second);
      at->second =
          empty_strided(at->second.sizes(), strides, at->second.options()).copy_(at->second);
    }
    metadata.erase(text);
  }

  /// Strides with which the tensor fills its memory without gaps or overlap.
  std::vector<int64_t> read_strides(const std::string& name, const json& list,
                                    const Tensor& tensor) const {
    const std::string what = "tensor '" + name + "' has bad strides";
    check(list.is_array() && list.size() == static_cast<size_t>(tensor.dim()), what);
    std::vector<int64_t> strides;
    std::vector<std::pair<int64_t, int64_t>> steps;  // (stride, size)
    for (size_t d = 0; d < list.size(); ++d) {
      check(list[d].is_number_unsigned() && list[d].get<uint64_t>() <= tensor.nbytes(), what);
      strides.push_back(list[d].get<int64_t>());
      if (tensor.sizes()[d] != 1) steps.emplace_back(strides[d], tensor.sizes()[d]);
    }
    std::sort(steps.begin(), steps.end());
    int64_t step = 1;
    for (const auto& [stride, size] : steps) {
      check(stride == step, what);
      step *= size;
    }
    return strides;
  }

  const std::string& path_;
  std::istream& file_;
  const uint64_t size_;
  uint64_t header_bytes_ = 0, data_bytes_ = 0;
};

[[noreturn]] void fail_save(ErrorKind kind, const std::string& path, const std::string& what) {
  throw Error(kind, "save_safetensors: " + path + ": " + what);
}

const char* name_of(ScalarType dtype) {
  for (const auto& known : kDtypes)
    if (known.dtype == dtype) return known.name;
  return nullptr;
}

std::string header_text(const std::map<std::string, Tensor>& tensors, const std::string& path,
                        const Metadata& metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  Metadata all = metadata;
  json strides = json::object();
  for (const auto& [name, tensor] : tensors)
    if (tensor.defined() && !tensor.is_contiguous() && tensor.is_non_overlapping_and_dense())
      strides[name] = tensor.strides().vec();
  if (!strides.empty())
    all[kStrides] = strides.dump(-1, ' ', false, json::error_handler_t::replace);
  if (!all.empty()) header[kMetadata] = all;
  uint64_t end = 0;
  for (const auto& [name, tensor] : tensors) {
    if (name == kMetadata) fail_save(ErrorKind::value, path, "no tensor may be named __metadata__");
    if (!tensor.defined()) fail_save(ErrorKind::value, path, "tensor '" + name + "' is undefined");
    const uint64_t begin = end;
    end += tensor.nbytes();
    header[name] = {{"dtype", name_of(tensor.scalar_type())},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {begin, end}}};
  }
  try {
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    return text;
  } catch (const json::exception&) {
    fail_save(ErrorKind::format, path, "a name is not UTF-8");
  }
}

}  // namespace

std::map<std::string, Tensor> load_safetensors(const std::string& path, Metadata* metadata) {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorKind::format, "load_safetensors: " + path + ": " + what);
  };
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(path, error);
  if (error) fail(error.message());
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) fail("cannot be opened");
  return Reader(file, size, path).load(metadata);
}

std::map<std::string, Tensor> load_safetensors(std::istream& stream, Metadata* metadata) {
  std::string bytes(std::istreambuf_iterator<char>(stream), {});
  const uint64_t size = bytes.size();
  std::istringstream copy(std::move(bytes));
  return Reader(copy, size, "stream").load(metadata);
}

namespace {

void write(const std::map<std::string, Tensor>& tensors, const std::string& header,
           std::ostream& file) {
  for (int shift = 0; shift < 64; shift += 8)
    file.put(static_cast<char>(static_cast<uint64_t>(header.size()) >> shift));
  file << header;
  for (const auto& [name, tensor] : tensors) {
    const Tensor host = tensor.detach().cpu().contiguous();
    if (host.numel() > 0)
      file.write(static_cast<const char*>(pumice::detail::host_elements(host)),
                 static_cast<std::streamsize>(host.nbytes()));
  }
}

}  // namespace

void save_safetensors(const std::map<std::string, Tensor>& tensors, std::ostream& stream,
                      const Metadata& metadata) {
  write(tensors, header_text(tensors, "stream", metadata), stream);
  if (!stream) fail_save(ErrorKind::format, "stream", "cannot be written");
}

void save_safetensors(const std::map<std::string, Tensor>& tensors, const std::string& path,
                      const Metadata& metadata) {
  static std::atomic<unsigned> count{0};
  const std::string text = header_text(tensors, path, metadata);
  const std::string part = path + ".part" + std::to_string(count++);
  const auto fail = [&](const std::string& what) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    fail_save(ErrorKind::format, path, what);
  };
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  if (!file) fail("cannot be written");
  write(tensors, text, file);
  file.close();
  if (!file) fail("cannot be written");
  std::error_code error;
  std::filesystem::rename(part, path, error);
  if (error) fail(error.message());
}

}  // namespace pumice
