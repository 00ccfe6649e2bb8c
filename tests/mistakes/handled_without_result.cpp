// says: a coroutine handler returns Task<Result<Reply>>, or Task<void>
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
BOOST_DESCRIBE_STRUCT(Get, (), (key))

class Store final : public Node {
 public:
  explicit Store(Host& host) : Node(host) { on(&Store::get); }

 private:
  Task<GetOk> get(const Get& m) {
    co_await sleep(std::chrono::seconds(1));
    co_return GetOk{static_cast<int>(m.key.size())};
  }
};

auto make = &make_node<Store>;
