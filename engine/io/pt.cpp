// PyTorch's files: a zip of one pickle, data.pkl, and the storages that it names, data/KEY.
#include "pumice/io/pt.h"

#include <array>
#include <cstring>
#include <fstream>
#include <optional>

#include "io/pickle.h"
#include "io/values.h"
#include "io/zip.h"
#include "pumice/autograd.h"
#include "pumice/error.h"
#include "pumice/factories.h"

namespace pumice {

namespace {

using io::Object;
using Kind = Object::Kind;

constexpr size_t kMaxDims = 64;
constexpr int64_t kMaxPickle = 100'000'000;

[[noreturn]] void fail(const std::string& what) { throw Error(ErrorKind::format, what); }
void check(bool ok, const char* what) {
  if (!ok) fail(what);
}

ScalarType dtype_of_storage(const std::string& name) {
  constexpr std::array<std::pair<const char*, ScalarType>, 10> kStorages{
      {{"torch DoubleStorage", kDouble},
       {"torch FloatStorage", kFloat},
       {"torch HalfStorage", kHalf},
       {"torch BFloat16Storage", kBFloat16},
       {"torch LongStorage", kLong},
       {"torch IntStorage", kInt},
       {"torch ShortStorage", kShort},
       {"torch CharStorage", kChar},
       {"torch ByteStorage", kByte},
       {"torch BoolStorage", kBool}}};
  for (const auto& [known, dtype] : kStorages)
    if (name == known) return dtype;
  fail("holds a '" + name + "', whose dtype is not offered");
}

std::vector<int64_t> integers(const Object& tuple, const char* what) {
  check(tuple.kind == Kind::tuple && tuple.items.size() <= kMaxDims, what);
  std::vector<int64_t> values;
  for (const Object* item : tuple.items) {
    check(item->kind == Kind::integer && item->integer >= 0, what);
    values.push_back(item->integer);
  }
  return values;
}

// Elements from the first to the last that a tensor reaches; 0 for an empty one.
int64_t reach_of(const std::vector<int64_t>& sizes, const std::vector<int64_t>& strides) {
  constexpr const char* kTooLarge = "holds a tensor that is too large";
  int64_t extent = 8, last = 0;  // what the elements would take if each were there
  bool empty = false;
  for (size_t d = 0; d < sizes.size(); ++d) {
    empty |= sizes[d] == 0;
    check(!__builtin_mul_overflow(extent, std::max<int64_t>(sizes[d], 1), &extent), kTooLarge);
    int64_t step;
    check(!__builtin_mul_overflow(std::max<int64_t>(sizes[d] - 1, 0), strides[d], &step) &&
              !__builtin_add_overflow(last, step, &last) && last < INT64_MAX / 16,
          kTooLarge);
  }
  return empty ? 0 : last + 1;
}

class Reader {
 public:
  explicit Reader(std::istream& stream) : zip_(stream) {
    constexpr std::string_view kPickle = "/data.pkl";
    for (const auto& [name, bytes] : zip_.members())
      if (name.ends_with(kPickle) && name.find('/') == name.size() - kPickle.size())
        folder_ = name.substr(0, name.size() - kPickle.size() + 1);
    check(!folder_.empty(), "is a zip file without a data.pkl, not one of PyTorch's");
    if (const auto order = zip_.members().find(folder_ + "byteorder");
        order != zip_.members().end())
      check(member(folder_ + "byteorder", 16) == "little", "holds numbers in big-endian order");
  }

  std::map<std::string, Tensor> load(Metadata* values) {
    const NoGradGuard guard;
    const io::Pickle pickle(member(folder_ + "data.pkl", kMaxPickle),
                            {[this](const std::string& callee, const Object& arguments) {
                               return called(callee, arguments);
                             },
                             [this](const Object& id) { return stored(id); }});
    const Object& root = pickle.root();
    flatten(root, root.kind == Kind::tensor ? "0" : "", 0);
    if (values) *values = std::move(values_);
    return std::move(tensors_);
  }

 private:
  std::string member(const std::string& name, int64_t most) const {
    const auto found = zip_.members().find(name);
    if (found == zip_.members().end() || found->second < 0 || found->second > most)
      fail("has no '" + name + "' that can be read");
    std::string bytes(static_cast<size_t>(found->second), '\0');
    zip_.read(name, bytes);
    return bytes;
  }

  // ("storage", type, key, device, elements)
  Object stored(const Object& id) {
    check(id.kind == Kind::tuple && id.items.size() >= 5 && id.items[0]->text == "storage" &&
              id.items[1]->kind == Kind::global && id.items[2]->kind == Kind::text &&
              id.items[4]->kind == Kind::integer,
          "holds a storage that is described in no known way");
    const ScalarType dtype = dtype_of_storage(id.items[1]->text);
    const std::string name = folder_ + "data/" + id.items[2]->text;
    const int64_t count = id.items[4]->integer;
    auto [at, fresh] = storages_.try_emplace(name);
    if (fresh) at->second = read_storage(name, dtype, count);
    if (at->second.scalar_type() != dtype || at->second.numel() != count)
      fail("holds '" + name + "' as two storages that differ");
    return {.kind = Kind::tensor, .tensor = at->second};
  }
  Tensor read_storage(const std::string& name, ScalarType dtype, int64_t count) const {
    const auto found = zip_.members().find(name);
    const auto width = static_cast<int64_t>(element_size(dtype));
    int64_t bytes;
    if (found == zip_.members().end() || count < 0 ||
        __builtin_mul_overflow(count, width, &bytes) || found->second != bytes)
      fail("has no '" + name + "' of the size that its storage has");
    Tensor flat = empty({count}, TensorOptions(dtype).device(kCPU));
    if (count == 0) return flat;
    auto* const data = static_cast<char*>(pumice::detail::host_elements(flat));
    zip_.read(name, {data, static_cast<size_t>(bytes)});
    if (dtype == kBool)  // another value than 0 and 1 would be undefined behaviour
      for (int64_t i = 0; i < bytes; ++i) data[i] = data[i] != 0;
    return flat;
  }

