// says: BOOST_DESCRIBE_STRUCT(YourMessage, (), (field, other_field)) behind this message
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
  std::string key;
};

class Store final : public Node {
 public:
  explicit Store(Host& host) : Node(host) { on(&Store::get); }

 private:
  Result<GetOk> get(const Get& /*m*/) { return GetOk{}; }
};

auto make = &make_node<Store>;
