// Names requests for keyed draws: by who asks, when, and how often it has asked at that very
// instant. So a request that is taken out of a run changes no draw of the others.
#pragma once

#include <cstdint>
#include <map>

#include "eddy/sim/host.h"

namespace eddy::nodes {

class RequestKeys {
 public:
  struct Key {
    std::uint64_t when;
    std::uint64_t who;  // and how many before it

    std::uint64_t draw(const sim::Host& host, sim::Purpose purpose) const {
      return host.draw(purpose, when, who);
    }
  };

  Key next(sim::NodeId from, sim::Time now) {
    Last& last = last_[from];
    if (last.at != now) last = {now, 0};
    return {static_cast<std::uint64_t>(sim::nanoseconds(now)),
            (std::uint64_t{from.raw()} << 32U) | last.count++};
  }

 private:
  struct Last {
    sim::Time at;
    std::uint32_t count = 0;
  };
  std::map<sim::NodeId, Last> last_;
};

}  // namespace eddy::nodes
