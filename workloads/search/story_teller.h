// Tells what is chosen of a recorded run, in the words of a story. What is chosen is the caller's
// matter: all that a small run has, or what one finding needs.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/sim/fault.h"
#include "eddy/sim/message_id.h"
#include "eddy/sim/node_id.h"
#include "eddy/workloads/search/deciding_messages.h"
#include "eddy/workloads/search/story.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

struct Chosen {
  // Places among Run::invocations. Nothing: all, but for what is asked last: of that the named ones
  // of the last round.
  std::optional<std::set<std::size_t>> operations = {};
  std::optional<std::set<sim::FaultId>> faults = {};  // nothing: all
  std::optional<std::set<sim::NodeId>> nodes = {};    // whose failures and returns; nothing: all
  std::set<sim::MessageId> messages = {};             // beside those that decide
  std::set<sim::MessageId> last = {};                 // that led to the end of the run
  // Who asked for what, of the operations that the finding names; and their indices.
  std::set<std::pair<std::int64_t, std::string>> named = {};
  std::set<std::int64_t> named_indices = {};
  std::map<sim::EventNumber, std::string> asides = {};  // what is told at an event, on its own
  std::map<std::size_t, std::string> answers = {};      // of operations, in place of their own
  std::map<std::size_t, std::string> remarks = {};      // of operations, behind their answers
  std::vector<boost::json::value> values = {};          // of these what did not happen is told
  std::set<sim::EventNumber> states = {};  // after these, also where nothing told has changed them
  bool tells_all_states = false;           // after all
  std::string death = {};                  // how the process ended; empty: it did not
  std::vector<std::string> why = {};
};

Story tell(const RecordedRun& run, const Chosen& chosen, const DecidingMessages& deciding);

// "n1 then: {"term":2}".
std::string state_words(const StateChange& change);

// The value that an operation is about: "broadcast 12"; "send [["send","3",12]]", which ends as
// [["send","3",[0,12]]]. Null: it is about none alone.
const boost::json::value* value_of(const checkers::Op& op);

// Once the nodes are ready: the event with which the load begins. 0: it does not.
sim::EventNumber load_began(const sim::Recording& events);

}  // namespace eddy::workloads
