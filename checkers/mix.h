// The finisher of splitmix64 (Steele, Lea, Flood 2014): every bit of the input reaches every bit of
// the output.
#pragma once

#include <cstdint>

namespace eddy::checkers {

constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

}  // namespace eddy::checkers
