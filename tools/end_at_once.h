// Ctrl-C where a process holds nothing that must be put in order: it says a line and ends.
#pragma once

#include <csignal>

namespace eddy::tools {

// While it lives, SIGINT ends the process with the exit status of what was interrupted. One at a
// time; who watched for SIGINT before does so again afterwards.
class EndAtOnce {
 public:
  // `line` is written to standard error; it must live as long as the program.
  explicit EndAtOnce(const char* line);
  ~EndAtOnce();
  EndAtOnce(const EndAtOnce&) = delete;
  EndAtOnce& operator=(const EndAtOnce&) = delete;

 private:
  struct sigaction before_ {};
};

}  // namespace eddy::tools
