#include "checkers/reading/utf8.h"

#include <cstdint>

namespace eddy::checkers {

namespace {

// The code point that begins with this byte: how long it is and what its second byte may be.
struct Sequence {
  std::size_t size = 0;  // 0: none begins so
  std::uint8_t least = 0x80;
  std::uint8_t most = 0xbf;
};

Sequence sequence_of(std::uint8_t first) {
  if (first < 0x80) return {1};
  if (first < 0xc2) return {0};
  if (first < 0xe0) return {2};
  if (first == 0xe0) return {3, 0xa0};
  if (first == 0xed) return {3, 0x80, 0x9f};
  if (first < 0xf0) return {3};
  if (first == 0xf0) return {4, 0x90};
  if (first < 0xf4) return {4};
  if (first == 0xf4) return {4, 0x80, 0x8f};
  return {0};
}

}  // namespace

std::size_t utf8_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[at + i]); };
    const Sequence sequence = sequence_of(byte(0));
    if (sequence.size == 0 || text.size() - at < sequence.size) return at;
    for (std::size_t i = 1; i < sequence.size; ++i) {
      const std::uint8_t least = i == 1 ? sequence.least : 0x80;
      const std::uint8_t most = i == 1 ? sequence.most : 0xbf;
      if (byte(i) < least || byte(i) > most) return at;
    }
    at += sequence.size;
  }
  return at;
}

}  // namespace eddy::checkers
