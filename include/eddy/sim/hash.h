// The project's own hash: integer-only, frozen, equal on every platform and compiler.
//
// It makes fingerprints and keyed draws, so a change of any constant changes every golden
// fingerprint. The mixing step is the folded 64 × 64 → 128-bit product known from wyhash.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace eddy::sim {

__extension__ using Uint128 = unsigned __int128;

// The two halves of a·b, folded by exclusive or.
constexpr std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Uint128 product = static_cast<Uint128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

constexpr std::uint64_t mix(std::uint64_t state, std::uint64_t value) {
  return fold(state ^ 0x9e3779b97f4a7c15U, value ^ 0xd6e8feb86659fd93U) + std::rotl(state, 23);
}

// Takes values one after the other; the digest depends on all of them and on their order.
class Hasher {
 public:
  constexpr explicit Hasher(std::uint64_t seed = 0x243f6a8885a308d3U) : state_(seed) {}

  constexpr void add(std::uint64_t value) {
    state_ = mix(state_, value);
    bytes_ += sizeof value;
  }

  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    while (text.size() >= sizeof(std::uint64_t)) {
      add(load(text.substr(0, sizeof(std::uint64_t))));
      text.remove_prefix(sizeof(std::uint64_t));
    }
    if (!text.empty()) add(load(text));
  }

  constexpr std::uint64_t digest() const { return fold(state_, 0xa0761d6478bd642fU) ^ state_; }
  // About how much memory the values took.
  constexpr std::size_t bytes() const { return bytes_; }

 private:
  static std::uint64_t load(std::string_view at_most_eight) {
    std::uint64_t word = 0;
    std::memcpy(&word, at_most_eight.data(), at_most_eight.size());
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
  }

  std::uint64_t state_;
  std::size_t bytes_ = 0;
};

}  // namespace eddy::sim
