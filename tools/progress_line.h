// How far a long task has come: one line on the terminal of standard error that is written over,
// and erased at the end.
//
// * Nothing is shown of a task that takes less than a second, nor where there is no terminal.
// * A task that shows nothing new is still seen to go on: the line ends in the seconds since its
//   beginning, which a thread of its own keeps up to date.
// * What is shown never reaches what is done: a run and its results are the same without it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace eddy::tools {

// What a terminal gets, and when; its times are the caller's.
class ProgressDisplay {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Pace {
    std::chrono::milliseconds delay{1000};    // before the first line
    std::chrono::milliseconds interval{100};  // between lines
  };

  ProgressDisplay(Pace pace, Time begin) : pace_(pace), begin_(begin) {}

  // What the task does now; to be drawn in its time.
  void set(std::string text) { text_ = std::move(text); }
  // What is to be written now, in so many columns; empty: nothing.
  std::string draw(Time now, std::size_t columns);
  // What removes the line; empty: there is none. Nothing is drawn until something else is set.
  std::string erase();

 private:
  Pace pace_;
  Time begin_;
  std::string text_;
  std::optional<Time> drawn_;
  std::string shown_;  // empty: no line
};

// "run 17 of 100, 16 valid, 12 s left": of runs that go on as long as they are valid.
std::string progress_of_runs(std::size_t number, std::size_t count,
                             std::chrono::nanoseconds elapsed);

class ProgressLine {
 public:
  enum class Terminal { standard_error, none };

  explicit ProgressLine(Terminal terminal = Terminal::standard_error);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // False: what is told here is seen by nobody.
  bool is_seen() const { return is_seen_; }
  void show(std::string text);
  void clear();

 private:
  void draw();
  void draw_again_and_again(const std::stop_token& ended);

  bool is_seen_;
  std::mutex mutex_;  // of the display, and of the terminal
  std::condition_variable_any ended_;
  ProgressDisplay display_;
  std::jthread thread_;  // not before the first text
};

}  // namespace eddy::tools
