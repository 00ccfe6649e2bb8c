// A text of EDN, how far it was read, and what reads its strings, characters and patterns.
#pragma once

#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/reading/opening.h"

namespace eddy::checkers {

// Thrown where the text ends too early.
struct EdnIncomplete {};

// Thrown where the text is not EDN, or nested too deep.
struct EdnError {
  std::size_t offset;  // in the text
  std::string expected;
};

// Thrown where a bracket or quote is not closed.
struct EdnUnclosed {
  Opening opening;
  std::size_t offset;  // in the text, of what is there instead
  std::string found;   // as Unclosed has it
};

// Is there more behind the end of the text?
enum class TextEnd { open, final };

class EdnText {
 public:
  EdnText(std::string_view text, TextEnd end) : text_(text), end_(end) {}

  std::size_t offset() const { return at_; }
  void move_to(std::size_t offset) { at_ = offset; }

  [[noreturn]] void fail(std::string expected) const;

  // The first string that has more than one line, if there is one. Clojure prints none: rather, its
  // closing quote is missing, and what follows is taken for what it is not.
  const std::optional<Opening>& long_string() const { return long_string_; }

 protected:
  [[noreturn]] void fail_at_end() const;
  [[noreturn]] void fail_unclosed(std::string found) const;
  char peek(std::size_t ahead = 0) const;
  bool at_end() const { return at_ >= text_.size(); }
  // Up to the next blank, bracket, quote or comment.
  std::string_view token();
  // Behind its quote.
  boost::json::string quoted();
  // From its backslash on.
  boost::json::value character();
  // A regular expression, behind its quote: what is escaped in it stays so.
  boost::json::value pattern();

  std::string_view text_;
  TextEnd end_;
  std::size_t at_ = 0;
  std::vector<Opening> open_;  // brackets, and at the end a quote

 private:
  void escape(boost::json::string& out);
  std::uint32_t code_unit();

  std::optional<Opening> long_string_;
};

// Blanks of EDN: a comma is one.
bool is_edn_blank(char c);

}  // namespace eddy::checkers