  Object called(const std::string& callee, const Object& arguments) {
    const auto& given = arguments.items;
    if (callee == "torch._utils _rebuild_tensor_v2") return rebuilt(given);
    if (callee == "torch._utils _rebuild_parameter") {
      check(given.size() >= 2 && given[0]->kind == Kind::tensor && given[1]->kind == Kind::boolean,
            "holds a parameter that is described in no known way");
      Tensor parameter = given[0]->tensor.detach();
      if (given[1]->integer && parameter.is_floating_point()) parameter.requires_grad_();
      return {.kind = Kind::tensor, .tensor = parameter};
    }
    if (callee == "collections OrderedDict") {
      check(given.empty(), "holds an OrderedDict that is built in no known way");
      return {.kind = Kind::dict};
    }
    if (callee == "torch Size") {
      check(given.size() == 1, "holds a Size of no length");
      return {.kind = Kind::tuple, .items = given[0]->items};
    }
    if (callee == "torch device") return {};
    fail("calls '" + callee + "', which is not run");
  }

  // (storage, offset, sizes, strides, requires_grad, ...)
  static Object rebuilt(const std::vector<Object*>& given) {
    constexpr const char* kUnknown = "holds a tensor that is described in no known way";
    check(given.size() >= 5 && given[0]->kind == Kind::tensor && given[1]->kind == Kind::integer &&
              given[4]->kind == Kind::boolean,
          kUnknown);
    const Tensor& flat = given[0]->tensor;
    const std::vector<int64_t> sizes = integers(*given[2], kUnknown),
                               strides = integers(*given[3], kUnknown);
    check(sizes.size() == strides.size(), kUnknown);
    const int64_t reach = reach_of(sizes, strides), offset = given[1]->integer;
    check(offset >= 0 && offset <= flat.numel() && reach <= flat.numel() - offset,
          "holds a tensor that lies outside of its storage");
    Tensor tensor = flat.as_strided(sizes, strides, offset).detach();
    if (given[4]->integer && tensor.is_floating_point()) tensor.requires_grad_();
    return {.kind = Kind::tensor, .tensor = tensor};
  }

  // A cycle, or parts that are named again and again, must come to an end.
  void flatten(const Object& object, const std::string& name, size_t depth) {
    constexpr size_t kMaxDepth = 100, kMaxVisits = 4'000'000;
    if (depth > kMaxDepth || ++visits_ > kMaxVisits) fail("holds objects nested without end");
    const auto child = [&](const std::string& key, const Object& item) {
      flatten(item, name.empty() ? key : name + "." + key, depth + 1);
    };
    switch (object.kind) {
      case Kind::tensor:
        if (!tensors_.try_emplace(name, object.tensor).second) fail("holds '" + name + "' twice");
        if (object.tensor.requires_grad()) values_["requires_grad"] += name + " ";
        break;
      case Kind::list:
      case Kind::tuple:
        for (size_t i = 0; i < object.items.size(); ++i) child(std::to_string(i), *object.items[i]);
        break;
      case Kind::dict:
        for (size_t i = 0; i < object.items.size(); i += 2)
          child(key_of(*object.items[i]), *object.items[i + 1]);
        break;
      case Kind::instance:
        if (!object.text.starts_with("__torch__"))
          fail("holds a '" + object.text + "', which is not made");
        if (!object.items.empty()) flatten(*object.items[0], name, depth + 1);
        break;
      default:
        if (const auto value = value_of(object)) values_[name] = io::value_text(*value, name);
    }
  }
  static std::string key_of(const Object& key) {
    if (key.kind == Kind::text) return key.text;
    check(key.kind == Kind::integer, "holds a dict with a key that is neither text nor integer");
    return std::to_string(key.integer);
  }
  static std::optional<io::Value> value_of(const Object& object) {
    switch (object.kind) {
      case Kind::boolean:
        return io::Value(object.integer != 0);
      case Kind::integer:
        return io::Value(object.integer);
      case Kind::number:
        return io::Value(object.number);
      case Kind::text:
        return io::Value(object.text);
      default:
        return std::nullopt;
    }
  }

  io::Zip zip_;
  std::string folder_;
  std::map<std::string, Tensor> storages_, tensors_;
  Metadata values_;
  size_t visits_ = 0;
};

std::map<std::string, Tensor> load_named(std::istream& stream, const std::string& path,
                                         Metadata* values) {
  try {
    return Reader(stream).load(values);
  } catch (const Error& e) {
    throw Error(e.kind(), "load_pt: " + path + ": " + e.what());
  }
}

}  // namespace

std::map<std::string, Tensor> load_pt(std::istream& stream, Metadata* values) {
  return load_named(stream, "stream", values);
}

std::map<std::string, Tensor> load_pt(const std::string& path, Metadata* values) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) throw Error(ErrorKind::format, "load_pt: " + path + ": cannot be opened");
  return load_named(file, path, values);
}

}  // namespace pumice
