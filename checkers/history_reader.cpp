#include "eddy/checkers/history_reader.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>
#include <string_view>

#include "checkers/reading/array_sharing.h"
#include "checkers/reading/edn_operation.h"
#include "checkers/reading/history_builder.h"
#include "checkers/reading/json_operation.h"
#include "checkers/reading/opening.h"
#include "checkers/reading/text_window.h"

namespace eddy::checkers {

namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// What is quoted of a history may have line breaks.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
  return text;
}

// The reader of one stream.
class Reader {
 public:
  Reader(std::istream& in, const ReadOptions& options)
      : window_(in, options.progress),
        builder_(options.shape, options.naming),
        json_(options.sharing == Sharing::on ? &sharing_ : nullptr),
        sharing_on_(options.sharing == Sharing::on) {}

  History read() {
    while (window_.text().size() < kByteOrderMark.size() && window_.grow()) {
    }
    if (window_.text().starts_with(kByteOrderMark)) window_.drop(kByteOrderMark.size());
    if (const auto first = next_character()) {
      if (*first == '{' || *first == '[') {
        read_either(*first);
      } else {
        read_edn();
      }
    }
    return builder_.take();
  }

 private:
  // The first character that is not blank, where the window now begins; nothing: there is none.
  std::optional<char> next_character() {
    for (;;) {
      const std::size_t at = window_.text().find_first_not_of(kBlank);
      if (at != std::string_view::npos) {
        window_.drop(at);
        return window_.text().front();
      }
      window_.drop(window_.text().size());
      if (!window_.grow()) return std::nullopt;
    }
  }

  // JSON and EDN begin alike; the second character tells them apart.
  void read_either(char first) {
    std::size_t at = window_.text().find_first_not_of(kBlank, 1);
    while (at == std::string_view::npos && window_.grow())
      at = window_.text().find_first_not_of(kBlank, 1);
    const char second = at == std::string_view::npos ? '\0' : window_.text()[at];
    if (first == '{' && (second == '"' || second == '\0' || second == '}')) return read_lines();
    if (first == '{') return read_edn();
    if (first == '[' && second == '\0') return read_array();
    if (second != '{') {
      return second == ']' || second == '#' || second == ';' || second == ',' || second == '^'
                 ? read_edn()
                 : read_lines();
    }
    // [{: the character behind the brace.
    std::size_t third = window_.text().find_first_not_of(kBlank, at + 1);
    while (third == std::string_view::npos && window_.grow())
      third = window_.text().find_first_not_of(kBlank, at + 1);
    const bool json = third == std::string_view::npos || window_.text()[third] == '"' ||
                      window_.text()[third] == '}';
    return json ? read_array() : read_edn();
  }

  [[noreturn]] void fail(const std::string& expected) {
    throw HistoryError(window_.line(), expected);
  }

  // JSON, one operation after the other, each of which begins a line.
  void read_lines() {
    for (;;) {
      const std::size_t end = end_of_line(0);
      const std::string_view line = window_.text().substr(0, end);
      if (line.find_first_not_of(kBlank) != std::string_view::npos) {
        add_operation(json_.parse(line, fields_, builder_.size()));
      } else {
        if (end == line.npos) return;
        window_.drop(end + 1);
      }
    }
  }

  // The offset of the first line break from there on; npos: the text ends before.
  std::size_t end_of_line(std::size_t from) {
    std::size_t end = window_.text().find('\n', from);
    while (end == std::string_view::npos) {
      const std::size_t seen = window_.text().size();
      if (!window_.grow()) break;
      end = window_.text().find('\n', seen);
    }
    return end;
  }

  // What comes of `parsed`, and of the lines that follow if it goes on there; up to the end of its
  // last line.
  void add_operation(Parsed parsed) {
    if (parsed == Parsed::incomplete) parsed = parse_operation();
    if (parsed != Parsed::whole) refuse(parsed);
    const std::size_t end = end_of_line(json_.consumed());
    const std::string_view line = window_.text().substr(0, end);
    const std::size_t rest = line.find_first_not_of(kBlank, json_.consumed());
    if (rest != std::string_view::npos) {
      throw HistoryError(
          window_.line_at(rest),
          fmt::format("expected one JSON object in the line, but behind it there is {:.40}",
                      line.substr(rest)));
    }
    builder_.add(fields_, window_.line());
    window_.drop(std::min(line.size() + 1, window_.text().size()));
  }

