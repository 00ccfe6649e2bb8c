// says: an rpc is not its reply: write co_await before it
#include "eddy/sim/node.h"

using namespace eddy::sim;

struct GetOk {
  static constexpr std::string_view type = "get_ok";
  int value = 0;
};
BOOST_DESCRIBE_STRUCT(GetOk, (), (value))

struct Get {
  static constexpr std::string_view type = "get";
  using Reply = GetOk;
  int key = 0;
};
BOOST_DESCRIBE_STRUCT(Get, (), (key))

class Store final : public Node {
 public:
  using Node::Node;

  Task<void> get() {
    while (!rpc(id(), Get{1}, std::chrono::seconds(1))) co_await sleep(std::chrono::seconds(1));
  }
};

auto make = &make_node<Store>;
