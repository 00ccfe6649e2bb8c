// Ctrl-C came, or the time of a budget was over, before there was anything to tell.
#pragma once

#include <stdexcept>
#include <string>

namespace eddy::tools {

class AskedToEnd : public std::runtime_error {
 public:
  explicit AskedToEnd(const std::string& line) : std::runtime_error(line) {}
};

}  // namespace eddy::tools
