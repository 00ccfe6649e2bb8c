#include "checkers/reading/json_operation.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <optional>
#include <vector>

#include "checkers/reading/array_sharing.h"
#include "checkers/reading/edn_number.h"
#include "checkers/reading/utf8.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

// Takes the parser's events: those of a field that counts make its value, others go nowhere.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  void begin(Fields& fields) {
    stack_.reset();
    fields_ = &fields;
    depth_ = 0;
    field_.reset();
    key_.clear();
    number_.clear();
    elements_ = 0;
    not_an_object_ = false;
    repeated_.reset();
  }

  // Has the array that is the operation's value begun, and nothing of it come yet?
  bool is_at_begin_of_value() const {
    return depth_ == 2 && in_array_ && elements_ == 0 && field_ == Field::value;
  }

  bool not_an_object() const { return not_an_object_; }
  // The field that came twice.
  std::optional<Field> repeated() const { return repeated_; }

  using Error = json::error_code;

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error& error) { return open(false, error); }
  bool on_object_end(std::size_t n, Error&) {
    --depth_;
    if (depth_ == 0) return true;
    if (field_) stack_.push_object(n);
    ended();
    return true;
  }
  bool on_array_begin(Error& error) { return open(true, error); }
  bool on_array_end(std::size_t n, Error&) {
    --depth_;
    if (field_) stack_.push_array(n);
    ended();
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, Error&) {
    if (depth_ == 1) {
      key_.append(part);
    } else if (field_) {
      stack_.push_chars(part);
    }
    return true;
  }
  bool on_key(json::string_view part, std::size_t, Error& error) {
    if (depth_ == 1) {
      key_.append(part);
      field_ = parse_field(key_);
      key_.clear();
      if (field_ && fields_->has(*field_)) {
        repeated_ = field_;
        error = json::error::syntax;
        return false;
      }
    } else if (field_) {
      stack_.push_key(part);
    }
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, Error&) {
    if (field_) stack_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, Error& error) {
    return scalar(error, [&] { stack_.push_string(part); });
  }
  bool on_number_part(json::string_view part, Error&) {
    number_.append(part);
    return true;
  }
  bool on_int64(std::int64_t number, json::string_view, Error& error) {
    number_.clear();
    return scalar(error, [&] { stack_.push_int64(number); });
  }
  bool on_uint64(std::uint64_t number, json::string_view, Error& error) {
    number_.clear();
    return scalar(error, [&] { stack_.push_uint64(number); });
  }
  bool on_double(double number, json::string_view part, Error& error) {
    number_.append(part);
    // An integer beyond 64 bits: as a double it would be equal to others.
    const bool integer = number_.find_first_of(".eE") == std::string::npos;
    const bool more = scalar(error, [&] {
      if (integer) {
        stack_.push_string(big_integer(number_));
      } else {
        stack_.push_double(number);
      }
    });
    number_.clear();
    return more;
  }
  bool on_bool(bool value, Error& error) {
    return scalar(error, [&] { stack_.push_bool(value); });
  }
  bool on_null(Error& error) {
    return scalar(error, [&] { stack_.push_null(); });
  }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }

 private:
  bool refuse(Error& error) {
    not_an_object_ = true;
    error = json::error::syntax;
    return false;
  }

  bool open(bool array, Error& error) {
    if (depth_ == 0 && array) return refuse(error);
    ++elements_;
    ++depth_;
    if (depth_ == 2) {
      in_array_ = array;
      elements_ = 0;
    }
    return true;
  }

  template <class Push>
  bool scalar(Error& error, Push push) {
    if (depth_ == 0) return refuse(error);
    ++elements_;
    if (field_) push();
    ended();
    return true;
  }

  // At the end of a field's value.
  void ended() {
    if (depth_ != 1 || !field_) return;
    fields_->set(*field_, stack_.release());
    stack_.reset();
    field_.reset();
  }

  json::value_stack stack_;
  Fields* fields_ = nullptr;
  std::size_t depth_ = 0;       // of what is open
  std::optional<Field> field_;  // whose value is under way
  std::string key_;             // of the operation
  std::string number_;
  bool in_array_ = false;     // what opened at depth 2
  std::size_t elements_ = 0;  // values since then
  bool not_an_object_ = false;
  std::optional<Field> repeated_;
};

json::parse_options depth_limited() {
  json::parse_options options;
  options.max_depth = kMaxHistoryDepth;
  return options;
}

// Appends where each element of an array ends to `ends`. `text` goes on from behind an element, or
// from behind the bracket; offsets count from `offset`, as the result does: where the closing
// bracket is, or nothing if the text ends before.
std::optional<std::size_t> scan_elements(std::string_view text, std::size_t offset,
                                         std::vector<std::uint32_t>& ends) {
  std::size_t depth = 0;
  bool element = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      element = true;
      for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\' ? 1 : 0;
    } else if (c == '[' || c == '{') {
      element = true;
      ++depth;
    } else if (depth == 0 && (c == ',' || c == ']')) {
      if (element) ends.push_back(static_cast<std::uint32_t>(offset + at));
      element = false;
      if (c == ']') return offset + at;
    } else if (c == ']' || c == '}') {
      if (depth == 0) return std::nullopt;
      --depth;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      element = true;
    }
  }
  return std::nullopt;
}

