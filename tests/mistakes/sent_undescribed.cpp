// says: BOOST_DESCRIBE_STRUCT(YourMessage, (), (field, other_field)) behind this message
#include "eddy/sim/node.h"

using namespace eddy::sim;

struct Note {
  static constexpr std::string_view type = "note";
  std::string text;
};

class Store final : public Node {
 public:
  using Node::Node;

  void tell() {
    for (NodeId peer : peers()) send(peer, Note{"x"});
  }
};

auto make = &make_node<Store>;
