#include "tools/wrapping.h"

#include <algorithm>
#include <vector>

namespace eddy::tools {
namespace {

constexpr std::size_t kLeastText = 20;  // columns; below that indents are given up
constexpr std::size_t kCommandIndent = 4;
constexpr std::size_t kBackslash = 2;

// Puts words one after another into lines.
class Lines {
 public:
  explicit Lines(Margins margins) : margins_(margins), column_(margins.begin) {
    if (margins_.indent + kLeastText > margins_.columns) margins_.indent = kCommandIndent;
  }

  bool has_room(std::size_t width) const {
    return is_empty_ || column_ + 1 + width <= margins_.columns;
  }
  void add(std::string_view word) {
    if (!is_empty_) {
      text_ += ' ';
      ++column_;
    }
    text_ += word;
    column_ += width_of(word);
    is_empty_ = false;
  }
  void end_line(std::string_view mark = "") {
    text_ += mark;
    text_ += '\n';
    text_.append(margins_.indent, ' ');
    column_ = margins_.indent;
    is_empty_ = true;
  }
  std::string take() { return std::move(text_); }

 private:
  Margins margins_;
  std::string text_;
  std::size_t column_;
  bool is_empty_ = true;  // the line, so far
};

// Words at blanks; those within quotes separate no words.
std::vector<std::string_view> words_of_command(std::string_view command) {
  std::vector<std::string_view> words;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= command.size(); ++i) {
    if (i < command.size() && command[i] == '\'') quoted = !quoted;
    if (i < command.size() && (quoted || command[i] != ' ')) continue;
    if (i > begin) words.push_back(command.substr(begin, i - begin));
    begin = i + 1;
  }
  return words;
}

// Where a label and at least two blanks stand in front of the text: the column of the text.
std::size_t column_of_text(std::string_view line) {
  const auto label = std::min(line.find_first_not_of(' '), line.size());
  if (label == 0) return 0;
  const auto gap = line.find("  ", label);
  const auto text = gap == std::string_view::npos ? gap : line.find_first_not_of(' ', gap);
  return text == std::string_view::npos ? label : text;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // no continuation of a code point
  }));
}

std::string wrapped(std::string_view text, Margins margins) {
  Lines lines(margins);
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!lines.has_room(width_of(word))) lines.end_line();
    lines.add(word);
  }
  return lines.take();
}

std::string wrapped_command(std::string_view command, Margins margins) {
  if (margins.begin + width_of(command) <= margins.columns) return std::string(command);
  margins.columns -= std::min(kBackslash, margins.columns);
  margins.indent += kCommandIndent;
  Lines lines(margins);
  const auto words = words_of_command(command);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::size_t width = width_of(words[i]);
    const bool has_argument = i + 1 < words.size() && !words[i + 1].starts_with('-');
    if (words[i].starts_with('-') && has_argument) width += 1 + width_of(words[i + 1]);
    const bool is_argument = i > 0 && words[i - 1].starts_with('-') && !words[i].starts_with('-');
    if (is_argument) width = width_of(words[i]);
    if (!lines.has_room(width)) lines.end_line(" \\");
    lines.add(words[i]);
  }
  return lines.take();
}

std::string wrapped_lines(std::string_view lines, std::size_t columns) {
  std::string text;
  bool is_command = false;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.empty()) is_command = false;
    const auto begin = std::min(line.find_first_not_of(' '), line.size());
    text.append(line.substr(0, begin));
    const std::size_t indent = is_command ? begin : column_of_text(line);
    const auto wrap = is_command ? &wrapped_command : &wrapped;
    text += wrap(line.substr(begin), {columns, begin, indent}) + '\n';
    if (line == "Examples:") is_command = true;
  }
  return text;
}

}  // namespace eddy::tools
