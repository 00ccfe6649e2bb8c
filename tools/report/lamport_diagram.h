// A Lamport diagram of some events of a run, as SVG: a line for each process, from top to bottom,
// and an arrow for each message.
//
// * By order, not by time: each event has a row, and the time stands beside it.
// * A message that is lost ends in a cross. Nothing is told by colour alone.
// * What nodes say is text, never markup. Dark where the reader prefers that.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/trace.h"

namespace eddy::tools {

struct DiagramNote {
  sim::EventNumber event = 0;
  std::string text;
};

// Of the messages that these events are about, their sendings and what became of them; and of the
// other events themselves. `notes` stand beside theirs. `title` stands above.
std::string lamport_diagram(const sim::Recording& recording,
                            const std::set<sim::EventNumber>& events,
                            const std::vector<DiagramNote>& notes, const std::string& title);

}  // namespace eddy::tools
