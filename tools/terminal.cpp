#include "tools/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

namespace eddy::tools {
namespace {

// Zero: it is not set, or no number.
std::size_t columns_of_environment() {
  const char* text = std::getenv("COLUMNS");
  std::size_t columns = 0;
  if (text != nullptr) std::from_chars(text, text + std::strlen(text), columns);
  return columns;
}

// Zero: it does not know.
std::size_t columns_of_terminal(int file) {
  winsize size{};
  return ::ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

bool is_terminal(int file) { return ::isatty(file) == 1; }

Colour colour_of(int file) {
  const char* no_colour = std::getenv("NO_COLOR");
  const bool refused = no_colour != nullptr && *no_colour != '\0';
  return !refused && is_terminal(file) ? Colour::on : Colour::off;
}

std::size_t columns_of(int file) {
  constexpr std::size_t kLeast = 40;
  constexpr std::size_t kMost = 100;
  if (!is_terminal(file)) return kMost;
  std::size_t columns = columns_of_environment();
  if (columns == 0) columns = columns_of_terminal(file);
  if (columns == 0) columns = kMost;
  return std::clamp(columns, kLeast, kMost);
}

}  // namespace eddy::tools
