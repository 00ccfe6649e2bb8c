// says: a message cannot carry a field of this type; it can carry bool, integers
#include "eddy/sim/node.h"

using namespace eddy::sim;

struct Entry {
  float key;
  int value = 0;
};
BOOST_DESCRIBE_STRUCT(Entry, (), (key, value))

struct Note {
  static constexpr std::string_view type = "note";
  std::optional<Entry> field;
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
