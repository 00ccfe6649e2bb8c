// says: using Reply = YourMessageOk;
#include "eddy/sim/node.h"

using namespace eddy::sim;

struct Get {
  static constexpr std::string_view type = "get";
  std::string key;
};
BOOST_DESCRIBE_STRUCT(Get, (), (key))

class Store final : public Node {
 public:
  using Node::Node;

  Task<void> ask(NodeId whom) {
    const BodyPtr get = host().share(Get{"x"});
    const auto reply = co_await host().rpc_shared<Get>(whom, get, std::chrono::seconds(1));
    if (!reply) log("no answer: {}", reply.error().text);
  }
};

auto make = &make_node<Store>;
