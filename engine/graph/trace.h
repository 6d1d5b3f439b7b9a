// Trace: what ran when, on the host's threads and on devices, in the format of Chrome and Perfetto.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>

namespace pumice {

/// Writes events to the file that PUMICE_TRACE names; the file is complete once the process has
/// ended by exit() or main's return. Thread-safe.
class Trace {
 public:
  /// Null when PUMICE_TRACE is not set or its file cannot be written.
  static Trace* get();
  /// Completes the file; later events are dropped.
  static void close();

  explicit Trace(std::FILE* file);
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  /// Nanoseconds of the steady clock, on which all spans lie.
  static uint64_t now() {
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch() /
                                 std::chrono::nanoseconds(1));
  }
  /// A new line of the picture; returns its number.
  int add_track(const std::string& name);
  void span(int track, const char* name, const char* category, uint64_t begin, uint64_t end);
  /// On this thread's line.
  void host_span(const char* name, const char* category, uint64_t begin, uint64_t end);

 private:
  void put(const std::string& event);

  std::FILE* file_;  ///< null once closed
  std::mutex mutex_;
  std::atomic<int> tracks_{0};
};

/// The span from its construction to its end on this thread's line; nothing without a trace.
class TraceSpan {
 public:
  TraceSpan(const char* name, const char* category)
      : trace_(Trace::get()), name_(name), category_(category), begin_(trace_ ? Trace::now() : 0) {}
  ~TraceSpan() {
    if (trace_) trace_->host_span(name_, category_, begin_, Trace::now());
  }
  TraceSpan(const TraceSpan&) = delete;
  TraceSpan& operator=(const TraceSpan&) = delete;

 private:
  Trace* trace_;
  const char *name_, *category_;
  uint64_t begin_;
};

}  // namespace pumice
