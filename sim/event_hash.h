// The parts of an event's hash: for the run, which hashes without making an event, and for events.
#pragma once

#include <cstddef>
#include <cstdint>

#include "eddy/sim/hash.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim::event_hash {

// A message's id but for its sender, and which of two copies it is; or a timer's.
constexpr std::uint64_t made(Time at, std::uint32_t incarnation, std::uint32_t number,
                             bool is_copy = false) {
  return fold(static_cast<std::uint64_t>(nanoseconds(at)) ^ 0x2545f4914f6cdd1dU,
              ((std::uint64_t{incarnation} << 32U) | (std::uint64_t{is_copy} << 31U) | number) ^
                  0x9fb21c651e98df25U);
}

constexpr std::uint64_t ends(NodeId src, NodeId dest) {
  return (std::uint64_t{src.raw()} << 32U) | dest.raw();
}

// `kind`: the event's place in Happening.
constexpr std::uint64_t of(std::size_t kind, Time at, std::uint64_t who, std::uint64_t ids,
                           std::uint64_t body = 0) {
  const std::uint64_t when = fold(static_cast<std::uint64_t>(nanoseconds(at)) ^ 0x9e3779b97f4a7c15U,
                                  body ^ 0xbf58476d1ce4e5b9U);
  const std::uint64_t what =
      fold(who ^ 0x94d049bb133111ebU, ids ^ (std::uint64_t{kind} << 56U) ^ 0xd6e8feb86659fd93U);
  return when + what;
}

}  // namespace eddy::sim::event_hash
