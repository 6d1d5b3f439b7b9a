// Packing of kernel params, and lookups in the kernel table.
#include "device/kernel.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace pumice {
namespace {

/// Appends values at their natural alignment.
class Packer {
 public:
  explicit Packer(std::byte* to) : to_(to) {}
  template <class V>
  void put(V value) {
    at_ = (at_ + sizeof value - 1) / sizeof value * sizeof value;
    std::memcpy(to_ + at_, &value, sizeof value);
    at_ += sizeof value;
  }
  void put_words(const std::byte* from, size_t count) {
    at_ = (at_ + 3) / 4 * 4;
    std::memcpy(to_ + at_, from, 4 * count);
    at_ += 4 * count;
  }
  size_t size() const { return at_; }

 private:
  std::byte* to_;
  size_t at_ = 0;
};

/// A double beyond int64 saturates, and NaN is 0, instead of being undefined.
int64_t to_int64(const Scalar& v) {
  if (!v.is_floating_point()) return v.to_long();
  const double d = v.to_double();
  if (std::isnan(d)) return 0;
  if (d >= 0x1p63) return std::numeric_limits<int64_t>::max();
  if (d < -0x1p63) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(d);
}

void put_compute(Packer& packer, ScalarType t, const Scalar& v) {
  if (t == kDouble)
    packer.put(v.to_double());
  else if (t == kLong)
    packer.put(to_int64(v));
  else if (is_floating_point(t) || t == ScalarType::Undefined)
    packer.put(static_cast<float>(v.to_double()));
  else
    packer.put(static_cast<int32_t>(to_int64(v)));
}

}  // namespace

size_t pack_params(const KernelInfo& info, const Variant& variant, const void* params,
                   std::byte* to) {
  std::memset(to, 0, kMaxParamBytes);
  Packer packer(to);
  for (const KernelParam& p : info.params) {
    const auto* from = static_cast<const std::byte*>(params) + p.source;
    if (p.kind != KernelParam::compute) {
      packer.put_words(from, p.count);
      continue;
    }
    for (size_t i = 0; i < p.count; ++i) {
      Scalar value;
      std::memcpy(static_cast<void*>(&value), from + i * sizeof value, sizeof value);
      put_compute(packer, variant.t, value);
    }
  }
  return packer.size();
}

int find_types(const KernelInfo& info, ScalarType t, ScalarType u) {
  for (size_t i = 0; i < info.types.size(); ++i)
    if (info.types[i][0] == t && info.types[i][1] == u) return static_cast<int>(i);
  return -1;
}

const KernelInfo* kernel::find(const char* name) {
  for (const KernelInfo* info : kernel::table())
    if (std::strcmp(info->name, name) == 0) return info;
  return nullptr;
}

}  // namespace pumice
