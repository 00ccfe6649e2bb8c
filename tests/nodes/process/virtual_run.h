// A guest program under virtual time, and the same one under the kernel itself.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/nodes/process/processes.h"
#include "eddy/sim/hash.h"
#include "nodes/process/plain_guest.h"
#include "nodes/process/virtual_time/virtual_guest.h"

namespace eddy::nodes::process {

// Is there virtual time here? If not, that is said, and nothing is tested.
inline bool has_virtual_time() {
  const auto why = why_no_virtual_time();
  if (why) MESSAGE("skipped: " << *why);
  return !why;
}

// "exited 3"
inline std::string to_text(const End& end) {
  switch (end.kind) {
    case End::Kind::exited:
      return fmt::format("exited {}", end.code);
    case End::Kind::signalled:
      return fmt::format("signal {}", end.code);
    default:
      return end.text;
  }
}

inline std::string to_text(const Line& line) {
  return (line.stream == Stream::error ? "error: " : "") + line.text;
}

// A folder of a process, gone afterwards.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "eddy-guest-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class VirtualRun {
 public:
  struct Options {
    std::uint64_t seed = 1;
    std::uint64_t node_draw = 1;
    ThreadOrder threads = ThreadOrder::drawn;
  };
  struct Told {
    std::int64_t at;  // ns
    Line line;
  };

  explicit VirtualRun(std::vector<std::string> command)
      : VirtualRun(std::move(command), Options{}) {}
  VirtualRun(std::vector<std::string> command, const Options& options)
      : options_(options),
        guest_(make_virtual_guest({.command = std::move(command),
                                   .working_directory = folder_.path(),
                                   .node = "n1",
                                   .index = 1,
                                   .life_draw = options.seed,
                                   .node_draw = options.node_draw,
                                   .threads = options.threads})) {
    take(guest_->start(reading(), draw()));
  }

  std::int64_t now() const { return now_; }
  const std::optional<std::int64_t>& wake_at() const { return wake_at_; }
  const std::optional<End>& end() const { return end_; }
  std::size_t wakes() const { return wakes_; }
  const std::vector<std::string>& unrepeatable() const { return unrepeatable_; }

  void give(std::string_view bytes) {
    if (!end_) take(guest_->give(bytes, reading(), draw()));
  }
  void close_input() {
    if (!end_) take(guest_->close_input(reading(), draw()));
  }
  // Its wall clock is set.
  void set_wall(std::int64_t ahead) {
    ahead_ = ahead;
    if (!end_) take(guest_->wake(reading(), draw()));
  }
  // Wakes it when it wants to be, up to that time.
  void run_until(std::int64_t time) {
    while (!end_ && wake_at_ && *wake_at_ <= time) wake();
    now_ = std::max(now_, time);
  }
  // Until it ends, or waits for input alone. False: it does not come to that.
  bool run() {
    constexpr std::size_t kMany = 100'000;
    for (std::size_t i = 0; i < kMany && !end_ && wake_at_; ++i) wake();
    return end_ || !wake_at_;
  }
  // What it has told since it was asked, each line with its line feed.
  std::string take_lines() {
    std::string lines;
    for (const Told& told : std::exchange(told_, {})) lines += to_text(told.line) + "\n";
    return lines;
  }
  // The same, after the times in ms.
  std::string take_times() {
    constexpr std::int64_t kMillisecond = 1'000'000;
    std::string lines;
    for (const Told& told : std::exchange(told_, {}))
      lines += fmt::format("{} {}\n", told.at / kMillisecond, to_text(told.line));
    return lines;
  }
  std::vector<Told> take_told() { return std::exchange(told_, {}); }

 private:
  ClockReading reading() const { return {now_, now_ + ahead_}; }
  std::uint64_t draw() { return sim::mix(options_.seed, ++draws_); }
  void wake() {
    ++wakes_;
    now_ = std::max(now_, *wake_at_);
    take(guest_->wake(reading(), draw()));
  }
  void take(Burst burst) {
    for (Line& line : burst.lines) told_.push_back({now_, std::move(line)});
    wake_at_ = burst.wake_at;
    end_ = std::move(burst.end);
    unrepeatable_.insert(unrepeatable_.end(), burst.unrepeatable.begin(), burst.unrepeatable.end());
  }

  Folder folder_;
  Options options_;
  std::unique_ptr<Guest> guest_;
  std::int64_t now_ = 0;
  std::int64_t ahead_ = 0;
  std::uint64_t draws_ = 0;
  std::size_t wakes_ = 0;
  std::optional<std::int64_t> wake_at_;
  std::optional<End> end_;
  std::vector<Told> told_;
  std::vector<std::string> unrepeatable_;
};

// What an attempt of `guest_calls` (tests/process/calls) prints, and how it ends, when it is given that
// input and no more.
inline std::string seen_virtually(const std::string& attempt, std::string_view input = "",
                                  const VirtualRun::Options& options = {}) {
  VirtualRun run({EDDY_GUEST_CALLS, attempt}, options);
  run.give(input);
  run.close_input();
  const bool is_over = run.run();
  const std::string lines = run.take_lines();
  return lines + (run.end() ? to_text(*run.end()) : is_over ? "waits for ever" : "wakes for ever");
}

inline std::string seen_natively(const std::string& attempt, std::string_view input = "") {
  constexpr auto kLong = std::chrono::seconds(60);
  const Folder folder;
  PipeWatch watch;
  PlainGuest guest(
      {.command = {EDDY_GUEST_CALLS, attempt}, .working_directory = folder.path(), .node = "n1"},
      watch);
  guest.when_ready([] {});
  std::string lines;
  const auto take = [&lines](const Burst& burst) {
    for (const Line& line : burst.lines) lines += to_text(line) + "\n";
    if (burst.end) lines += to_text(*burst.end);
    return burst.end.has_value();
  };
  bool is_over =
      take(guest.start({}, 0)) || take(guest.give(input, {}, 0)) || take(guest.close_input({}, 0));
  while (!is_over) {
    if (watch.wait(kLong) != PipeWatch::Waited::for_something) return lines + "waits for ever";
    watch.call();
    is_over = take(guest.wake({}, 0));
  }
  return lines;
}

}  // namespace eddy::nodes::process
