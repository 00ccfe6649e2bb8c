// says: BOOST_DESCRIBE_STRUCT(YourMessage, (), (field, other_field)) behind this message
#include "eddy/testing.h"

using namespace eddy::sim;

struct GetOk {
  static constexpr std::string_view type = "get_ok";
  int value = 0;
};

struct Get {
  static constexpr std::string_view type = "get";
  using Reply = GetOk;
  std::string key;
};
BOOST_DESCRIBE_STRUCT(Get, (), (key))

void check_answer(eddy::testing::Cluster& cluster) { REQUIRE(cluster.rpc(cluster.n(0), Get{"x"})); }
