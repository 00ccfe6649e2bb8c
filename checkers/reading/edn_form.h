// Parses EDN (https://github.com/edn-format/edn), and what else Clojure prints, into JSON values as
// history_reader.h tells.
//
// The text may be the beginning of a longer one: what might go on behind its end is Incomplete. The
// caller reads on and parses anew.
#pragma once

#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
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

class EdnParser {
 public:
  EdnParser(std::string_view text, TextEnd end) : text_(text), end_(end) {}

  std::size_t offset() const { return at_; }
  void move_to(std::size_t offset) { at_ = offset; }

  // Passes over blanks, commas, comments, discarded forms, and where `tags` says so the tags and
  // metadata of the next form. The next character then, or 0 at the final end.
  enum class Tags { keep, pass };
  char next(Tags tags);

  // Any form.
  boost::json::value form();

  // Passes over the brace of an operation, whose keys next_key() gives.
  void open_operation();

  // The next key of the operation, in `key`; false: the operation is at its end.
  bool next_key(std::string& key);

  // What a sequence still has up to `close`. Where each element ends goes to `ends`, if that is not
  // null, counted from `origin`.
  boost::json::array elements(char close, std::vector<std::uint32_t>* ends, std::size_t origin);

  [[noreturn]] void fail(std::string expected) const;

  // The first string that has more than one line, if there is one. Clojure prints none: rather, its
  // closing quote is missing, and what follows is taken for what it is not.
  const std::optional<Opening>& long_string() const { return long_string_; }

 private:
  class Nesting;

  [[noreturn]] void fail_at_end() const;
  [[noreturn]] void fail_unclosed(std::string found) const;
  char peek(std::size_t ahead = 0) const;
  bool at_end() const { return at_ >= text_.size(); }
  boost::json::value dispatch();
  boost::json::value set();
  boost::json::value map(std::string_view name_space);
  boost::json::string quoted();
  void escape(boost::json::string& out);
  std::uint32_t code_unit();
  boost::json::value character();
  boost::json::value pattern();
  boost::json::value atom();
  std::string_view token();
  std::string_view keyword();
  static std::string key_of(const boost::json::value& value);

  std::string_view text_;
  TextEnd end_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::vector<Opening> open_;  // brackets, and at the end a quote
  std::optional<Opening> long_string_;
  // Elements of what is open. They may be millions, and a vector needs thrice their room to grow.
  std::deque<boost::json::value> stack_;
};

}  // namespace eddy::checkers
