// A probability as an integer, so that a draw compares alike on every platform.
#pragma once

#include <cstdint>

namespace eddy::sim {

class Probability {
 public:
  constexpr Probability() = default;

  // REQUIRES: 0 ≤ p ≤ 1. Exact from 1/1024 up, for scaling a double by a power of two does not
  // round; below, to 2^-63.
  static constexpr Probability of(double p) {
    return Probability(static_cast<std::uint64_t>(p * static_cast<double>(kOne)));
  }
  static constexpr Probability percent(std::uint32_t p) { return of(p / 100.0); }

  // Is the event drawn, given 64 random bits?
  constexpr bool holds(std::uint64_t bits) const { return (bits >> kSpareBits) < share_; }
  constexpr bool never() const { return share_ == 0; }
  constexpr double value() const { return static_cast<double>(share_) / static_cast<double>(kOne); }

  friend constexpr bool operator==(Probability, Probability) = default;

 private:
  static constexpr std::uint32_t kSpareBits = 1;
  static constexpr std::uint64_t kOne = std::uint64_t{1} << 63U;
  constexpr explicit Probability(std::uint64_t share) : share_(share) {}

  std::uint64_t share_ = 0;  // of kOne
};

}  // namespace eddy::sim
