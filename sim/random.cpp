#include "eddy/sim/random.h"

#include <array>
#include <bit>

namespace eddy::sim {
namespace {

constexpr unsigned kStepBits = 8;
constexpr std::size_t kSteps = std::size_t{1} << kStepBits;
constexpr unsigned kFractionBits = 32;

// log2 of x / 2^62 for x in [2^62, 2^63], as a fixed-point number with 32 binary places:
// one bit of the logarithm a squaring.
constexpr std::uint64_t log2_of(std::uint64_t x) {
  constexpr std::uint64_t kTwo = std::uint64_t{1} << 63U;
  if (x >= kTwo) return std::uint64_t{1} << kFractionBits;
  std::uint64_t result = 0;
  for (unsigned bit = 0; bit < kFractionBits; ++bit) {
    x = static_cast<std::uint64_t>((static_cast<Uint128>(x) * x) >> 62U);
    result <<= 1U;
    if (x >= kTwo) {
      result |= 1U;
      x >>= 1U;
    }
  }
  return result;
}

constexpr std::array<std::uint64_t, kSteps + 1> log2_table() {
  std::array<std::uint64_t, kSteps + 1> table{};
  for (std::size_t i = 0; i <= kSteps; ++i) {
    table[i] = log2_of((kSteps + i) << (62U - kStepBits));
  }
  return table;
}

constexpr std::array<std::uint64_t, kSteps + 1> kLog2 = log2_table();
constexpr std::uint64_t kLn2 = 2'977'044'472U;  // ln 2 with 32 binary places

}  // namespace

Duration exponential(std::uint64_t bits, Duration mean) {
  const std::uint64_t u = bits | 1U;  // never zero
  const auto leading = static_cast<unsigned>(std::countl_zero(u));
  const std::uint64_t mantissa = (u << leading) << 1U;  // the fraction of 1.xxx, 64 places
  const std::uint64_t step = mantissa >> (64U - kStepBits);
  const std::uint64_t rest = (mantissa << kStepBits) >> 32U;  // place within the step, 32 places
  const std::uint64_t log2_fraction =
      kLog2[step] + (((kLog2[step + 1] - kLog2[step]) * rest) >> 32U);
  // −log2(u / 2^64) = leading + 1 − log2(1.xxx)
  const std::uint64_t minus_log2 = ((std::uint64_t{leading} + 1) << kFractionBits) - log2_fraction;
  const auto minus_ln =
      static_cast<std::uint64_t>((static_cast<Uint128>(minus_log2) * kLn2) >> kFractionBits);
  return Duration(static_cast<Duration::rep>(
      (static_cast<Uint128>(minus_ln) * static_cast<std::uint64_t>(mean.count())) >>
      kFractionBits));
}

}  // namespace eddy::sim
