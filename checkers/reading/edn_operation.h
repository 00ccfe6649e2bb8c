// Finds the operations in a text of EDN: maps, with or without a tag, one after the other or in one
// vector or list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/reading/array_sharing.h"
#include "checkers/reading/edn_form.h"
#include "checkers/reading/history_builder.h"
#include "checkers/reading/text_window.h"

namespace eddy::checkers {

class EdnOperations {
 public:
  // `sharing` may be null; it has to outlive this.
  explicit EdnOperations(ArraySharing* sharing) : sharing_(sharing) {}

  // Parses the next operation into `fields`; false: there is none. `position` is the one that it
  // will have. Throws HistoryError.
  bool next(TextWindow& window, Fields& fields, std::size_t position);

  // The line in which it begins.
  std::size_t line() const { return line_; }

 private:
  // An array that later ones may be compared with, once its operation is whole.
  struct Kept {
    ArraySharing::Match match;
    std::string_view text;
    std::vector<std::uint32_t> ends;
  };

  template <class Parse>
  bool with_parser(TextWindow& window, Parse parse);
  void begin(TextWindow& window);
  bool parse(EdnParser& parser, Fields& fields);
  void parse_fields(EdnParser& parser, Fields& fields);
  boost::json::value parse_value(EdnParser& parser, Fields& fields);

  ArraySharing* sharing_;
  std::string_view text_;  // what is parsed
  std::optional<Kept> kept_;
  TextEnd end_ = TextEnd::open;
  bool begun_ = false;  // the bracket before the first operation was looked for
  char open_ = 0;       // the one around all operations; 0: there is none
  std::size_t open_line_ = 0;
  std::size_t last_line_ = 1;  // where the previous operation ends
  std::size_t begin_ = 0;
  std::size_t line_ = 1;
  std::string key_;
};

}  // namespace eddy::checkers
