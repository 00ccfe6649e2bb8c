#include <eddy/sim/node.h>
#include <eddy/sim/protocol/broadcast.h>
#include <eddy/tools/command_line.h>

#include <algorithm>

using namespace eddy::sim;
using namespace eddy::sim::broadcast;

// Passes each new value on to its neighbours, once.
class Rumours final : public Node {
 public:
  explicit Rumours(Host& host) : Node(host) {
    on(&Rumours::topology);
    on(&Rumours::broadcast);
    on(&Rumours::read);
  }

 private:
  Result<TopologyOk> topology(const Topology& m) {
    neighbours_ = m.topology->at(id());
    return TopologyOk{};
  }
  Result<BroadcastOk> broadcast(const Broadcast& m, NodeId from) {
    if (std::find(values_.begin(), values_.end(), m.message) == values_.end()) {
      values_.push_back(m.message);
      for (NodeId neighbour : neighbours_) {
        if (neighbour != from) send(neighbour, m);
      }
    }
    return BroadcastOk{};
  }
  Result<ReadOk> read(const Read&) { return ReadOk{values_}; }

  std::vector<NodeId> neighbours_;
  boost::json::array values_;
};

int main(int argc, char** argv) {
  const eddy::nodes::ProgramEntry programs[] = {
      {.name = "rumours",
       .workload = "broadcast",
       .summary = "passes each value on, once",
       .make = &make_node<Rumours>,
       .survives = {FaultKind::duplicate, FaultKind::slow},
       .consistency = "eventual"}};
  return eddy::command_line(argc, argv, programs);
}
