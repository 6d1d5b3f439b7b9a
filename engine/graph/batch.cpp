// Numbering of storages and hashing of nothing: the structure is kept word by word.
#include "graph/batch.h"

#include <cstring>

namespace pumice {

size_t Batch::probe(const Storage* storage) const {
  const size_t mask = table_.size() - 1;
  size_t at = (reinterpret_cast<uintptr_t>(storage) >> 4) * 0x9e3779b97f4a7c15u >> 20 & mask;
  while (table_[at] && slots_[table_[at] - 1].storage.get() != storage) at = (at + 1) & mask;
  return at;
}

uint32_t Batch::find(const Storage& storage) const {
  if (table_.empty()) return kNone;
  return table_[probe(&storage)] - 1;  // an empty entry is 0, which gives kNone
}

void Batch::grow_table() {
  table_.assign(table_.empty() ? 64 : 2 * table_.size(), 0);
  for (size_t i = 0; i < slots_.size(); ++i)
    table_[probe(slots_[i].storage.get())] = static_cast<uint32_t>(i + 1);
}

uint32_t Batch::slot_of(const Ref<Storage>& storage) {
  if (2 * slots_.size() >= table_.size()) grow_table();
  const size_t at = probe(storage.get());
  if (!table_[at]) {
    slots_.push_back({storage});
    table_[at] = static_cast<uint32_t>(slots_.size());
    if (!storage->memory) new_bytes_ += storage->bytes;
  }
  return table_[at] - 1;
}

void Batch::add(Dispatch&& d) {
  uint64_t spec;
  static_assert(sizeof spec == sizeof d.variant.spec);
  std::memcpy(&spec, d.variant.spec.data(), sizeof spec);
  const size_t params = (d.kernel->structural_bytes + 7) / 8;
  const size_t start = structure_.size();
  structure_.resize(start + 4 + 3 * d.binding_count + params);
  uint64_t* word = structure_.data() + start;
  *word++ = reinterpret_cast<uintptr_t>(d.kernel);
  *word++ = spec;
  *word++ = uint64_t{d.groups} << 32 | d.width;
  *word++ = uint64_t{static_cast<uint8_t>(d.variant.t)} << 16 |
            uint64_t{static_cast<uint8_t>(d.variant.u)} << 8 | d.binding_count;
  for (size_t i = 0; i < d.binding_count; ++i) {
    const Binding& b = d.bindings[i];
    const uint32_t number = slot_of(b.storage);
    Slot& slot = slots_[number];
    ++slot.uses;
    slot.written |= d.kernel->bindings[i].access != Access::read;
    *word++ = number;
    *word++ = b.offset;
    *word++ = b.bytes;
  }
  if (params) word[params - 1] = 0;
  std::memcpy(word, d.params.data(), d.kernel->structural_bytes);
  dispatches_.push_back(std::move(d));
}

void Batch::clear() {
  dispatches_.clear();
  slots_.clear();
  structure_.clear();
  table_.assign(table_.size(), 0);
  new_bytes_ = 0;
}

}  // namespace pumice
