// says: a message cannot carry a field of this type; it can carry bool, integers
#include <set>

#include "eddy/sim/node.h"

using namespace eddy::sim;

struct Note {
  static constexpr std::string_view type = "note";
  std::set<int> field;
};
BOOST_DESCRIBE_STRUCT(Note, (), (field))

class Store final : public Node {
 public:
  using Node::Node;

  void tell() {
    for (NodeId peer : peers()) send(peer, Note{});
  }
};

auto make = &make_node<Store>;
