// A run as Chrome trace events: JSON that https://ui.perfetto.dev opens, for its search
// and its SQL.
//
// * A track for each node, service and client, and tracks for the faults and the phases.
// * What a process does is a slice: the handling of a message or a timer, and within it each
//   sending. A message is an arrow (a flow) from the slice of its sending to that of its arrival or
//   loss. A client's slices stand within that of its operation, which is named by its outcome.
// * The run takes no time for what happens at an instant, and slices without a width are not seen.
//   So each event takes a microsecond here, one behind the other over all tracks, which keeps their
//   order; it may begin that much later than it did. The time of the run is among its arguments.
// * The shape is that of Google's "Trace Event Format": ph X slices, s and f flows, i instants, M
//   names; ts and dur in microseconds, with nanoseconds behind the point.
#pragma once

#include <ostream>
#include <set>

#include "eddy/sim/event.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::tools {

// Of the messages that these events are about, their sendings and what became of them; the other
// events themselves; the operations that began and the faults that began or ended in them. Null: of
// the whole run. Whether it could be written is for the caller to ask of the stream.
void write_perfetto(std::ostream& out, const workloads::RecordedRun& run,
                    const std::set<sim::EventNumber>* events);

}  // namespace eddy::tools
