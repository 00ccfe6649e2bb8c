#include "checkers/history_reader.h"

#include "checkers/reading/array_sharing.h"
#include "checkers/reading/edn_operation.h"
#include "checkers/reading/history_builder.h"
#include "checkers/reading/json_operation.h"
#include "checkers/reading/text_window.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace eddy::checkers {

namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// What is quoted of a history may have line breaks.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
  return text;
}

/// The reader of one stream.
class Reader {
 public:
  Reader(std::istream& in, const ReadOptions& options)
      : window_(in, options.progress),
        builder_(options.shape),
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
  /// The first character that is not blank, where the window now begins; nothing: there is none.
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

  /// JSON and EDN begin alike; the second character tells them apart.
  void read_either(char first) {
    std::size_t at = window_.text().find_first_not_of(kBlank, 1);
    while (at == std::string_view::npos && window_.grow())
      at = window_.text().find_first_not_of(kBlank, 1);
    const char second = at == std::string_view::npos ? '\0' : window_.text()[at];
    if (first == '{' && (second == '"' || second == '\0' || second == '}')) return read_lines();
    if (first == '{') return read_edn();
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

  /// JSON, one operation a line.
  void read_lines() {
    for (;;) {
      std::size_t end = window_.text().find('\n');
      for (std::size_t seen = 0; end == std::string_view::npos;) {
        seen = window_.text().size();
        if (!window_.grow()) break;
        end = window_.text().find('\n', seen);
      }
      const std::string_view line = window_.text().substr(0, end);
      if (line.find_first_not_of(kBlank) != std::string_view::npos) add_line(line);
      if (end == std::string_view::npos) return;
      window_.drop(end + 1);
    }
  }

  void add_line(std::string_view line) {
    const Parsed parsed = json_.parse(line, fields_, builder_.size());
    if (parsed == Parsed::broken) fail(json_.expected());
    if (parsed == Parsed::incomplete)
      fail("expected a whole JSON object, but the line ends inside one (truncated?)");
    const std::size_t rest = line.find_first_not_of(kBlank, json_.consumed());
    if (rest != std::string_view::npos) {
      fail(fmt::format("expected one JSON object in the line, but behind it there is {:.40}",
                       line.substr(rest)));
    }
    builder_.add(fields_, window_.line());
  }

  /// JSON, one array of operations.
  void read_array() {
    window_.drop(1);
    for (bool first = true;; first = false) {
      auto c = next_character();
      if (c == ']') break;
      if (!first) {
        if (c != ',') fail(!c ? kTruncated : "expected a , or ] behind an operation");
        window_.drop(1);
        c = next_character();
      }
      Parsed parsed = json_.parse(window_.text(), fields_, builder_.size());
      while (parsed == Parsed::incomplete && window_.grow())
        parsed = json_.parse(window_.text(), fields_, builder_.size());
      if (parsed == Parsed::broken) fail(json_.expected());
      if (parsed == Parsed::incomplete) fail(kTruncated);
      builder_.add(fields_, window_.line());
      window_.drop(json_.consumed());
    }
    window_.drop(1);
    if (next_character()) fail("expected nothing behind the array of operations");
  }

  void read_edn() {
    EdnOperations operations(sharing_on_ ? &sharing_ : nullptr);
    while (operations.next(window_, fields_, builder_.size())) {
      builder_.add(fields_, operations.line());
    }
  }

  static constexpr const char* kTruncated =
      "expected more operations or a ], but the text ends (truncated?)";

  TextWindow window_;
  HistoryBuilder builder_;
  ArraySharing sharing_;
  JsonOperation json_;
  Fields fields_;
  bool sharing_on_;
};

}  // namespace

HistoryError::HistoryError(std::size_t line, const std::string& expected)
    : BadInput(fmt::format("history line {}: {}", line, on_one_line(expected))),
      line_(line),
      expected_(on_one_line(expected)) {}

History read_history(std::istream& in, const ReadOptions& options) {
  return Reader(in, options).read();
}

History read_history(std::istream& in, HistoryShape shape) {
  ReadOptions options;
  options.shape = shape;
  return read_history(in, options);
}

}  // namespace eddy::checkers
