#include "checkers/reading/edn_operation.h"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

#include "checkers/reading/opening.h"

namespace eddy::checkers {

namespace {

constexpr std::string_view kEdnBlank = " \t\r\n,";

// With lines for offsets. The text ends where its last character is.
Unclosed unclosed(const TextWindow& window, const EdnUnclosed& error) {
  const std::size_t end = window.text().find_last_not_of(kEdnBlank) + 1;
  return {error.opening.sign, window.line_at(error.opening.offset), error.found,
          window.line_at(std::min(end, error.offset))};
}

// Rather than by a string of several lines, an error is caused by a quote that is missing.
HistoryError blame(const TextWindow& window, const EdnParser& parser, const HistoryError& error) {
  const auto& string = parser.long_string();
  if (!string) return error;
  return {
      window.line_at(string->offset),
      fmt::format("expected a \" for the string that opens here, before the line ends; or else, "
                  "in line {}, {}",
                  error.line(), error.expected()),
      error.shown_by()};
}

// The beginning of a text on one line, with a '?' for each byte that is not plain ASCII.
std::string printable(std::string_view text) {
  constexpr std::size_t kMostShown = 40;
  std::string out(text.substr(0, kMostShown));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  if (text.size() > kMostShown) out += "…";
  return out;
}

}  // namespace

// Parses with a parser of the window's text, anew as long as the text is too short.
template <class Parse>
bool EdnOperations::with_parser(TextWindow& window, Parse parse) {
  for (;;) {
    text_ = window.text();
    EdnParser parser(text_, end_);
    try {
      return parse(parser);
    } catch (const EdnIncomplete&) {
      if (!window.grow()) end_ = TextEnd::final;
    } catch (const EdnUnclosed& error) {
      throw blame(window, parser, refusal(unclosed(window, error)));
    } catch (const EdnError& error) {
      throw blame(window, parser, HistoryError(window.line_at(error.offset), error.expected));
    }
  }
}

bool EdnOperations::next(TextWindow& window, Fields& fields, std::size_t position) {
  if (!begun_) begin(window);
  last_line_ = window.line();
  return with_parser(window, [&](EdnParser& parser) {
    kept_.reset();
    fields.clear();
    const bool found = parse(parser, fields);
    if (found && kept_) sharing_->keep(kept_->match, kept_->text, kept_->ends, position);
    line_ = window.line_at(begin_);
    window.drop(parser.offset());
    return found;
  });
}

// Passes over the bracket around all operations, if there is one.
void EdnOperations::begin(TextWindow& window) {
  begun_ = true;
  with_parser(window, [&](EdnParser& parser) {
    const char c = parser.next(EdnParser::Tags::pass);
    if (c != '[' && c != '(') return false;
    open_ = c;
    open_line_ = window.line_at(parser.offset());
    window.drop(parser.offset() + 1);
    return true;
  });
}

bool EdnOperations::parse(EdnParser& parser, Fields& fields) {
  const char c = parser.next(EdnParser::Tags::pass);
  begin_ = parser.offset();
  if (c == 0) {
    if (open_ == 0) return false;
    throw refusal(Unclosed{open_, open_line_, std::string(kTextEnds), last_line_});
  }
  if (open_ != 0 && c == closing(open_)) {
    parser.move_to(begin_ + 1);
    if (parser.next(EdnParser::Tags::keep) != 0)
      parser.fail("expected nothing behind the operations");
    return false;
  }
  if (c != '{') {
    parser.fail(fmt::format("expected an operation, a map as JSON or EDN, but there is {}",
                            printable(text_.substr(begin_))));
  }
  parser.open_operation();
  parse_fields(parser, fields);
  return true;
}

void EdnOperations::parse_fields(EdnParser& parser, Fields& fields) {
  while (parser.next_key(key_)) {
    const auto field = parse_field(key_);
    if (!field) {
      parser.form();
      continue;
    }
    if (fields.has(*field))
      parser.fail(fmt::format("expected one field \"{}\", but there are two", key_));
    fields.set(*field, *field == Field::value ? parse_value(parser, fields) : parser.form());
  }
}

boost::json::value EdnOperations::parse_value(EdnParser& parser, Fields& fields) {
  const char c = parser.next(EdnParser::Tags::pass);
  if (sharing_ == nullptr || (c != '[' && c != '(')) return parser.form();
  const std::size_t begin = parser.offset();
  Kept kept;
  kept.match = sharing_->find(text_.substr(begin));
  parser.move_to(begin + std::max<std::size_t>(kept.match.bytes, 1));
  boost::json::array rest = parser.elements(c == '[' ? ']' : ')', &kept.ends, begin);
  kept.text = text_.substr(begin, parser.offset() - begin);
  fields.base = kept.match.base;
  fields.kept = kept.match.kept;
  kept_ = std::move(kept);
  return rest;
}

}  // namespace eddy::checkers
