#include "nodes/process/message_text.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace eddy::nodes::process {
namespace {

template <class Number>
bool holds_number(std::string_view digits) {
  Number number{};
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  return error == std::errc{} && stop == end;
}

bool is_held(std::string_view number) {
  constexpr std::size_t kSurelyHeld = 18;  // digits
  if (number.find_first_of(".eE") != number.npos) return holds_number<double>(number);
  return number.size() <= kSurelyHeld || holds_number<std::int64_t>(number) ||
         holds_number<std::uint64_t>(number);
}

// Goes once through text that is known to be JSON.
class MessageScan {
 public:
  explicit MessageScan(std::string_view text) : text_(text) {}

  MessageText run() {
    while (at_ < text_.size()) step();
    return found_;
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '"') {
      const std::size_t begin = ++at_;
      while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
      last_string_ = text_.substr(begin, at_ - begin);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      number();
      return;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      if (depth_ == 1) end_value();
      --depth_;
    } else if (depth_ == 1 && c == ':') {
      name_ = last_string_;
      value_begin_ = at_ + 1;
    } else if (depth_ == 1 && c == ',') {
      end_value();
    }
    ++at_;
  }
  void number() {
    const std::size_t end = std::min(text_.find_first_not_of("+-.0123456789eE", at_), text_.size());
    const std::string_view number = text_.substr(at_, end - at_);
    if (found_.beyond.empty() && !is_held(number)) found_.beyond = number;
    at_ = end;
  }
  void end_value() {
    if (name_ != "body") return;
    std::string_view value = text_.substr(value_begin_, at_ - value_begin_);
    constexpr std::string_view kSpace = " \t\r\n";
    value.remove_prefix(std::min(value.find_first_not_of(kSpace), value.size()));
    value.remove_suffix(value.size() - (value.find_last_not_of(kSpace) + 1));
    found_.body = value;
    name_ = {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string_view last_string_;
  std::string_view name_;  // of the field at hand
  std::size_t value_begin_ = 0;
  MessageText found_;
};

}  // namespace

MessageText look_through(std::string_view line) { return MessageScan(line).run(); }

}  // namespace eddy::nodes::process
