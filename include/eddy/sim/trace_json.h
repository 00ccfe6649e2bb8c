// trace.jsonl, written and read: one JSON object a line for each event (docs/trace.md).
#pragma once

#include <iosfwd>
#include <variant>
#include <vector>

#include "eddy/sim/codec/json_text.h"
#include "eddy/sim/event.h"
#include "eddy/sim/trace.h"

namespace eddy::sim {

// Writes the events of one run. The first one gets the number 1, the next one 2, and so on; a cause
// is written by the number that it got, and left out if it was not written.
class TraceWriter {
 public:
  // `out` is kept by the caller.
  explicit TraceWriter(std::ostream& out) : out_(out) {}

  // REQUIRES: the event's number is higher than that of the one before.
  void write(const Event& event);

 private:
  std::ostream& out_;
  std::vector<EventNumber> written_;  // the run's numbers, in the order of the file
};

// Reads what a TraceWriter wrote, or some lines of it, in their order.
//
// * Events have the numbers of the file. Their bodies are raw.
// * Numbers rise, a cause is lower than its event, and time never goes back.
// * A cause need not be among the events.
//
// The flaw names the first line that is wrong.
std::variant<Recording, codec::TextFlaw> read_trace(std::istream& in);

}  // namespace eddy::sim
