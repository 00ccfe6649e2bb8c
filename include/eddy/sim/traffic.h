// How many messages were sent, received and lost: between servers, and with a client at either end.
#pragma once

#include <array>
#include <cstdint>

#include "eddy/sim/loss_cause.h"

namespace eddy::sim {

struct Traffic {
  struct Count {
    std::uint64_t sent = 0;      // unique messages; a duplicate made by the network is not sent
    std::uint64_t received = 0;  // duplicates included
    std::array<std::uint64_t, kLossCauses> lost{};

    // REQUIRES: of the same run, `b` the earlier.
    friend Count operator-(Count a, const Count& b) {
      a.sent -= b.sent;
      a.received -= b.received;
      for (std::size_t cause = 0; cause < kLossCauses; ++cause) a.lost[cause] -= b.lost[cause];
      return a;
    }
    friend bool operator==(const Count&, const Count&) = default;
  };
  Count clients;
  Count servers;

  friend Traffic operator-(const Traffic& a, const Traffic& b) {
    return {a.clients - b.clients, a.servers - b.servers};
  }
  friend bool operator==(const Traffic&, const Traffic&) = default;
};

}  // namespace eddy::sim
