#include "base/text.h"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <vector>

namespace eddy {
namespace {

// How many bytes the character takes that the text begins with; 0: it is none.
// (Unicode 15, table 3-7: well-formed UTF-8 byte sequences.)
std::size_t character_size(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto is_between = [](unsigned value, unsigned least, unsigned most) {
    return value >= least && value <= most;
  };
  const auto follows = [&](std::size_t i) { return is_between(byte(i), 0x80U, 0xbfU); };
  const unsigned first = byte(0);
  if (first <= 0x7fU) return 1;
  if (is_between(first, 0xc2U, 0xdfU)) return follows(1) ? 2 : 0;
  if (is_between(first, 0xe0U, 0xefU)) {
    const unsigned least = first == 0xe0U ? 0xa0U : 0x80U;
    const unsigned most = first == 0xedU ? 0x9fU : 0xbfU;
    return is_between(byte(1), least, most) && follows(2) ? 3 : 0;
  }
  if (is_between(first, 0xf0U, 0xf4U)) {
    const unsigned least = first == 0xf0U ? 0x90U : 0x80U;
    const unsigned most = first == 0xf4U ? 0x8fU : 0xbfU;
    return is_between(byte(1), least, most) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string shortened(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return std::string(text);
  std::size_t end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string on_one_line(std::string_view text) {
  std::vector<std::string> lines;
  boost::split(lines, text, boost::is_any_of("\n"));
  std::string joined;
  for (std::string& line : lines) {
    boost::trim(line);
    if (line.empty()) continue;
    if (!joined.empty()) joined += joined.back() == ':' ? " " : "; ";
    joined += line;
  }
  return joined;
}

std::string valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t size = character_size(bytes);
    text += size == 0 ? std::string_view("\xef\xbf\xbd") : bytes.substr(0, size);
    bytes.remove_prefix(size == 0 ? 1 : size);
  }
  return text;
}

std::string quotable(std::string_view bytes, std::size_t most_bytes) {
  std::string text = valid_utf8(bytes.substr(0, most_bytes + 4));  // and the rest of a character
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == '\x7f'; }, ' ');
  return shortened(text, most_bytes);
}

}  // namespace eddy
