// A node program as the command line offers it: what `--node NAME` names.
//
//   {.name = "my-echo",
//    .workload = "echo",
//    .summary = "answers at once",
//    .make = &make_node<MyEcho>,
//    .survives = {FaultKind::duplicate, FaultKind::slow},
//    .consistency = "linearizable"}
//
// `eddy nodes` lists what it survives and promises, and takes its word for both.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "sim/fault.h"
#include "sim/node.h"
#include "sim/service_program.h"

namespace eddy::sim {

struct NodeProgram {
  std::string_view name;      // "broadcast-gossip"
  std::string_view workload;  // the workload whose messages it speaks
  std::string_view summary;   // one line: what it does; of a wrong one, "WRONG: " and what is wrong
  std::unique_ptr<Node> (*make)(Host& host) = nullptr;  // must be given
  // The network faults under which it keeps its promises.
  FaultSet survives = {};
  // What its clients may rely on, such as "linearizable"; empty: nothing.
  std::string_view consistency = {};
  // Hosted in its runs, for it to ask; see nodes/services/services.h for ours.
  std::span<const ServiceProgram> services = {};
  // Of a wrong one, the options of `eddy test` under which its bug shows within 100 seeds; empty:
  // the defaults will do.
  std::string_view shows_with = {};
  // Of one that keeps its promises only so, the options of `eddy test` that it needs, such as
  // "--node-count 1"; empty: none.
  std::string_view needs = {};
};

}  // namespace eddy::sim
