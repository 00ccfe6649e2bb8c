// says: using Reply = YourMessageOk;
#include "eddy/testing.h"

using namespace eddy::sim;

struct Get {
  static constexpr std::string_view type = "get";
  std::string key;
};
BOOST_DESCRIBE_STRUCT(Get, (), (key))

bool answers(eddy::testing::Cluster& cluster) {
  return cluster.rpc(cluster.n(0), Get{"x"}).has_value();
}
