// says: static constexpr std::string_view type = "your_message";
#include "eddy/sim/node.h"

using namespace eddy::sim;

struct Note {
  static inline const std::string type = "note";
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (text))

class Store final : public Node {
 public:
  using Node::Node;

  void tell() {
    for (NodeId peer : peers()) send(peer, Note{"x"});
  }
};

auto make = &make_node<Store>;
