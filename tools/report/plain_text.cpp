#include "tools/report/plain_text.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

#include "tools/report/valid_text.h"

namespace eddy::tools {
namespace {

// A code point of valid UTF-8 and how many bytes it takes.
struct CodePoint {
  std::uint32_t value;
  std::size_t size;
};

CodePoint first_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80U) return {first, 1};
  const std::size_t size = first < 0xe0U ? 2 : first < 0xf0U ? 3 : 4;
  std::uint32_t value = first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) value = value << 6U | (byte(i) & 0x3fU);
  return {value, size};
}

bool is_control(std::uint32_t point) { return point < 0x20 || (point >= 0x7f && point <= 0x9f); }

// Unicode's Bidi_Control.
bool turns_direction(std::uint32_t point) {
  return point == 0x61c || point == 0x200e || point == 0x200f ||
         (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

bool breaks_line(std::uint32_t point) { return point == 0x2028 || point == 0x2029; }

}  // namespace

std::string plain_text(std::string_view text) {
  const std::string valid = valid_text(text);
  std::string out;
  out.reserve(valid.size());
  for (std::string_view rest = valid; !rest.empty();) {
    const CodePoint point = first_code_point(rest);
    if (is_control(point.value) || turns_direction(point.value) || breaks_line(point.value)) {
      out += fmt::format("⟨U+{:04X}⟩", point.value);
    } else {
      out += rest.substr(0, point.size);
    }
    rest.remove_prefix(point.size);
  }
  return out;
}

}  // namespace eddy::tools
