// Colours and a progress bar.
#include "command/terminal.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace pumice::command {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(150);
constexpr size_t kBarCells = 24;

std::string paint(const char* code, std::string_view text) {
  return with_colours() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return "-";
  const auto whole = static_cast<long>(std::lround(seconds));
  return whole >= 60 ? fmt::format("{}:{:02} min", whole / 60, whole % 60)
                     : fmt::format("{} s", whole);
}

}  // namespace

bool on_terminal() {
#if defined(_WIN32)
  static const bool yes = _isatty(_fileno(stdout)) != 0;
#else
  static const bool yes = isatty(STDOUT_FILENO) != 0;
#endif
  return yes;
}

bool with_colours() {
  static const bool yes = on_terminal() && std::getenv("NO_COLOR") == nullptr;
  return yes;
}

std::string bold(std::string_view text) { return paint("1", text); }
std::string faint(std::string_view text) { return paint("2", text); }
std::string good(std::string_view text) { return paint("32", text); }

std::string bytes_text(uint64_t bytes) {
  constexpr const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(units); ++unit) value /= 1024;
  return fmt::format("{:.{}f} {}", value, unit == 0 || value >= 100 ? 0 : 1, units[unit]);
}

ProgressBar::ProgressBar(std::string label, size_t total, std::string unit)
    : label_(std::move(label)), unit_(std::move(unit)), total_(total) {}

bool ProgressBar::due() const { return on_terminal() && Clock::now() - drawn_ >= kRedraw; }

void ProgressBar::advance(size_t done, std::string_view note) {
  if (!on_terminal()) return;
  drawn_ = Clock::now();
  shown_ = true;
  const double seconds = std::chrono::duration<double>(drawn_ - start_).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const size_t filled = total_ ? kBarCells * std::min(done, total_) / total_ : 0;
  std::string bar;
  for (size_t i = 0; i < kBarCells; ++i) bar += i < filled ? "█" : "░";
  fmt::print("\r\x1b[2K{} {} {}/{}  {:.0f} {}/s  {} left  {}", label_, good(bar), done, total_,
             rate, unit_, duration(static_cast<double>(total_ - std::min(done, total_)) / rate),
             note);
  std::fflush(stdout);
}

void ProgressBar::clear() {
  if (shown_) fmt::print("\r\x1b[2K");
  shown_ = false;
}

}  // namespace pumice::command
