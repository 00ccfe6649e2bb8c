// says: BOOST_DESCRIBE_STRUCT names not all fields of this struct
#include "eddy/sim/node.h"

using namespace eddy::sim;

struct VoteOk {
  static constexpr std::string_view type = "vote_ok";
  bool granted = false;
  bool is_last = false;  // takes no room of its own: the layout does not tell
  int term = 0;
};
BOOST_DESCRIBE_STRUCT(VoteOk, (), (granted, term))

class Voter final : public Node {
 public:
  using Node::Node;

  void tell() {
    for (NodeId peer : peers()) send(peer, VoteOk{});
  }
};

auto make = &make_node<Voter>;
