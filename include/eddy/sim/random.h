// Keyed randomness: a draw is a pure function of (seed, purpose, key), never of what was drawn
// before.
//
// Taking one operation or fault out of a scenario therefore leaves every unrelated draw as it was.
// Integer-only and frozen: the same seed gives the same bits with every compiler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "eddy/sim/hash.h"
#include "eddy/sim/probability.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

// What a draw is for. The numbers are frozen: they are part of every fingerprint.
enum class Purpose : std::uint64_t {
  latency = 1,
  loss = 2,
  duplicate = 3,
  duplicate_latency = 4,
  slow = 5,
  node_program = 6,
  seq_kv_state = 7,
  seq_kv_staleness = 8,
  lww_kv_replica = 9,
  lww_kv_gossip = 10,
  hop = 11,
  duplicate_hop = 12,
  operation_time = 16,
  operation_choice = 17,
  operation_process = 18,
  fault_time = 32,
  fault_shape = 33,
  fault_services = 34,
  climate = 35,
  fault_at = 36,
  fault_core = 37,
  flaky_link = 40,
  disk_latency = 48,
  disk_kept = 49,
  disk_error = 50,
  disk_rot = 51,
  chance = 56,
  process = 57,
  test = 64,
};

// 64 random bits for this seed, purpose and key.
constexpr std::uint64_t draw(std::uint64_t seed, Purpose purpose, std::uint64_t a,
                             std::uint64_t b = 0, std::uint64_t k = 0) {
  std::uint64_t h = mix(seed, static_cast<std::uint64_t>(purpose));
  h = mix(h, a);
  h = mix(h, b);
  h = mix(h, k);
  return fold(h, 0xe7037ed1a0b428dbU) ^ h;
}

// Distributions over 64 random bits, in integers.
//
// A whole number in 0 … bound − 1. REQUIRES: bound > 0.
constexpr std::uint64_t below(std::uint64_t bits, std::uint64_t bound) {
  return static_cast<std::uint64_t>((static_cast<Uint128>(bits) * bound) >> 64U);
}
// Uniform on 0 … 2 × mean, both ends included.
constexpr Duration uniform(std::uint64_t bits, Duration mean) {
  return Duration(
      static_cast<Duration::rep>(below(bits, 2 * static_cast<std::uint64_t>(mean.count()) + 1)));
}
// Exponential with this mean, by inversion: −mean · ln u, with a fixed-point logarithm.
Duration exponential(std::uint64_t bits, Duration mean);

// A stream of draws under one key; what a node program draws from.
// Satisfies UniformRandomBitGenerator, but std:: distributions and std::shuffle differ between
// standard libraries: use the members.
class Random {
 public:
  using result_type = std::uint64_t;

  constexpr Random(std::uint64_t seed, Purpose purpose, std::uint64_t a, std::uint64_t b = 0)
      : key_(draw(seed, purpose, a, b)) {}

  // Goes on under another key.
  constexpr void restart(std::uint64_t key) {
    key_ = key;
    drawn_ = 0;
  }

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  constexpr result_type operator()() {
    // Splitmix64 from the key on (Steele, Lea, Flood 2014).
    std::uint64_t z = key_ + ++drawn_ * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  // 0 … bound − 1. REQUIRES: bound > 0.
  constexpr std::uint64_t below(std::uint64_t bound) { return sim::below((*this)(), bound); }
  // first … last, both included. REQUIRES: first ≤ last.
  constexpr std::int64_t between(std::int64_t first, std::int64_t last) {
    const std::uint64_t span = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
    const std::uint64_t drawn = span == max() ? (*this)() : below(span + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(first) + drawn);
  }
  constexpr bool chance(Probability p) { return p.holds((*this)()); }
  constexpr Duration uniform(Duration mean) { return sim::uniform((*this)(), mean); }
  Duration exponential(Duration mean) { return sim::exponential((*this)(), mean); }

  // REQUIRES: items is not empty.
  template <class T>
  constexpr T& pick(std::span<T> items) {
    return items[below(items.size())];
  }
  template <class Container>
  constexpr auto& pick(Container& items) {
    return items[below(items.size())];
  }
  // Fisher–Yates.
  template <class Container>
  constexpr void shuffle(Container& items) {
    for (std::size_t left = items.size(); left > 1; --left) {
      using std::swap;
      swap(items[left - 1], items[below(left)]);
    }
  }

 private:
  std::uint64_t key_;
  std::uint64_t drawn_ = 0;
};

}  // namespace eddy::sim
