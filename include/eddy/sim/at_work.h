// What a simulation has in hand at this moment: for those who have to tell what took the process
// down, or made a program throw.
#pragma once

#include <cstdint>
#include <string_view>

#include "eddy/sim/body.h"
#include "eddy/sim/envelope.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

// The first three are stored for every event, so they are pointers into what lives as long as the
// event; all null between the events of nodes.
struct AtWork {
  const Envelope* message = nullptr;  // arrives; its body may have gone on to whoever asked
  const BodyType* type = nullptr;     // of that body
  const NodeId* timer = nullptr;      // or a timer of that node fires
  const Time* now = nullptr;
  const std::uint64_t* events = nullptr;
  std::uint64_t seed = 0;
  std::string_view again;  // the line that gives the same run; empty: nobody knows one

  bool has_any() const { return message != nullptr || timer != nullptr; }

  // Of the simulation that was made or took a step last in this thread; null when it is gone. A
  // signal handler can reach nothing but a global.
  static inline constinit thread_local const AtWork* current = nullptr;
};

}  // namespace eddy::sim
