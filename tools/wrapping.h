// Text in lines that fit a terminal.
//
// Widths are in columns; every code point of UTF-8 takes one. A word is never broken: one that is
// longer than a line has a line of its own.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace eddy::tools {

std::size_t width_of(std::string_view text);

// Breaks one line of text at its blanks. The first line begins at column `begin`, what stands
// before it is the caller's; the others are indented by `indent`. No line end behind the last.
struct Margins {
  std::size_t columns = 100;
  std::size_t begin = 0;
  std::size_t indent = 0;
};
std::string wrapped(std::string_view text, Margins margins);

// Breaks a command for the shell, so that it can be pasted: each line but the last ends in a
// backslash, an option stays with its argument where there is room. Lines after the first are
// indented by 4 more.
std::string wrapped_command(std::string_view command, Margins margins);

// Several lines, each wrapped on its own: "  NAME  text" below its text, any other line below its
// beginning. Lines between "Examples:" and an empty line are commands.
std::string wrapped_lines(std::string_view lines, std::size_t columns);

}  // namespace eddy::tools
