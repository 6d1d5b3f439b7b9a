// The texts of faults, and looking at what kernels wrote.
#include "graph/faults.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "graph/queue.h"

namespace pumice {

namespace {

struct Texts {
  std::mutex mutex;
  std::vector<FaultText> all;
};
Texts& texts() {
  static Texts* const table = new Texts;
  return *table;
}

FaultText text_of(int32_t number) {
  std::lock_guard lock(texts().mutex);
  const auto at = static_cast<size_t>(number) - 1;
  return at < texts().all.size() ? texts().all[at] : FaultText{"kernel", "a check failed"};
}

}  // namespace

void raise(const Fault& f) {
  fail(f.text.kind, "{}: {}", f.text.op,
       fmt::format(fmt::runtime(f.text.text), fmt::arg("value", f.value), fmt::arg("dim", f.dim),
                   fmt::arg("size", f.size)));
}

uint32_t Faults::number_of(const FaultText& text) {
  Texts& table = texts();
  std::lock_guard lock(table.mutex);
  const auto found = std::ranges::find_if(table.all, [&](const FaultText& known) {
    return known.text == text.text && known.op == text.op;
  });
  const auto at = static_cast<uint32_t>(found - table.all.begin());
  if (found == table.all.end()) table.all.push_back(text);
  return at + 1;
}

Faults::Faults(Queue& queue)
    : queue_(queue),
      storage_(make_ref<Storage>(queue.backend.properties().device, kSlots * kSlotBytes)) {
  storage_->memory = queue.backend.allocate_shared(kSlots * kSlotBytes);
  storage_->memory->generation = queue.pool.generation();
  storage_->tensors = 1;  // what is written here is read, by no tensor
  clear();
}

Faults::~Faults() { storage_->tensors = 0; }

void Faults::clear() {
  Memory& memory = *storage_->memory;
  if (void* host = memory.host()) {
    std::memset(host, 0, kSlots * kSlotBytes);
  } else {
    static constexpr Words zeros{};
    queue_.backend.write(memory, 0, zeros.data(), sizeof zeros);
  }
}

std::optional<std::array<int32_t, Faults::kWords>> Faults::first() {
  Memory& memory = *storage_->memory;
  Words words;
  const auto* all = static_cast<const int32_t*>(memory.host());
  if (!all) {
    std::lock_guard lock(queue_.mutex);
    queue_.backend.read(memory, 0, words.data(), sizeof words);
    all = words.data();
  }
  for (const int32_t* slot = all; slot < all + words.size(); slot += kSlotBytes / 4)
    if (slot[0] != 0) return std::array{slot[0], slot[1], slot[2], slot[3]};
  return {};
}

std::optional<Fault> Faults::take(Ticket ticket) {
  if (!first()) return {};
  queue_.backend.wait(ticket);  // so that no kernel is about to write the rest of a fault
  const auto found = first();
  std::lock_guard lock(queue_.mutex);
  clear();
  return Fault{text_of((*found)[0]), (*found)[1], (*found)[2], (*found)[3]};
}

}  // namespace pumice
