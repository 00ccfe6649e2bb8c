// What is shown on a terminal: colour, and how far a long task has come.
#pragma once

#include <chrono>
#include <string>

#include "tools/summary.h"

namespace eddy::tools {

// On for a terminal, unless NO_COLOR is set.
Colour colour_of(int file);

// One line on the terminal of standard error that is written over; silent elsewhere and in short
// tasks.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const std::string& text);
  void clear();

 private:
  bool is_terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace eddy::tools
