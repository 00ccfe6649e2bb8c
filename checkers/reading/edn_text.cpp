#include "checkers/reading/edn_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>

#include "checkers/reading/utf8.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

constexpr std::uint32_t kFirstHigh = 0xd800;
constexpr std::uint32_t kFirstLow = 0xdc00;
constexpr std::uint32_t kLastLow = 0xdfff;

template <class String>
void append_utf8(String& out, std::uint32_t code) {
  const auto add = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0U | (code >> 6U));
    add(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    add(0xe0U | (code >> 12U));
    add(0x80U | ((code >> 6U) & 0x3fU));
    add(0x80U | (code & 0x3fU));
  } else {
    add(0xf0U | (code >> 18U));
    add(0x80U | ((code >> 12U) & 0x3fU));
    add(0x80U | ((code >> 6U) & 0x3fU));
    add(0x80U | (code & 0x3fU));
  }
}

bool parse_digits(std::string_view digits, int base, std::uint32_t& number) {
  const char* end = digits.data() + digits.size();
  const auto [parsed, error] = std::from_chars(digits.data(), end, number, base);
  return error == std::errc{} && parsed == end && !digits.empty();
}

// What ends a token.
bool is_delimiter(char c) {
  constexpr std::string_view kDelimiters = "\"()[]{};";
  return is_edn_blank(c) || kDelimiters.find(c) != std::string_view::npos;
}

}  // namespace

bool is_edn_blank(char c) {
  return c == ' ' || c == ',' || c == '\n' || c == '\r' || c == '\t' || c == '\f';
}

void EdnText::fail(std::string expected) const { throw EdnError{at_, std::move(expected)}; }

void EdnText::fail_at_end() const {
  if (end_ == TextEnd::open) throw EdnIncomplete{};
  if (!open_.empty()) fail_unclosed(std::string(kTextEnds));
  fail("expected more, but the text ends inside a value (truncated?)");
}

void EdnText::fail_unclosed(std::string found) const {
  throw EdnUnclosed{open_.back(), at_, std::move(found)};
}

char EdnText::peek(std::size_t ahead) const {
  if (at_ + ahead < text_.size()) return text_[at_ + ahead];
  if (end_ == TextEnd::open) throw EdnIncomplete{};
  return 0;
}

std::string_view EdnText::token() {
  const std::size_t begin = at_;
  while (!at_end() && !is_delimiter(text_[at_])) ++at_;
  if (at_end() && end_ == TextEnd::open) throw EdnIncomplete{};
  const std::string_view token = text_.substr(begin, at_ - begin);
  if (!is_utf8(token)) fail("expected UTF-8, but there are other bytes");
  return token;
}

json::string EdnText::quoted() {
  const Opening opening{'"', at_ - 1};
  open_.push_back(opening);
  json::string out;
  for (;;) {
    const std::size_t stop = std::min(text_.find_first_of("\"\\", at_), text_.size());
    out.append(text_.substr(at_, stop - at_));
    at_ = stop;
    if (at_end()) fail_at_end();
    ++at_;
    if (text_[stop] == '"') break;
    escape(out);
  }
  open_.pop_back();
  if (!long_string_ && text_.substr(opening.offset, at_ - opening.offset).find('\n') != text_.npos)
    long_string_ = opening;
  if (!is_utf8(out)) fail("expected UTF-8, but a string holds other bytes");
  return out;
}

// Behind the backslash.
void EdnText::escape(json::string& out) {
  constexpr std::string_view kNames = "tbnrf\"\\";
  constexpr std::string_view kMeanings = "\t\b\n\r\f\"\\";
  const char c = peek();
  if (const std::size_t found = kNames.find(c); c != 0 && found != std::string_view::npos) {
    ++at_;
    out.push_back(kMeanings[found]);
  } else if (c == 'u') {
    ++at_;
    std::uint32_t code = code_unit();
    if (code >= kFirstHigh && code < kFirstLow && peek() == '\\' && peek(1) == 'u') {
      at_ += 2;
      const std::uint32_t low = code_unit();
      if (low < kFirstLow || low > kLastLow) fail("expected the other half of a surrogate pair");
      code = 0x10000 + ((code - kFirstHigh) << 10U) + (low - kFirstLow);
    } else if (code >= kFirstHigh && code <= kLastLow) {
      fail("expected the other half of a surrogate pair");
    }
    append_utf8(out, code);
  } else if (c >= '0' && c <= '7') {
    constexpr std::size_t kMostDigits = 3;
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < kMostDigits && peek() >= '0' && peek() <= '7'; ++i)
      code = code * 8 + static_cast<std::uint32_t>(text_[at_++] - '0');
    append_utf8(out, code);
  } else {
    if (c == 0) fail_at_end();
    fail("expected one of \\t \\b \\n \\r \\f \\\" \\\\ \\uXXXX in a string");
  }
}

// Four hexadecimal digits.
std::uint32_t EdnText::code_unit() {
  constexpr std::size_t kDigits = 4;
  peek(kDigits - 1);
  std::uint32_t code = 0;
  const std::string_view digits = text_.substr(at_, kDigits);
  if (digits.size() < kDigits && digits.find('"') == digits.npos) fail_at_end();
  if (digits.size() < kDigits || !parse_digits(digits, 16, code))
    fail("expected four hexadecimal digits behind \\u");
  at_ += kDigits;
  return code;
}

json::value EdnText::character() {
  ++at_;
  if (peek() == 0) fail_at_end();
  const std::size_t begin = at_;
  ++at_;  // whatever it is: \( and \; are characters
  token();
  const std::string_view name = text_.substr(begin, at_ - begin);
  if (!is_utf8(name)) fail("expected UTF-8, but there are other bytes");
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
  const auto others = name.substr(1);
  if (std::all_of(others.begin(), others.end(), continues)) return json::value(name);
  if (name == "newline") return json::value("\n");
  if (name == "space") return json::value(" ");
  if (name == "tab") return json::value("\t");
  if (name == "return") return json::value("\r");
  if (name == "backspace") return json::value("\b");
  if (name == "formfeed") return json::value("\f");
  std::uint32_t code = 0;
  const bool hexadecimal = name[0] == 'u' && name.size() == 5 && parse_digits(others, 16, code);
  const bool octal = name[0] == 'o' && name.size() <= 4 && parse_digits(others, 8, code);
  if ((!hexadecimal && !octal) || (code >= kFirstHigh && code <= kLastLow))
    fail(fmt::format("expected a character, but it is \\{:.40}", name));
  json::string out;
  append_utf8(out, code);
  return json::value(std::move(out));
}

json::value EdnText::pattern() {
  const std::size_t begin = at_;
  for (; !at_end() && text_[at_] != '"'; ++at_) at_ += text_[at_] == '\\' ? 1 : 0;
  if (at_end()) {
    at_ = text_.size();
    open_.push_back({'"', begin - 1});
    fail_at_end();
  }
  const std::string_view text = text_.substr(begin, at_ - begin);
  if (!is_utf8(text)) fail("expected UTF-8, but a string holds other bytes");
  ++at_;
  return json::value(text);
}

}  // namespace eddy::checkers
