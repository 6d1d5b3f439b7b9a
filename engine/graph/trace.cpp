// Writing trace events one by one.
#include "graph/trace.h"

#include <atomic>
#include <cstdlib>
#include <utility>

#include "base/error.h"
#include "base/warnings.h"

namespace pumice {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

Trace* open_from_environment() {
  const char* path = std::getenv("PUMICE_TRACE");
  if (!path || !*path) return nullptr;
  std::FILE* file = std::fopen(path, "w");
  if (!file) {
    note_once(text_of("PUMICE_TRACE={}: cannot be written", path));
    return nullptr;
  }
  return new Trace(file);
}

}  // namespace

Trace* Trace::get() {
  static Trace* const trace = open_from_environment();
  return trace;
}

Trace::Trace(std::FILE* file) : file_(file) {
  std::fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", file_);
  std::fputs("{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\"pumice\"}}",
             file_);
}

void Trace::close() {
  Trace* trace = get();
  if (!trace) return;
  std::lock_guard lock(trace->mutex_);
  if (!trace->file_) return;
  std::fputs("\n]}\n", trace->file_);
  std::fclose(std::exchange(trace->file_, nullptr));
}

void Trace::put(const std::string& event) {
  std::lock_guard lock(mutex_);
  if (file_) std::fprintf(file_, ",\n%s", event.c_str());
}

int Trace::add_track(const std::string& name) {
  const int track = ++tracks_;
  put(
      text_of("{{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":{},\"args\":{{"
              "\"name\":{}}}}}",
              track, quoted(name)));
  return track;
}

void Trace::span(int track, const char* name, const char* category, uint64_t begin, uint64_t end) {
  const auto micros = [](uint64_t ns) { return static_cast<double>(ns) / 1000; };
  put(text_of(
      "{{\"name\":{},\"cat\":\"{}\",\"ph\":\"X\",\"pid\":1,\"tid\":{},\"ts\":{:.3f},\"dur\":{:.3f}}"
      "}",
      quoted(name), category, track, micros(begin), micros(end > begin ? end - begin : 0)));
}

void Trace::host_span(const char* name, const char* category, uint64_t begin, uint64_t end) {
  static std::atomic<int> threads{0};
  thread_local const int track = add_track("thread " + std::to_string(threads++));
  span(track, name, category, begin, end);
}

}  // namespace pumice
