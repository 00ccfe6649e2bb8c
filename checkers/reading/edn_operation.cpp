#include "checkers/reading/edn_operation.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace eddy::checkers {

namespace {

/// The beginning of a text on one line, with a '?' for each byte that is not plain ASCII.
std::string printable(std::string_view text) {
  constexpr std::size_t kMostShown = 40;
  std::string out(text.substr(0, kMostShown));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  if (text.size() > kMostShown) out += "…";
  return out;
}

}  // namespace

bool EdnOperations::next(TextWindow& window, Fields& fields, std::size_t position) {
  for (;;) {
    text_ = window.text();
    EdnParser parser(text_, end_);
    kept_.reset();
    fields.clear();
    try {
      const bool found = parse(parser, fields);
      if (found && kept_) sharing_->keep(kept_->match, kept_->text, kept_->ends, position);
      line_ = window.line_at(begin_);
      window.drop(parser.offset());
      return found;
    } catch (const EdnIncomplete&) {
      if (!window.grow()) end_ = TextEnd::final;
    } catch (const EdnError& error) {
      throw HistoryError(window.line_at(error.offset), error.expected);
    }
  }
}

bool EdnOperations::parse(EdnParser& parser, Fields& fields) {
  char c = parser.next(EdnParser::Tags::pass);
  char close = close_;
  if (!begun_ && (c == '[' || c == '(')) {
    close = c == '[' ? ']' : ')';
    parser.move_to(parser.offset() + 1);
    c = parser.next(EdnParser::Tags::pass);
  }
  begin_ = parser.offset();
  if (c == 0) {
    if (close != 0)
      parser.fail(
          fmt::format("expected more operations or a {}, but the text ends (truncated?)", close));
    return false;
  }
  if (c == close) {
    parser.move_to(begin_ + 1);
    if (parser.next(EdnParser::Tags::keep) != 0)
      parser.fail("expected nothing behind the operations");
    return false;
  }
  if (c != '{') {
    parser.fail(fmt::format("expected an operation, a map as JSON or EDN, but there is {}",
                            printable(text_.substr(begin_))));
  }
  parser.move_to(begin_ + 1);
  parse_fields(parser, fields);
  begun_ = true;
  close_ = close;
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
