#include "eddy/workloads/scenario.h"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;

sim::NodeId n(std::uint32_t index) { return sim::NodeId::node(index); }

Scenario small_scenario() {
  Scenario scenario;
  scenario.options.plan.workload = "broadcast";
  scenario.options.run.program = "broadcast-gossip";
  scenario.options.run.seed = 18446744073709551615U;
  scenario.options.run.node_count = 3;
  scenario.options.plan.rate = 2.5;
  scenario.options.run.time_limit = 20s;
  scenario.options.run.network.latency = {sim::LatencyDistribution::uniform, 100ms};
  scenario.options.run.network.loss = sim::Probability::of(0.25);
  scenario.clients = {3, 3, 5s};
  scenario.operations = {{sim::Time(12ms), 1, "broadcast", 0, {}, 0},
                         {sim::Time(15ms), 0, "read", nullptr, {}, 1}};
  scenario.final_operations = {{{}, 0, "read", nullptr, {}, 0}};
  return scenario;
}

TEST_CASE("scenario: its JSON has the format's number, options, operations and faults, in ns") {
  const auto expected = boost::json::parse(R"({
    "format": 2,
    "options": {
      "plan": {
        "workload": "broadcast", "rate": 2.5, "concurrency": "1n",
        "min-txn-length": 1, "max-txn-length": 4, "max-writes-per-key": 16,
        "nemesis": {"kinds": [], "interval": 10000000000, "disk-faults": [], "at": [],
                    "together": false},
        "liveness": "all"
      },
      "run": {
        "program": "broadcast-gossip", "seed": 18446744073709551615, "branches": [],
        "node-count": 3,
        "time-limit": 20000000000, "topology": "grid",
        "network": {
          "hop": 500000,
          "latency": {"mean": 100000000, "distribution": "uniform"},
          "client-latency": {"mean": 0, "distribution": "constant"},
          "loss": 0.25, "duplicate": 0.0, "fault-services": false, "client-faults": false
        },
        "services": {"seq-kv-staleness": 0.0},
        "limits": {"events": 200000000, "instant-events": 1000000, "in-flight": 4000000,
                   "timers": 4000000, "body-bytes": 1610612736},
        "down-backlog": 10, "chances": 0.0, "timer-slack": 0
      },
      "criteria": {
        "expectations": [], "consistency-models": ["strict-serializable"], "rising-offsets": false
      }
    },
    "clients": {"count": 3, "group-size": 3, "timeout": 5000000000},
    "faults": [], "core": [], "lasting-faults": [], "exceptions": [],
    "operations": [
      {"id": 0, "at": 12000000, "thread": 1, "f": "broadcast", "value": 0},
      {"id": 1, "at": 15000000, "thread": 0, "f": "read"}
    ],
    "recovery-operations": [], "quiet": 10000000000,
    "final-operations": [{"id": 0, "at": 0, "thread": 0, "f": "read"}],
    "final-rounds": 61
  })");
  CHECK(boost::json::value(to_json(small_scenario())) == expected);
}

TEST_CASE("scenario: each fault is told with its times and all that makes it") {
  Scenario scenario = small_scenario();
  scenario.faults = {
      {sim::Time(1s), sim::Time(2s),
       sim::Partition{sim::PartitionShape::one_way, {{n(0)}, {n(1), n(2)}}}, 0},
      {sim::Time(3s), sim::Time(4s), sim::Loss{sim::Probability::of(0.5)}, 1},
      {sim::Time(5s), sim::Time(6s), sim::Duplication{sim::Probability::of(0.125)}, 2},
      {sim::Time(7s), sim::Time(8s), sim::Slowness{300ms}, 9},
  };
  const auto expected = boost::json::parse(R"([
    {"id": 0, "start": 1000000000, "end": 2000000000, "kind": "partition", "shape": "one-way",
     "groups": [["n0"], ["n1", "n2"]]},
    {"id": 1, "start": 3000000000, "end": 4000000000, "kind": "loss", "probability": 0.5},
    {"id": 2, "start": 5000000000, "end": 6000000000, "kind": "duplicate", "probability": 0.125},
    {"id": 9, "start": 7000000000, "end": 8000000000, "kind": "slow", "mean": 300000000}
  ])");
  CHECK(to_json(scenario).at("faults") == expected);
}

TEST_CASE("scenario: the nemesis is told by its kinds and the shape that was asked for") {
  Scenario scenario = small_scenario();
  scenario.options.plan.nemesis = {
      {sim::FaultKind::slow, sim::FaultKind::partition}, 2s, sim::PartitionShape::bridge};
  const auto nemesis = to_json(scenario).at("options").at("plan").at("nemesis").as_object();
  CHECK(
      boost::json::serialize(nemesis) ==
      R"({"kinds":["slow","partition"],"interval":2000000000,"shape":"bridge","disk-faults":[],"at":[],"together":false})");
}

TEST_CASE("scenario: what follows an operation is told with it") {
  Scenario scenario = small_scenario();
  scenario.operations = {{sim::Time(1s), 2, "acquire", "c2", FollowUp{3ms, "release", "c2"}, 5}};
  CHECK(boost::json::serialize(to_json(scenario).at("operations")) ==
        R"([{"id":5,"at":1000000000,"thread":2,"f":"acquire","value":"c2",)"
        R"("then":{"after":3000000,"f":"release","value":"c2"}}])");
}

TEST_CASE("scenario: exceptions name their messages") {
  Scenario scenario = small_scenario();
  scenario.exceptions = {{{n(1), 0, sim::Time(12ms), 3}, sim::Fate::later, 5ms}};
  CHECK(boost::json::serialize(to_json(scenario).at("exceptions")) ==
        R"([{"message":"n1.0@12000000#3","fate":"later","by":5000000}])");
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
