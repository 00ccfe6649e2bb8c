// The lines of standard input, as they come.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "eddy/sim/time.h"

namespace eddy::tools {

class StandardInput {
 public:
  // A longer line ends the input.
  static constexpr std::size_t kLongestLine = std::size_t{16} << 20U;

  // Waits until something has come or so much time has passed; nothing: until something has come.
  void wait(std::optional<sim::Duration> longest);
  // The next line that has come, without its end; at the end of the input also what no line feed
  // ends. Nothing: none is there.
  std::optional<std::string> next_line();
  // Nothing more comes, and all lines were taken.
  bool has_ended() const { return has_ended_ && bytes_.size() == begin_; }
  bool is_too_long() const { return is_too_long_; }

 private:
  void read_some();

  std::string bytes_;
  std::size_t begin_ = 0;     // of the next line, in bytes_
  std::size_t searched_ = 0;  // before it, from begin_ on, there is no line feed
  bool has_ended_ = false;
  bool is_too_long_ = false;
};

}  // namespace eddy::tools
