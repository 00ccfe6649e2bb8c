// A node program as it is offered: what `--node NAME` names and `eddy nodes` tells of.
//
//   {.name = "my-echo",
//    .workload = "echo",
//    .summary = "answers at once",
//    .make = &make_node<MyEcho>,
//    .survives = {FaultKind::duplicate, FaultKind::slow},
//    .consistency = "linearizable"}
//
// `make` is any callable that makes the program of a host; a lambda may hold its arguments:
//
//   .make = [delay](Host& host) { return std::make_unique<MyEcho>(host, delay); }
//
// `eddy nodes` lists what it survives and promises, and takes its word for both.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/sim/node_program.h"

namespace eddy::nodes {

// That of a wrong program.
struct Bug {
  std::string what;  // one line: what goes wrong
  // The options of `eddy test` under which it shows within 100 seeds; empty: the defaults will do.
  std::string shows_with = {};
  // The right program that it was made from. A sweep draws the faults that its twin survives.
  std::string twin = {};
  // The consistency model that it claims for its transactions; empty: none.
  std::string claims = {};
};

struct ProgramEntry {
  std::string name;          // "broadcast-gossip"
  std::string workload;      // the workload whose messages it speaks
  std::string summary;       // one line: what it does; empty: its bug says it
  sim::ProgramFactory make;  // must be given
  // The faults under which it keeps its promises.
  sim::FaultSet survives = {};
  // What its clients may rely on, such as "linearizable"; empty: nothing. Of a program for
  // transactions, the name of a consistency model.
  std::string consistency = {};
  // Hosted in its runs, for it to ask; empty: those of eddy/nodes/services/services.h.
  std::vector<sim::ServiceProgram> services = {};
  // Makes what must hold over the states of all nodes of a run; empty: nothing.
  std::function<std::vector<sim::ClusterInvariant>()> invariants = {};
  // Does it keep its promises only where it is the only node?
  bool only_alone = false;
  // Nothing: it is right.
  std::optional<Bug> bug = {};

  // What a run needs of it; the conversion is for the calls that run it.
  sim::NodeProgram program() const { return {name, make, services, invariants}; }
  operator sim::NodeProgram() const { return program(); }
};

}  // namespace eddy::nodes
