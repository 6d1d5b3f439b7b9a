// Running what can be run of a batch.
#include "graph/rescue.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/error.h"

namespace pumice {
namespace {

class Rescue {
 public:
  Rescue(Queue& queue, Batch& batch)
      : queue_(queue), batch_(batch), rest_(batch.take_dispatches()) {}

  void run() {
    run(0, rest_.size());
    for (Storage* storage : spoilt_)
      if (!storage->memory) storage->lost = static_cast<int>(error_->kind());
    if (error_) fail(error_->kind(), "{}", error_->what());
  }

 private:
  static bool writes_all(const Binding& b, Access access) {
    return access == Access::write && b.offset == 0 && b.bytes == b.storage->bytes;
  }
  bool usable(Storage& storage, const char* what) {
    if (spoilt_.contains(&storage)) return false;
    try {
      queue_.check_content(storage, what);
      return true;
    } catch (const Error& e) {
      note(e);
      return false;
    }
  }
  void note(const Error& e) {
    if (!error_) error_ = e;
  }

  /// Leaves a dispatch out; what it would have written counts as spoilt until written as a whole.
  void leave_out(Dispatch& d) {
    for (size_t b = 0; b < d.binding_count; ++b)
      if (d.kernel->bindings[b].access != Access::read) spoilt_.insert(&*d.bindings[b].storage);
    d = {};
  }

  /// Leaves out what depends on anything spoilt or lost.
  void filter(size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      Dispatch& d = rest_[i];
      bool runs = true;
      for (size_t b = 0; b < d.binding_count && runs; ++b)
        runs = writes_all(d.bindings[b], d.kernel->bindings[b].access) ||
               usable(*d.bindings[b].storage, d.kernel->name);
      if (!runs) {
        leave_out(d);
        continue;
      }
      for (size_t b = 0; b < d.binding_count; ++b) {
        if (!writes_all(d.bindings[b], d.kernel->bindings[b].access)) continue;
        spoilt_.erase(&*d.bindings[b].storage);
        queue_.renew(*d.bindings[b].storage);
      }
    }
  }

  void run(size_t begin, size_t end) {
    filter(begin, end);
    std::vector<size_t> taken;
    Batch part;
    for (size_t i = begin; i < end; ++i) {
      if (!rest_[i].kernel) continue;
      taken.push_back(i);
      part.add(std::move(rest_[i]));
    }
    if (taken.empty()) return;
    std::optional<Error> failure;
    bool again = false;
    try {
      failure = queue_.run_whole(part, 1);  // the batch's slots hold a reference each
      again = failure && taken.size() > 1;
    } catch (const Error& e) {
      failure = e;
    }
    std::vector<Dispatch> undone = part.take_dispatches();
    part.clear();
    if (again) {
      for (size_t i = 0; i < taken.size(); ++i) rest_[taken[i]] = std::move(undone[i]);
      undone.clear();
      const size_t middle = taken[taken.size() / 2];
      run(begin, middle);
      return run(middle, end);
    }
    if (failure) {
      note(*failure);
      for (Dispatch& d : undone) leave_out(d);
    }
    undone.clear();
    release();
  }

  /// Frees what only the batch's slots still name.
  void release() {
    for (const Batch::Slot& slot : batch_.slots())
      if (slot.storage->use_count() == 1) slot.storage->memory.reset();
  }

  Queue& queue_;
  Batch& batch_;
  std::vector<Dispatch> rest_;  ///< without a kernel: done, or left out
  std::unordered_set<Storage*> spoilt_;
  std::optional<Error> error_;
};

}  // namespace

void rescue(Queue& queue, Batch& batch) { Rescue(queue, batch).run(); }

}  // namespace pumice
