// Which events of a run a diagram shows, and whose they are.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/trace.h"

namespace eddy::tools {

// Of the messages that these events are about, their sendings and what became of them; and of the
// other events themselves. In their order. Null: all. They point into the recording.
std::vector<const sim::Event*> shown_events(const sim::Recording& recording,
                                            const std::set<sim::EventNumber>* events);

// Of what is sent, the sender; of what arrives or is lost, where it went; of what befalls a process
// or is done by it, that process. Nothing: it befalls the run.
std::optional<sim::NodeId> process_of(const sim::Event& event);

// Those that the events are about, at both ends of a message: nodes, then services, then clients.
std::vector<sim::NodeId> processes_in(const std::vector<const sim::Event*>& events);

}  // namespace eddy::tools
