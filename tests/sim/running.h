// A run of a few nodes, all of one program, that have been started.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "eddy/sim/node.h"
#include "eddy/sim/simulation.h"

namespace eddy::sim::test {

inline void start(Simulation& simulation, std::size_t nodes, ProgramFactory factory) {
  simulation.add_nodes(nodes, std::move(factory));
  for (std::uint32_t i = 0; i < nodes; ++i) simulation.host(NodeId::node(i)).start_program();
}

template <class Program>
Program& program(Simulation& simulation, std::uint32_t node) {
  return static_cast<Program&>(*simulation.host(NodeId::node(node)).program());
}

// A program that does nothing but what its test hands it.
class Idle final : public Node {
 public:
  using Node::host;
  using Node::Node;
  using Node::on;
};

}  // namespace eddy::sim::test
