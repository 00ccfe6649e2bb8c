// says: BOOST_DESCRIBE_STRUCT(YourStruct, (), (field, other_field)) behind that struct
#include "eddy/sim/node.h"

using namespace eddy::sim;

struct Entry {
  std::string key;
  int value = 0;
};

struct Note {
  static constexpr std::string_view type = "note";
  std::map<std::string, std::vector<Entry>> field;
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
