// The story of a failing run: the few events that led to its finding, in their order, in words.
//
// * What clients did, the faults, who died, and the messages that decide (deciding_messages.h); of a
//   value that the finding is about, every message that carries it, while there are few.
// * Lines that are alike and follow one another are one: "n0 → n1 beat, 12 ×, all cut".
// * A node's state stands under what changed it, where the program shows it (sim::Program::state);
//   all of them are told while they are few.
// * What did not happen is told last: that nothing with the finding's value was sent later.
// * "(op 12)" is what the evidence calls the operation.
// * One that is too long to read is shortened from what matters least: first the states of nodes,
//   last what decides.
// * It is told in the words that a person reads; data beside them says which events a line tells of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/time.h"
#include "eddy/workloads/search/deciding_messages.h"
#include "eddy/workloads/search/minimise.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

// The more it matters, the greater: what decides, and what led to the end, stays the longest.
enum class StoryWeight : std::uint8_t { state, message, client, named, decides, fault, end };

struct StoryLine {
  sim::Time at;
  std::string text;                      // one line
  std::vector<sim::EventNumber> events;  // what it tells of
  bool decides = false;                  // without it, the run would not fail that way
  StoryWeight weight = StoryWeight::end;
  std::optional<sim::FaultId> fault = {};  // that begins or ends there
};

struct Story {
  std::vector<StoryLine> lines;
  std::vector<std::string> remarks = {};  // what did not happen
  std::vector<std::string> why;           // the evidence of the finding
  std::size_t left_out = 0;               // lines, of one that was shortened
  std::size_t deciding_left_out = 0;      // of these
  std::size_t asked = 0;      // messages that were lost or let through alone to see what decides
  std::size_t not_asked = 0;  // that were not: there are too many
};

// Of a run that is small, or it is long.
Story story_of(const FailingScenario& failing, const RecordedRun& run,
               const DecidingMessages& deciding);

// Of so many lines at most, if they can be: of two that matter alike the later one stays, a fault
// that ends has begun, and of many faults a few stay.
Story abridged(Story story, std::size_t most_lines = 40);

// "0.010 s  c1 asks n1 to broadcast 135: ok": the lines as text, each indented, and why.
std::string to_text(const Story& story);

}  // namespace eddy::workloads
