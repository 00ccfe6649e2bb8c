#include "eddy/sim/codec/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>
#include <vector>

namespace eddy::sim::codec {
namespace {

namespace json = boost::json;

std::size_t lines_before(std::string_view text, std::size_t position) {
  const auto* begin = text.data();
  return static_cast<std::size_t>(std::count(begin, begin + std::min(position, text.size()), '\n'));
}

// Builds the value, for boost::json::basic_parser.
class Builder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  json::value take() { return std::move(root_); }
  const std::string& repeated() const { return repeated_; }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open(json::object()); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code&) { return open(json::array()); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }
  bool on_key_part(std::string_view part, std::size_t, json::error_code&) { return append(part); }
  bool on_key(std::string_view part, std::size_t, json::error_code& error) {
    append(part);
    Level& level = open_.back();
    level.key = std::exchange(text_, {});
    if (!level.value.get_object().contains(level.key)) return true;
    repeated_ = level.key;
    error = json::error::exception;
    return false;
  }
  bool on_string_part(std::string_view part, std::size_t, json::error_code&) {
    return append(part);
  }
  bool on_string(std::string_view part, std::size_t, json::error_code&) {
    append(part);
    return add(json::value(std::string_view(std::exchange(text_, {}))));
  }
  bool on_number_part(std::string_view part, json::error_code&) { return append(part); }
  bool on_int64(std::int64_t number, std::string_view, json::error_code&) {
    text_.clear();
    return add(number);
  }
  bool on_uint64(std::uint64_t number, std::string_view, json::error_code&) {
    text_.clear();
    return add(number);
  }
  bool on_double(double about, std::string_view part, json::error_code&) {
    append(part);
    double exact = about;
    const auto [stop, error] = std::from_chars(text_.data(), text_.data() + text_.size(), exact);
    if (error != std::errc{}) exact = about;
    text_.clear();
    return add(exact);
  }
  bool on_bool(bool value, json::error_code&) { return add(value); }
  bool on_null(json::error_code&) { return add(nullptr); }
  bool on_comment_part(std::string_view, json::error_code&) { return true; }
  bool on_comment(std::string_view, json::error_code&) { return true; }

 private:
  struct Level {
    json::value value;  // an array or an object
    std::string key;    // of the field that comes next
  };

  bool append(std::string_view part) {
    text_ += part;
    return true;
  }
  bool open(json::value value) {
    open_.push_back({std::move(value), {}});
    return true;
  }
  bool close() {
    json::value value = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(value));
  }
  bool add(json::value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Level& level = open_.back(); level.value.is_array()) {
      level.value.get_array().push_back(std::move(value));
    } else {
      level.value.get_object().emplace(level.key, std::move(value));
    }
    return true;
  }

  json::value root_;
  std::vector<Level> open_;
  std::string text_;
  std::string repeated_;
};

// Walks through JSON text that is known to be well-formed, up to the value at one path.
class PathFinder {
 public:
  PathFinder(std::string_view text, std::string_view path) : text_(text), path_(path) {}

  std::size_t find() {
    value("", 0);
    return found_;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view string() {
    const std::size_t begin = at_++;
    while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
    return text_.substr(begin + 1, at_ - begin - 2);
  }
  // `begin`: where the value's name stands, or the value itself.
  void value(const std::string& here, std::size_t begin) {
    if (!is_around(here)) {
      skip();
      return;
    }
    found_ = begin;
    if (take('{')) {
      while (!take('}')) {
        take(',');
        skip_space();
        const std::size_t name_at = at_;
        const std::string_view name = string();
        take(':');
        skip_space();
        value(here + (here.empty() ? "" : ".") + std::string(name), name_at);
      }
    } else if (take('[')) {
      for (std::size_t index = 0; !take(']'); ++index) {
        take(',');
        skip_space();
        value(fmt::format("{}[{}]", here, index), at_);
      }
    } else {
      skip();
    }
  }
  // Is the value at `here` the one that is looked for, or around it?
  bool is_around(std::string_view here) const {
    if (!path_.starts_with(here)) return false;
    return here.empty() || path_.size() == here.size() || path_[here.size()] == '.' ||
           path_[here.size()] == '[';
  }
  void skip() {
    skip_space();
    if (at_ < text_.size() && text_[at_] == '"') {
      string();
      return;
    }
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        string();
        --at_;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        if (depth == 0) return;
        if (--depth == 0) {
          ++at_;
          return;
        }
      } else if (depth == 0 && std::string_view(", \t\r\n").find(c) != text_.npos) {
        return;
      }
    }
  }

  std::string_view text_;
  std::string_view path_;
  std::size_t at_ = 0;
  std::size_t found_ = 0;
};

}  // namespace

std::variant<json::value, TextFlaw> read_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  json::basic_parser<Builder> parser(options);
  json::error_code error;
  std::size_t consumed = parser.write_some(false, text.data(), text.size(), error);
  if (!error && consumed < text.size()) error = json::error::extra_data;
  if (!error) return parser.handler().take();
  const std::string& repeated = parser.handler().repeated();
  if (error == json::error::exception) {
    const std::string quoted = fmt::format("\"{}\"", repeated);
    const std::size_t found = text.rfind(quoted, consumed);
    return TextFlaw{1 + lines_before(text, found == text.npos ? consumed : found),
                    fmt::format("there is a second field {}", quoted)};
  }
  if (error == json::error::incomplete) {
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    return TextFlaw{1 + lines_before(text, last == text.npos ? 0 : last),
                    "expected more text: the JSON value is not complete"};
  }
  if (error == json::error::too_deep) {
    return TextFlaw{1 + lines_before(text, consumed),
                    fmt::format("expected values nested at most {} deep", kMaxJsonDepth)};
  }
  return TextFlaw{1 + lines_before(text, consumed),
                  fmt::format("expected JSON, but it is not ({})", error.message())};
}

std::size_t line_of(std::string_view text, std::string_view path) {
  return 1 + lines_before(text, PathFinder(text, path).find());
}

}  // namespace eddy::sim::codec
