// Sharing out ranges over threads.
#include "base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"
#include "pumice/parallel.h"

namespace pumice {
namespace {

/// A range handed out in pieces; more pieces than threads, since cores are rarely equally free.
class Work {
 public:
  Work(size_t begin, size_t end, size_t grain, int threads,
       const std::function<void(size_t, size_t)>& fn)
      : next_(begin), end_(end), fn_(fn) {
    const size_t pieces = static_cast<size_t>(threads) * 4;
    piece_ = std::max(grain, (end - begin + pieces - 1) / pieces);
  }

  void run() {
    for (;;) {
      const size_t from = next_.fetch_add(piece_, std::memory_order_relaxed);
      if (from >= end_) return;
      try {
        fn_(from, std::min(from + piece_, end_));
      } catch (...) {
        std::lock_guard lock(mutex_);
        if (!error_) error_ = std::current_exception();
        next_.store(end_, std::memory_order_relaxed);
      }
    }
  }

  void finish() {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::atomic<size_t> next_;
  const size_t end_;
  size_t piece_;
  const std::function<void(size_t, size_t)>& fn_;
  std::mutex mutex_;
  std::exception_ptr error_;
};

thread_local bool inside_parallel = false;

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

int wanted_threads() {
  for (const char* name : {"PUMICE_NUM_THREADS", "OMP_NUM_THREADS"})
    if (const char* text = std::getenv(name)) {
      const int n = std::atoi(text);
      if (n > 0) return std::min(n, 1024);
    }
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

/// The pool's threads and the caller.
int most_threads() {
  static const int n = wanted_threads();
  return n;
}

std::atomic<int> allowed_threads = 1024;

/// Threads that look for work for some microseconds, then sleep until there is some. Nobody waits
/// for a thread that has not begun yet: on a loaded machine the caller does the work alone.
class Pool {
 public:
  static Pool& get() {
    static Pool pool(most_threads() - 1);
    return pool;
  }

  /// Runs `work` on the calling thread and up to `helpers` others. One piece of work at a time: a
  /// second caller works alone.
  void run(Work& work, int helpers) {
    const bool shares = !busy_.exchange(true);
    if (shares) {
      work_ = &work;
      ++round_;
      if (helpers >= static_cast<int>(threads_.size()))
        round_.notify_all();
      else
        for (int i = 0; i < helpers; ++i) round_.notify_one();
    }
    inside_parallel = true;
    work.run();
    inside_parallel = false;
    if (!shares) return;
    work_ = nullptr;  // who comes now finds nothing; who has begun is waited for
    await([this] { return inside_ == 0; }, inside_);
    busy_ = false;
  }

  ~Pool() {
    stopping_ = true;
    ++round_;
    round_.notify_all();
    for (std::thread& t : threads_) t.join();
  }

 private:
  explicit Pool(int threads) {
    if (most_threads() <= static_cast<int>(std::thread::hardware_concurrency())) spins_ = 2000;
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
  }

  void loop() {
    inside_parallel = true;
    for (uint32_t seen = 0;;) {
      await([&] { return round_ != seen; }, round_);
      seen = round_;
      if (stopping_) return;
      ++inside_;  // before work_ is read, so that run() sees it where this sees run()'s work
      if (Work* const work = work_) work->run();
      if (--inside_ == 0) inside_.notify_one();
    }
  }

  /// Waits until `done`, which changes with `value`: a while awake, then asleep.
  template <class Done>
  void await(Done done, std::atomic<uint32_t>& value) {
    for (int i = 0; i < spins_; ++i) {
      if (done()) return;
      pause();
    }
    for (;;) {
      const uint32_t now = value;
      if (done()) return;
      value.wait(now);
    }
  }

  std::vector<std::thread> threads_;
  int spins_ = 0;
  std::atomic<bool> busy_ = false, stopping_ = false;
  std::atomic<Work*> work_ = nullptr;
  alignas(64) std::atomic<uint32_t> round_ = 0;
  alignas(64) std::atomic<uint32_t> inside_ = 0;
};

}  // namespace

int num_threads() {
  return std::min(most_threads(), allowed_threads.load(std::memory_order_relaxed));
}

int get_num_threads() { return num_threads(); }

void set_num_threads(int count) {
  check(count > 0, ErrorKind::value, "set_num_threads: Expected positive number of threads");
  allowed_threads = count;
}

bool in_parallel() { return inside_parallel; }

void parallel_for(size_t begin, size_t end, size_t grain,
                  const std::function<void(size_t, size_t)>& fn) {
  if (begin >= end) return;
  const size_t most = (end - begin + std::max<size_t>(grain, 1) - 1) / std::max<size_t>(grain, 1);
  const int threads = static_cast<int>(std::min<size_t>(most, num_threads()));
  if (threads <= 1 || inside_parallel) return fn(begin, end);
  Work work(begin, end, std::max<size_t>(grain, 1), threads, fn);
  Pool::get().run(work, threads - 1);
  work.finish();
}

}  // namespace pumice
