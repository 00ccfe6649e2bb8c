#include "eddy/sim/hash.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace eddy::sim {
namespace TEST_FILE {

std::uint64_t digest_of(std::initializer_list<std::uint64_t> values) {
  Hasher hasher;
  for (const std::uint64_t value : values) hasher.add(value);
  return hasher.digest();
}

std::uint64_t digest_of(std::string_view text) {
  Hasher hasher;
  hasher.add(text);
  return hasher.digest();
}

TEST_CASE("hash: digests of integers are frozen") {
  CHECK(digest_of({}) == 0x9d256341f6e81c7cU);
  CHECK(digest_of({0}) == 0x8faf33607bdf1a02U);
  CHECK(digest_of({1}) == 0x202a5584a7eb3e39U);
  CHECK(digest_of({1, 2}) == 0xe82e578bd948a0b3U);
}

TEST_CASE("hash: the order of the values counts") {
  CHECK(digest_of({2, 1}) == 0xa8f10b97e3f6b7cbU);
  CHECK(digest_of({2, 1}) != digest_of({1, 2}));
}

TEST_CASE("hash: digests of texts are frozen and read as little-endian words after the length") {
  CHECK(digest_of("a") == 0xd38d98474882df6fU);
  CHECK(digest_of("broadcast_ok") == 0x526409790886a36U);
  CHECK(digest_of("12345678") == 0x220118dcaac87953U);
  CHECK(digest_of("") == digest_of({0}));
  CHECK(digest_of("a") == digest_of({1, 'a'}));
}

TEST_CASE("hash: a text is told from the same text with zero bytes behind it") {
  CHECK(digest_of("ab") != digest_of(std::string_view("ab\0", 3)));
}

TEST_CASE("hash: two texts are told from one text of the same bytes") {
  Hasher two;
  two.add("ab");
  two.add("c");
  CHECK(two.digest() != digest_of("abc"));
}

TEST_CASE("hash: every single bit of a value changes about half of the digest") {
  for (unsigned bit = 0; bit < 64; ++bit) {
    CAPTURE(bit);
    const std::uint64_t changed = digest_of({0}) ^ digest_of({std::uint64_t{1} << bit});
    CHECK(std::popcount(changed) >= 12);
    CHECK(std::popcount(changed) <= 52);
  }
}

TEST_CASE("hash: bytes tells about how much memory the values took") {
  Hasher hasher;
  hasher.add(1);
  CHECK(hasher.bytes() == 8);
  hasher.add("a text of thirty characters ..");
  CHECK(hasher.bytes() == 8 + 8 + 32);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
