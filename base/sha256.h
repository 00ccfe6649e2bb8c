// The SHA-256 of bytes that come in pieces (FIPS 180-4), to tell one file from another.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace eddy {

class Sha256 {
 public:
  void add(std::string_view bytes);
  // Of all that was added, as 64 hexadecimal digits in lower case. Called last.
  std::string digest();

 private:
  static constexpr std::size_t kBlock = 64;  // bytes

  void absorb(const unsigned char* block);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, kBlock> rest_ = {};  // what is no whole block yet
  std::size_t rest_size_ = 0;
  std::uint64_t size_ = 0;  // of all, in bytes
};

}  // namespace eddy
