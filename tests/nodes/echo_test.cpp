#include "nodes/echo.h"

#include <boost/json/parse.hpp>

#include "eddy/testing.h"
#include "nodes/broken/echo_forgetful.h"
#include "nodes/broken/echo_mixed_up.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;

TEST_CASE("echo answers with any payload") {
  testing::Cluster cluster(1, &sim::make_node<Echo>);
  for (const char* payload : {"\"Please echo 7\"", "null", "[1,{\"a\":2.5}]", "\"\""}) {
    const boost::json::value sent = boost::json::parse(payload);
    const auto reply = cluster.rpc(cluster.n(0), sim::Echo{sent});
    REQUIRE(reply);
    CHECK(reply->echo == sent);
  }
}

TEST_CASE("echo refuses what it does not know") {
  testing::Cluster cluster(1, &sim::make_node<Echo>);
  const auto reply = cluster.rpc(cluster.n(0), sim::broadcast::Read{});
  REQUIRE_FALSE(reply);
  CHECK(reply.error().code == sim::ErrorCode::not_supported);
}

TEST_CASE("echo-forgetful answers most requests, but not all") {
  testing::Cluster cluster(1, &sim::make_node<broken::EchoForgetful>);
  int unanswered = 0;
  for (int i = 0; i < 1'000; ++i) {
    const auto reply = cluster.rpc(cluster.n(0), sim::Echo{i});
    if (reply) {
      CHECK(reply->echo == boost::json::value(i));
    } else {
      ++unanswered;
    }
  }
  CHECK(unanswered > 0);
  CHECK(unanswered < 50);
}

TEST_CASE("echo-mixed-up is right while requests come one by one") {
  testing::Cluster cluster(1, &sim::make_node<broken::EchoMixedUp>);
  for (int i = 0; i < 10; ++i) {
    const auto reply = cluster.rpc(cluster.n(0), sim::Echo{i});
    REQUIRE(reply);
    CHECK(reply->echo == boost::json::value(i));
  }
}

TEST_CASE("echo-mixed-up answers with the other payload when two requests overlap") {
  testing::Cluster cluster(1, &sim::make_node<broken::EchoMixedUp>);
  auto& simulation = cluster.simulation();
  simulation.add_clients(1);
  sim::Host& other = simulation.host(sim::NodeId::client(1));
  simulation.at(sim::Time(2ms), [&] { other.send(cluster.n(0), sim::Echo{"late"}); });
  const auto reply = cluster.rpc(cluster.n(0), sim::Echo{"early"});
  REQUIRE(reply);
  CHECK(reply->echo == boost::json::value("late"));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
