// A run as a log for ShiViz (https://bestchai.bitbucket.io/shiviz), which draws vector clocks.
//
// * The first line is the regular expression that ShiViz reads the rest with, and the second, empty
//   one says that there is one execution: a file that is chosen there needs nothing else. Whoever
//   pastes the log puts the first line into the field for it.
// * Then each event takes two lines: when it was and what, and below it the host and its clock.
// * A clock counts what is in this log, so a cut one has clocks of its own, and it has what its
//   host has heard of, by whatever ways. Losses are told where the message is sent, for nobody sees
//   them; faults have a host of their own, which hears of nobody.
#pragma once

#include <ostream>
#include <set>

#include "eddy/sim/event.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::tools {

// Of the messages that these events are about, their sendings and arrivals; and of the other events
// themselves. Null: of the whole run, without its timers and phases. The clocks of a run make the
// log long: about a kilobyte an event with 25 nodes.
void write_shiviz(std::ostream& out, const workloads::RecordedRun& run,
                  const std::set<sim::EventNumber>* events);

}  // namespace eddy::tools
