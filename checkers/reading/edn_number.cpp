#include "checkers/reading/edn_number.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace eddy::checkers {

namespace json = boost::json;

namespace {

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <class Number, class... Base>
std::optional<json::value> parse_whole(std::string_view text, Base... base) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, number, base...);
  if (error != std::errc{} || parsed != end) return std::nullopt;
  return json::value(number);
}

// `text` may have a minus, `digits` is what comes after it.
std::optional<json::value> parse_integer(std::string_view text, std::string_view digits) {
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  if (auto number = parse_whole<std::int64_t>(text)) return number;
  if (auto number = parse_whole<std::uint64_t>(text)) return number;
  return json::value(big_integer(text));
}

}  // namespace

std::string big_integer(std::string_view digits) { return std::string(digits) + 'N'; }

std::optional<json::value> parse_edn_number(std::string_view token) {
  constexpr int kHexadecimal = 16;
  if (token.starts_with('+')) token.remove_prefix(1);
  const std::string_view size = token.substr(token.starts_with('-') ? 1 : 0);
  if (all_digits(size)) return parse_integer(token, size);
  if (size.ends_with('N') && all_digits(size.substr(0, size.size() - 1)))
    return parse_integer(token.substr(0, token.size() - 1), size.substr(0, size.size() - 1));
  if (size.starts_with("0x")) {
    if (size.data() != token.data()) return std::nullopt;
    return parse_whole<std::uint64_t>(size.substr(2), kHexadecimal);
  }
  if (const std::size_t slash = size.find('/'); slash != std::string_view::npos) {
    if (!all_digits(size.substr(0, slash)) || !all_digits(size.substr(slash + 1)))
      return std::nullopt;
    return json::value(token);
  }
  if (token.ends_with('M')) token.remove_suffix(1);
  return parse_whole<double>(token);
}

}  // namespace eddy::checkers
