// What must hold at every moment of a run, and what became of it.
//
// A program states its own, as of a node: Node::invariant. One that is over the states of all
// nodes is a ClusterInvariant; Simulation::keep takes it, and NodeProgram::invariants makes those
// of each run. All are looked at after every event of the nodes concerned. The first that is broken
// ends the run: what it was is in Simulation::breach.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

class Host;

// An invariant that does not hold any more.
struct Breach {
  std::string invariant;  // its name, "election-safety"
  std::string text;       // what is wrong: "n1 and n3 lead in term 4"; may be empty
  NodeId node = {};       // after whose event
  Time at = {};
};

// Called after each event of a node that has a program. What it keeps of earlier calls it may
// compare. Nothing: it holds.
using ClusterInvariant = std::function<std::optional<Breach>(Host& host)>;

}  // namespace eddy::sim
