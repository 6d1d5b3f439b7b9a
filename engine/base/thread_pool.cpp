// Sharing out ranges over threads.
#include "base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>

#ifdef PUMICE_USE_OPENMP
#include <omp.h>
#else
#include <condition_variable>
#include <vector>
#endif

namespace pumice {
namespace {

int wanted_threads() {
  if (const char* text = std::getenv("PUMICE_NUM_THREADS")) {
    const int n = std::atoi(text);
    if (n > 0) return std::min(n, 1024);
  }
#ifdef PUMICE_USE_OPENMP
  return omp_get_max_threads();
#else
  return std::max(1u, std::thread::hardware_concurrency());
#endif
}

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

#ifdef PUMICE_USE_OPENMP

void run_on_all(Work& work, int threads) {
#pragma omp parallel num_threads(threads)
  {
    inside_parallel = true;
    work.run();
    inside_parallel = false;
  }
}

#else

/// Threads that sleep until there is work. One piece of work at a time; a second caller works
/// alone.
class Pool {
 public:
  static Pool& get() {
    static Pool pool(num_threads() - 1);
    return pool;
  }

  void run(Work& work) {
    std::unique_lock busy(busy_, std::try_to_lock);
    if (busy.owns_lock()) {
      std::lock_guard lock(mutex_);
      work_ = &work;
      active_ = static_cast<int>(threads_.size());
      ++round_;
      wake_.notify_all();
    }
    inside_parallel = true;
    work.run();
    inside_parallel = false;
    if (!busy.owns_lock()) return;
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return active_ == 0; });
    work_ = nullptr;
  }

  ~Pool() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
      wake_.notify_all();
    }
    for (std::thread& t : threads_) t.join();
  }

 private:
  explicit Pool(int threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
  }

  void loop() {
    inside_parallel = true;
    uint64_t seen = 0;
    for (;;) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || round_ != seen; });
      if (stopping_) return;
      seen = round_;
      Work* const work = work_;
      lock.unlock();
      work->run();
      lock.lock();
      if (--active_ == 0) done_.notify_one();
    }
  }

  std::vector<std::thread> threads_;
  std::mutex busy_, mutex_;
  std::condition_variable wake_, done_;
  Work* work_ = nullptr;
  uint64_t round_ = 0;
  int active_ = 0;
  bool stopping_ = false;
};

void run_on_all(Work& work, int) { Pool::get().run(work); }

#endif

}  // namespace

int num_threads() {
  static const int n = wanted_threads();
  return n;
}

void parallel_for(size_t begin, size_t end, size_t grain,
                  const std::function<void(size_t, size_t)>& fn) {
  if (begin >= end) return;
  const size_t most = (end - begin + std::max<size_t>(grain, 1) - 1) / std::max<size_t>(grain, 1);
  const int threads = static_cast<int>(std::min<size_t>(most, num_threads()));
  if (threads <= 1 || inside_parallel) return fn(begin, end);
  Work work(begin, end, std::max<size_t>(grain, 1), threads, fn);
  run_on_all(work, threads);
  work.finish();
}

}  // namespace pumice
