// A fault that is placed at an event, not at a time: a kill before the third vote that n1 sends.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>

#include "eddy/base/named_enum.h"
#include "eddy/sim/fault.h"
#include "eddy/sim/time.h"
#include "eddy/sim/trigger.h"

namespace eddy::workloads {

// What befalls the node whose event it is.
enum class FaultAtEvent : std::uint8_t { kill, pause, cut };
BOOST_DESCRIBE_ENUM(FaultAtEvent, kill, pause, cut)

struct FaultAt {
  FaultAtEvent fault = FaultAtEvent::kill;
  sim::Trigger trigger = {};
  std::optional<sim::Duration> lasts = {};  // nothing: drawn

  friend bool operator==(const FaultAt&, const FaultAt&) = default;
};

// The fault itself, without its node.
sim::Fault fault_of(const FaultAt& at);

}  // namespace eddy::workloads
