// A service: a built-in node that any program reaches by RPC under its name, such as lin-kv.
//
// As in Maelstrom, a service is a node of the network that the nemesis leaves alone: messages
// between it and the nodes have the network's hop, latency, loss and duplication, but no partition
// cuts it off, and no other fault touches them, unless NetworkOptions::fault_services.
#pragma once

#include <memory>

#include "eddy/sim/node_id.h"
#include "eddy/sim/probability.h"

namespace eddy::sim {

class Host;
class Program;

struct ServiceOptions {
  // That an operation which changes nothing sees the oldest state that seq-kv may show, instead of
  // any of them, evenly drawn.
  Probability seq_kv_staleness = {};

  friend bool operator==(const ServiceOptions&, const ServiceOptions&) = default;
};

struct ServiceProgram {
  NodeId id;
  std::unique_ptr<Program> (*make)(Host& host, const ServiceOptions& options);
};

}  // namespace eddy::sim
