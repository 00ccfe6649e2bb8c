// says: BOOST_DESCRIBE_STRUCT(YourMessage, (), (field, other_field)) behind this message
#include "eddy/testing.h"

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

bool answers(eddy::testing::Cluster& cluster) {
  return cluster.rpc(cluster.n(0), Get{"x"}).has_value();
}
