#include "tools/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "tools/terminal.h"
#include "tools/wrapping.h"

namespace eddy::tools {
namespace {

// The tests do not wait for a second: EDDY_PROGRESS_AFTER=0 shows all that there is to be shown.
ProgressDisplay::Pace pace_of_environment() {
  const char* text = std::getenv("EDDY_PROGRESS_AFTER");
  long delay = 0;
  if (text == nullptr || std::from_chars(text, text + std::strlen(text), delay).ec != std::errc{}) {
    return {};
  }
  return {std::chrono::milliseconds(delay), std::chrono::milliseconds(delay / 10)};
}

// The first so many columns.
std::string_view cut(std::string_view text, std::size_t columns) {
  while (width_of(text) > columns) text.remove_suffix(1);
  return text;
}

void write(const std::string& text) {
  if (text.empty()) return;
  fmt::print(stderr, "{}", text);
  std::fflush(stderr);
}

}  // namespace

std::string ProgressDisplay::draw(Time now, std::size_t columns) {
  if (text_.empty() || now - begin_ < pace_.delay) return "";
  if (drawn_ && now - *drawn_ < pace_.interval) return "";
  const auto wall = std::chrono::duration_cast<std::chrono::seconds>(now - begin_);
  std::string line = fmt::format("{}; {} s wall", text_, wall.count());
  if (line == shown_) return "";
  drawn_ = now;
  shown_ = std::move(line);
  // The last column is left free: some terminals go to the next line behind it.
  return fmt::format("\r\x1b[K{}", cut(shown_, columns - 1));
}

std::string ProgressDisplay::erase() {
  text_.clear();
  drawn_.reset();
  return std::exchange(shown_, "").empty() ? "" : "\r\x1b[K";
}

std::string progress_of_runs(std::size_t number, std::size_t count,
                             std::chrono::nanoseconds elapsed) {
  const std::size_t done = number - 1;
  std::string text = fmt::format("run {} of {}, {} valid so far", number, count, done);
  if (done == 0) return text;
  const double each = std::chrono::duration<double>(elapsed).count() / static_cast<double>(done);
  return text + fmt::format(", at most {:.0f} s left", each * static_cast<double>(count - done));
}

ProgressLine::ProgressLine(Terminal terminal)
    : is_seen_(terminal == Terminal::standard_error && is_terminal(STDERR_FILENO)),
      display_(pace_of_environment(), std::chrono::steady_clock::now()) {}

ProgressLine::~ProgressLine() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  clear();
}

void ProgressLine::show(std::string text) {
  if (!is_seen_) return;
  const std::lock_guard lock(mutex_);
  display_.set(std::move(text));
  draw();
  if (!thread_.joinable()) {
    thread_ = std::jthread([this](const std::stop_token& ended) { draw_again_and_again(ended); });
  }
}

void ProgressLine::clear() {
  const std::lock_guard lock(mutex_);
  write(display_.erase());
}

void ProgressLine::draw() {
  write(display_.draw(std::chrono::steady_clock::now(), columns_of(STDERR_FILENO)));
}

void ProgressLine::draw_again_and_again(const std::stop_token& ended) {
  constexpr std::chrono::milliseconds kInterval{100};
  std::unique_lock lock(mutex_);
  while (!ended.stop_requested()) {
    ended_.wait_for(lock, ended, kInterval, [] { return false; });
    draw();
  }
}

}  // namespace eddy::tools
