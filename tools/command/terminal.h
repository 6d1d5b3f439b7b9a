// What is shown on a terminal and left out elsewhere: colours and a progress bar.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace pumice::command {

/// Whether stdout is a terminal.
bool on_terminal();
/// Whether colours are wanted: on a terminal, and NO_COLOR is not set.
bool with_colours();

/// Text in bold, grey or green where colours are wanted.
std::string bold(std::string_view text);
std::string faint(std::string_view text);
std::string good(std::string_view text);

/// "12.3 GiB".
std::string bytes_text(uint64_t bytes);

/// One line that is drawn over, with rate and remaining time; nothing off a terminal.
class ProgressBar {
 public:
  ProgressBar(std::string label, size_t total, std::string unit);
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// True when it is time to draw again, so that the caller need not gather what advance() shows
  /// before.
  bool due() const;
  void advance(size_t done, std::string_view note);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_, unit_;
  size_t total_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now(), drawn_ = start_;
};

}  // namespace pumice::command