  // Parses the operation that the window begins with, however many lines it has.
  Parsed parse_operation() {
    Parsed parsed = json_.parse(window_.text(), fields_, builder_.size());
    while (parsed == Parsed::incomplete && window_.grow())
      parsed = json_.parse(window_.text(), fields_, builder_.size());
    return parsed;
  }

  // JSON, one array of operations.
  void read_array() {
    array_line_ = window_.line();
    window_.drop(1);
    for (bool first = true;; first = false) {
      const char c = next_in_array();
      if (c == ']') break;
      if (!first) {
        if (c != ',') fail("expected a , or ] behind an operation");
        window_.drop(1);
        next_in_array();
      }
      const Parsed parsed = parse_operation();
      if (parsed != Parsed::whole) refuse(parsed);
      builder_.add(fields_, window_.line());
      window_.drop(json_.consumed());
    }
    window_.drop(1);
    if (next_character()) fail("expected nothing behind the array of operations");
  }

  // As next_character; the array is not closed where there is none.
  char next_in_array() {
    const std::size_t line = window_.line();
    const auto c = next_character();
    if (!c) throw refusal(Unclosed{'[', *array_line_, std::string(kTextEnds), line});
    return *c;
  }

  // What the window begins with is no operation.
  [[noreturn]] void refuse(Parsed parsed) {
    const std::string_view text = window_.text();
    const std::size_t last = text.find_last_not_of(kBlank);  // npos + 1 is 0
    const std::size_t at = parsed == Parsed::incomplete ? last + 1 : json_.consumed();
    const std::size_t line = window_.line_at(at);
    const auto opening = innermost_opening(text.substr(0, at));
    if (opening) {
      const std::size_t opened = window_.line_at(opening->offset);
      const char next = at < text.size() ? text[at] : '\0';
      const std::string found = parsed == Parsed::incomplete
                                    ? std::string(kTextEnds)
                                    : found_unclosed(opening->sign, next, opened != line);
      if (!found.empty()) throw refusal(Unclosed{opening->sign, opened, found, line});
    }
    throw HistoryError(line, parsed == Parsed::broken
                                 ? json_.expected()
                                 : "expected a JSON object, but the text ends (truncated?)");
  }

  // How to tell of what shows that a bracket or quote is not closed; empty: it does not.
  static std::string found_unclosed(char sign, char found, bool in_another_line) {
    if (sign == '"') return found == '\n' || found == '\r' ? "the line ends" : "";
    const bool shows = found == closing(sign == '[' ? '{' : '[') || (found == ':' && sign == '[') ||
                       (found == '{' && in_another_line);
    return shows ? fmt::format("there is a {}", found) : "";
  }

  void read_edn() {
    EdnOperations operations(sharing_on_ ? &sharing_ : nullptr);
    while (operations.next(window_, fields_, builder_.size())) {
      builder_.add(fields_, operations.line());
    }
  }

  TextWindow window_;
  HistoryBuilder builder_;
  ArraySharing sharing_;
  JsonOperation json_;
  Fields fields_;
  bool sharing_on_;
  std::optional<std::size_t> array_line_;  // of the bracket around all operations
};

}  // namespace

HistoryError::HistoryError(std::size_t line, const std::string& expected)
    : HistoryError(line, expected, line) {}

HistoryError::HistoryError(std::size_t line, const std::string& expected, std::size_t shown_by)
    : BadInput(fmt::format("history line {}: {}", line, on_one_line(expected))),
      line_(line),
      expected_(on_one_line(expected)),
      shown_by_(shown_by) {}

History read_history(std::istream& in, const ReadOptions& options) {
  return Reader(in, options).read();
}

History read_history(std::istream& in, HistoryShape shape) {
  ReadOptions options;
  options.shape = shape;
  return read_history(in, options);
}

}  // namespace eddy::checkers
