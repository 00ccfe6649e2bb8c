#include "checkers/reading/edn_form.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "checkers/reading/edn_number.h"
#include "eddy/checkers/history_reader.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char opening_of(char close) {
  if (close == '}') return '{';
  return close == ']' ? '[' : '(';
}

}  // namespace

// What is open deepens by one for as long as this lives.
class EdnParser::Nesting {
 public:
  // By a bracket, or by what has none: then `opening` has no sign.
  Nesting(EdnParser& parser, Opening opening) : parser_(parser), has_bracket_(opening.sign != 0) {
    if (++parser_.depth_ > kMaxHistoryDepth)
      parser_.fail(fmt::format("expected values nested at most {} deep", kMaxHistoryDepth));
    if (has_bracket_) parser_.open_.push_back(opening);
  }
  ~Nesting() {
    --parser_.depth_;
    if (has_bracket_) parser_.open_.pop_back();
  }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  EdnParser& parser_;
  bool has_bracket_;
};

char EdnParser::next(Tags tags) {
  bool tagged = false;  // a tag or metadata wants its form
  for (;;) {
    while (!at_end() && is_edn_blank(text_[at_])) ++at_;
    if (at_end()) {
      if (tagged || end_ == TextEnd::open) fail_at_end();
      return 0;
    }
    const char c = text_[at_];
    if (c == ';') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '#' && peek(1) == '_') {
      const Nesting nesting(*this, {});
      at_ += 2;
      form();
    } else if (tags == Tags::pass && c == '#' && is_letter(peek(1))) {
      token();
      tagged = true;
    } else if (tags == Tags::pass && c == '^') {
      const Nesting nesting(*this, {});
      ++at_;
      form();
      tagged = true;
    } else {
      if (c == 0) fail("expected EDN, but there is a control character");
      if (tagged && (c == ')' || c == ']' || c == '}'))
        fail(fmt::format("expected a value behind a tag, but there is a {}", c));
      return c;
    }
  }
}

json::value EdnParser::form() {
  const char c = next(Tags::pass);
  switch (c) {
    case 0:
      fail_at_end();
    case '(':
      ++at_;
      return elements(')', nullptr, 0);
    case '[':
      ++at_;
      return elements(']', nullptr, 0);
    case '{':
      ++at_;
      return map("");
    case '"':
      ++at_;
      return json::value(quoted());
    case '\\':
      return character();
    case '#':
      return dispatch();
    case ':':
      return json::value(keyword());
    case ')':
    case ']':
    case '}':
      if (!open_.empty() && c != closing(open_.back().sign))
        fail_unclosed(fmt::format("there is a {}", c));
      [[fallthrough]];
    case '@':
    case '`':
    case '~':
      fail(fmt::format("expected a value, but there is a {}", c));
    default:
      return atom();
  }
}

// What begins with '#' and is no tag.
json::value EdnParser::dispatch() {
  switch (peek(1)) {
    case '{':
      at_ += 2;
      return set();
    case '"':
      at_ += 2;
      return pattern();
    case ':': {
      ++at_;
      const std::string name_space(keyword());
      if (next(Tags::keep) != '{') fail("expected a map behind its namespace");
      ++at_;
      return map(name_space);
    }
    case '#': {
      at_ += 2;
      const std::string_view name = token();
      if (name == "Inf") return json::value("Infinity");
      if (name == "-Inf") return json::value("-Infinity");
      if (name == "NaN") return json::value("NaN");
      fail("expected ##Inf, ##-Inf or ##NaN");
    }
    case '\'':
      return json::value(token());
    default:
      fail("expected EDN, but there is a # that begins nothing");
  }
}

json::array EdnParser::elements(char close, std::vector<std::uint32_t>* ends, std::size_t origin) {
  const Nesting nesting(*this, {opening_of(close), at_ - 1});
  const std::size_t first = stack_.size();
  for (char c = next(Tags::pass); c != close; c = next(Tags::pass)) {
    if (c == 0) fail_at_end();
    json::value element = form();
    stack_.push_back(std::move(element));
    if (ends != nullptr) ends->push_back(static_cast<std::uint32_t>(at_ - origin));
  }
  ++at_;
  json::array array;
  array.reserve(stack_.size() - first);
  for (std::size_t i = first; i < stack_.size(); ++i) array.push_back(std::move(stack_[i]));
  stack_.resize(first);
  return array;
}

// Sorted, for the order in which a set is printed means nothing.
json::value EdnParser::set() {
  json::array array = elements('}', nullptr, 0);
  std::sort(array.begin(), array.end(), ValueLess{});
  return array;
}

json::value EdnParser::map(std::string_view name_space) {
  const Nesting nesting(*this, {'{', at_ - 1});
  json::object object;
  for (char c = next(Tags::pass); c != '}'; c = next(Tags::pass)) {
    if (c == 0) fail_at_end();
    std::string key = key_of(form());
    if (c == ':' && !name_space.empty()) {
      if (key.starts_with("_/")) {
        key.erase(0, 2);
      } else if (key.find('/') == std::string::npos) {
        key = fmt::format("{}/{}", name_space, key);
      }
    }
    json::value value = form();
    if (!object.emplace(key, std::move(value)).second)
      fail(fmt::format("expected keys that differ, but there are two {:.40}", key));
  }
  ++at_;
  return object;
}

void EdnParser::open_operation() { open_.push_back({'{', at_++}); }

bool EdnParser::next_key(std::string& key) {
  const char c = next(Tags::pass);
  if (c == 0) fail_at_end();
  if (c == '}') {
    ++at_;
    open_.pop_back();
    return false;
  }
  // No field is called by a map: this is the next operation.
  if (c == '{') fail_unclosed("there is a {");
  if (c == ':') {
    key = keyword();
  } else {
    key = key_of(form());
  }
  return true;
}

std::string EdnParser::key_of(const json::value& value) {
  if (value.is_string()) return std::string(std::string_view(value.get_string()));
  return json::serialize(value);
}

std::string_view EdnParser::keyword() {
  const std::string_view name = token().substr(1);
  if (name.empty() || name.front() == ':') fail("expected a name behind a colon");
  return name;
}

json::value EdnParser::atom() {
  const std::string_view name = token();
  if (name.empty()) fail("expected a value");
  const std::size_t sign = name.front() == '+' || name.front() == '-' ? 1 : 0;
  if (name.size() > sign && is_digit(name[sign])) {
    if (auto number = parse_edn_number(name)) return std::move(*number);
    fail(fmt::format("expected a number, but it is {:.40}", name));
  }
  if (name == "nil") return nullptr;
  if (name == "true") return true;
  if (name == "false") return false;
  if (static_cast<unsigned char>(name.front()) < ' ')
    fail("expected EDN, but there is a control character");
  return json::value(name);
}

}  // namespace eddy::checkers
