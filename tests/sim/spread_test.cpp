#include "eddy/sim/spread.h"

#include <doctest/doctest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;

TEST_CASE("spread: a value's first node and its last time and how many nodes have it") {
  SpreadLog log;
  log.learned(Time(1s), NodeId::node(3), 7);
  log.learned(Time(2s), NodeId::node(0), 8);
  log.learned(Time(3s), NodeId::node(1), 7);
  log.learned(Time(5s), NodeId::node(2), 7);
  REQUIRE(log.values().size() == 2);
  const Spread& seven = log.values()[0];
  CHECK(seven.value == 7);
  CHECK(seven.first_node == NodeId::node(3));
  CHECK(seven.first == Time(1s));
  CHECK(seven.last == Time(5s));
  CHECK(seven.nodes == 3);
  CHECK(log.values()[1].value == 8);
  CHECK(log.values()[1].nodes == 1);
  // Each node, in the order of time.
  REQUIRE(log.learned().size() == 4);
  CHECK(log.learned()[2].value == 0);
  CHECK(log.learned()[2].node == NodeId::node(1));
  CHECK(log.learned()[2].at == Time(3s));
  CHECK(log.learned()[1].value == 1);
}

TEST_CASE("spread: any JSON value will do and equal ones are one") {
  SpreadLog log;
  for (const char* text :
       {"1", "\"1\"", "[1]", R"({"a": 1, "b": 2})", R"({"b": 2, "a": 1})", "null"}) {
    log.learned(Time(1s), NodeId::node(0), boost::json::parse(text));
  }
  CHECK(log.values().size() == 5);
}

TEST_CASE("spread: what nodes tell is for reports only and no part of the fingerprint") {
  const auto run = [](bool tells) {
    Simulation simulation({.network = {.hop = 0ms}});
    test::start(simulation, 2, &make_node<test::Idle>);
    Host& host = simulation.host(NodeId::node(1));
    host.after(1s, [&host, tells] {
      if (tells) host.learned(7);
    });
    simulation.run_until(Time(2s));
    CHECK(simulation.spread().values().size() == (tells ? 1 : 0));
    if (tells) CHECK(simulation.spread().values()[0].first == Time(1s));
    return simulation.fingerprint();
  };
  CHECK(run(true) == run(false));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
