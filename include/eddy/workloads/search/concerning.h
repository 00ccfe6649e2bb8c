// The trace of a run, cut to what concerns a value, a key, an operation or a node, in words.
//
// "n2 → n1, n4  tell 12: cut by partition bridge n1 n4 | n2 n3": messages of one sender that are
// alike and share their outcome and their time are one line.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

// All that are given must hold of what is told.
struct Concern {
  std::optional<boost::json::value> value = {};  // in a body, or an operation
  std::optional<boost::json::value> key = {};    // the first element of a pair, or a field "key"
  std::optional<std::uint64_t> operation = {};   // what it caused
  std::optional<sim::NodeId> node = {};
};

struct ConcerningLine {
  sim::Time at;
  std::string text;
};

struct Concerning {
  std::vector<ConcerningLine> lines;
  std::vector<std::string> remarks;  // what did not happen: "nothing with 12 was sent after …"
};

Concerning concerning(const RecordedRun& run, const Concern& concern);

// What became of a value, from which it follows what did not happen.
struct Spreading {
  std::optional<sim::Time> last_sent = {};  // a message with it, between servers
  std::size_t lost = 0;                     // of these messages
  std::optional<sim::Time> last_healed = {};
  std::vector<sim::NodeId> without =
      {};  // nodes that never had it, where nodes say what they learn
};

// "nothing with 12 was sent after …, and the last fault ended at …".
std::vector<std::string> remarks_on(const boost::json::value& value, const Spreading& spreading);
// Nodes that never had it; none, too, where no node says what it learns.
std::vector<sim::NodeId> nodes_without(const Run& run, const boost::json::value& value);

}  // namespace eddy::workloads
