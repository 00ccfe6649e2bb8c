// says nothing: all is well
#include "eddy/sim/node.h"
#include "eddy/testing.h"

using namespace eddy::sim;

// Holds its like.
struct Tree {
  std::string name;
  std::vector<Tree> children;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (name, children))

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

struct Note {
  static constexpr std::string_view type = "note";
  std::map<NodeId, std::optional<Tree>> trees;
  std::vector<ErrorCode> codes;
  boost::json::array list;
};
BOOST_DESCRIBE_STRUCT(Note, (), (trees, codes, list))

class Store final : public Node {
 public:
  explicit Store(Host& host) : Node(host) {
    on(&Store::get);
    on(&Store::note);
  }

 private:
  Task<Result<GetOk>> get(const Get& m) {
    const BodyPtr note = host().share(Note{});
    host().send(id(), note);
    send(id(), Note{});
    const auto reply = co_await rpc(id(), m, std::chrono::seconds(1));
    const BodyPtr get = host().share(m);
    const auto other = co_await host().rpc_shared<Get>(id(), get, std::chrono::seconds(1));
    co_return GetOk{reply && other ? reply->value : 0};
  }
  void note(const Note& /*m*/, const Request& request) { host().reply(request, GetOk{}); }
};

auto make = &make_node<Store>;

bool answers(eddy::testing::Cluster& cluster) {
  cluster.send(cluster.n(0), Note{});
  return cluster.rpc(cluster.n(0), Get{"x"}).has_value();
}
