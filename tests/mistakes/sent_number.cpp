// says: a message is a struct
#include "eddy/sim/node.h"

using namespace eddy::sim;

class Store final : public Node {
 public:
  using Node::Node;

  void tell() {
    for (NodeId peer : peers()) send(peer, 42);
  }
};

auto make = &make_node<Store>;
