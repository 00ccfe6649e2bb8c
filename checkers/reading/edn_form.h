// Parses EDN (https://github.com/edn-format/edn), and what else Clojure prints, into JSON values as
// history_reader.h tells.
//
// The text may be the beginning of a longer one: what might go on behind its end is Incomplete. The
// caller reads on and parses anew.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/reading/edn_text.h"

namespace eddy::checkers {

class EdnParser : public EdnText {
 public:
  using EdnText::EdnText;

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

 private:
  class Nesting;

  boost::json::value dispatch();
  boost::json::value set();
  boost::json::value map(std::string_view name_space);
  boost::json::value atom();
  std::string_view keyword();
  static std::string key_of(const boost::json::value& value);

  std::size_t depth_ = 0;
  // Elements of what is open. They may be millions, and a vector needs thrice their room to grow.
  std::deque<boost::json::value> stack_;
};

}  // namespace eddy::checkers
