// The bounds of a run. Reaching one ends it, with the bound's name and the top senders; never a
// hang.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

struct Limits {
  Time virtual_time = Time::max();
  std::uint64_t events = 200'000'000;
  std::uint64_t instant_events = 1'000'000;  // at one moment of virtual time, and 100 more a node
  std::size_t in_flight = 4'000'000;         // messages; at most Mail::kMostInFlight
  std::size_t timers = 4'000'000;            // armed at once
  std::size_t body_bytes = std::size_t{3} << 29U;  // 1.5 GiB: of all living bodies, about

  friend bool operator==(const Limits&, const Limits&) = default;
};

struct BoundReached {
  struct Sender {
    NodeId node;
    std::string message;  // its type
    std::uint64_t sent = 0;
  };
  std::string bound;            // "virtual time", "events", "events at one moment",
                                // "messages in flight", "armed timers", "bytes of message bodies"
  std::uint64_t limit = 0;      // of virtual time: in ns
  std::vector<Sender> senders;  // the top ones, most first
  Time at = {};
};

}  // namespace eddy::sim