// From behind an element on, where the next one begins or the array is closed; 0: neither.
std::size_t skip_comma(std::string_view array, std::size_t from, std::size_t closed) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t comma = array.find_first_not_of(kBlank, from);
  if (comma == closed) return closed;
  if (array[comma] != ',') return 0;
  return array.find_first_not_of(kBlank, comma + 1) == closed ? 0 : comma + 1;
}

}  // namespace

class JsonOperation::Parser : public json::basic_parser<Handler> {
 public:
  Parser() : basic_parser(depth_limited()) {}
};

JsonOperation::JsonOperation(ArraySharing* sharing)
    : parser_(std::make_unique<Parser>()), sharing_(sharing) {}

JsonOperation::~JsonOperation() = default;

Parsed JsonOperation::failure(std::string_view text) {
  constexpr std::size_t kLongestCodePoint = 4;
  const json::error_code code = parser_->last_error();
  if (code == json::error::incomplete) return Parsed::incomplete;
  if (parser_->handler().not_an_object()) {
    expected_ = fmt::format("expected a JSON object, but it is {:.40}{}", text,
                            text.size() > 40 ? "…" : "");
  } else if (const auto field = parser_->handler().repeated()) {
    expected_ = fmt::format("expected one field \"{}\", but there are two", name_of(*field));
  } else if (code == json::error::too_deep) {
    expected_ = fmt::format("expected values nested at most {} deep", kMaxHistoryDepth);
  } else if (const std::size_t good = utf8_prefix(text);
             good < std::min(text.size(), consumed_ + kLongestCodePoint)) {
    expected_ = "expected UTF-8, but there are other bytes";
  } else {
    expected_ = fmt::format("expected a JSON object, but it is not JSON ({})", code.message());
  }
  return Parsed::broken;
}

Parsed JsonOperation::parse(std::string_view text, Fields& fields, std::size_t position) {
  fields.clear();
  parser_->reset();
  parser_->handler().begin(fields);
  json::error_code code;
  const std::size_t head = sharing_ == nullptr ? 0 : parse_head(text);
  if (head > 0) return parse_shared(text, head, fields, position);
  consumed_ =
      parser_->last_error() ? 0 : parser_->write_some(false, text.data(), text.size(), code);
  return parser_->done() ? whole(text) : failure(text);
}

// The parser passes over blanks behind an operation, too.
Parsed JsonOperation::whole(std::string_view text) {
  consumed_ = text.find_last_of('}', consumed_ - 1) + 1;
  return Parsed::whole;
}

// Parses up to and with the bracket of the operation's value and returns how much that was; 0 with
// nothing parsed if there seems to be no such value.
std::size_t JsonOperation::parse_head(std::string_view text) {
  constexpr std::size_t kFar = 4096;
  constexpr std::string_view kKey = "\"value\":";
  std::size_t at = text.substr(0, kFar).find(kKey);
  if (at == std::string_view::npos) return 0;
  at = text.find_first_not_of(' ', at + kKey.size());
  if (at == std::string_view::npos || text[at] != '[') return 0;
  json::error_code code;
  consumed_ = parser_->write_some(true, text.data(), at + 1, code);
  return at + 1;
}

Parsed JsonOperation::parse_shared(std::string_view text, std::size_t head, Fields& fields,
                                   std::size_t position) {
  if (parser_->last_error()) return failure(text);
  if (parser_->done()) return whole(text);
  const std::string_view array = text.substr(head - 1);
  ArraySharing::Match match;
  std::vector<std::uint32_t> ends;
  std::optional<std::size_t> closed;  // where the bracket that ends the array is
  std::size_t from = 1;               // where in the array parsing goes on
  if (parser_->handler().is_at_begin_of_value()) {
    match = sharing_->find(array);
    const std::size_t begin = std::max<std::size_t>(match.bytes, 1);
    closed = scan_elements(array.substr(begin), begin, ends);
    if (closed && match.base != kNoBase) from = skip_comma(array, begin, *closed);
    if (from == 0 || !closed) {  // broken: what parses the whole says how
      match = {};
      closed.reset();
      from = 1;
    }
  }
  json::error_code code;
  const std::string_view rest = array.substr(from);
  consumed_ = head - 1 + from + parser_->write_some(false, rest.data(), rest.size(), code);
  if (!parser_->done()) return failure(text);
  if (closed) {
    fields.base = match.base;
    fields.kept = match.kept;
    sharing_->keep(match, array.substr(0, *closed + 1), ends, position);
  }
  return whole(text);
}

}  // namespace eddy::checkers
