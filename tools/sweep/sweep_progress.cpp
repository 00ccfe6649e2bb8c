#include "tools/sweep/sweep_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tools/summary.h"

namespace eddy::tools {
namespace {

double seconds_of(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::chrono::milliseconds interval_of_environment() {
  constexpr long kUsual = 10'000;
  const char* text = std::getenv("EDDY_PROGRESS_AFTER");
  long interval = kUsual;
  if (text != nullptr) std::from_chars(text, text + std::strlen(text), interval);
  return std::chrono::milliseconds(interval);
}

// Nothing where nobody can tell.
std::optional<double> seconds_left(const SweepPosition& position) {
  std::optional<double> left;
  if (position.done_now > 0) {
    left = seconds_of(position.elapsed) / static_cast<double>(position.done_now) *
           static_cast<double>(position.planned - position.done);
  }
  if (!position.budget) return left;
  const double budget = std::max(0.0, seconds_of(*position.budget - position.elapsed));
  return left ? std::min(*left, budget) : budget;
}

}  // namespace

// What matters most comes first: a narrow terminal shows the beginning alone.
std::string progress_of_sweep(const SweepPosition& position) {
  std::string text =
      fmt::format("{} of {} seeds", grouped(position.done), grouped(position.planned));
  if (const auto left = seconds_left(position)) text += fmt::format(", {:.0f} s left", *left);
  text += fmt::format(", {} failing", grouped(position.failing));
  const double seconds = seconds_of(position.elapsed);
  if (position.done_now > 0 && seconds > 0) {
    const double rate = static_cast<double>(position.done_now) / seconds;
    text += rate < 10 ? fmt::format(", {:.1f} a second", rate)
                      : fmt::format(", {} a second", grouped(static_cast<std::uint64_t>(rate)));
  }
  if (position.new_behaviours)
    text += fmt::format(", {} new behaviours", grouped(*position.new_behaviours));
  return text;
}

std::string bar_of_sweep(const SweepPosition& position) {
  constexpr std::uint64_t kWidth = 10;
  const std::uint64_t full =
      position.planned == 0 ? kWidth : position.done * kWidth / position.planned;
  return fmt::format("[{:#<{}}{:-<{}}] {}", "", full, "", kWidth - full,
                     progress_of_sweep(position));
}

SweepProgress::SweepProgress() : interval_(interval_of_environment()) {}

void SweepProgress::show(const SweepPosition& position) {
  if (line_.is_seen()) return line_.show(bar_of_sweep(position));
  if (position.elapsed - told_ < interval_) return;
  told_ = position.elapsed;
  fmt::print(stderr, "{}\n", progress_of_sweep(position));
}

}  // namespace eddy::tools
