// What is thrown when a person's input cannot be used: an option's argument, a history file.
#pragma once

#include <stdexcept>
#include <string>

namespace eddy::checkers {

// `what()` is one line that says what is wrong and what would be right.
class BadInput : public std::invalid_argument {
 public:
  explicit BadInput(const std::string& line) : std::invalid_argument(line) {}
};

}  // namespace eddy::checkers
