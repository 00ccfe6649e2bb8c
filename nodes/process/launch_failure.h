#pragma once

#include <stdexcept>
#include <string>

namespace eddy::nodes::process {

// It could not be started: the errno of execve, or of what came before.
class LaunchFailure : public std::runtime_error {
 public:
  LaunchFailure(std::string step, int error);
  // "execve", or the call that was refused before.
  const std::string& step() const { return step_; }
  int error() const { return error_; }

 private:
  std::string step_;
  int error_;
};

}  // namespace eddy::nodes::process
