#include "workloads/scenario.h"

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
  scenario.operations = {{sim::Time(12ms), 1, "broadcast", 0},
                         {sim::Time(15ms), 0, "read", nullptr}};
  scenario.final_operations = {{{}, 0, "read", nullptr}};
  return scenario;
}

TEST_CASE("scenario: its JSON has the format's number, options, operations and faults, in ns") {
  const auto expected = boost::json::parse(R"({
    "format": 1,
    "options": {
      "workload": "broadcast", "node": "broadcast-gossip", "seed": 18446744073709551615,
      "node-count": 3, "rate": 2.5, "time-limit": 20000000000, "concurrency": 3,
      "topology": "grid",
      "latency": {"mean": 100000000, "distribution": "uniform"},
      "client-latency": {"mean": 0, "distribution": "constant"},
      "loss": 0.25, "duplicate": 0.0, "seq-kv-staleness": 0.0,
      "nemesis": [], "nemesis-interval": 10000000000, "recovery": 10000000000
    },
    "faults": [],
    "operations": [
      {"at": 12000000, "thread": 1, "f": "broadcast", "value": 0},
      {"at": 15000000, "thread": 0, "f": "read"}
    ],
    "recovery-operations": [], "final-operations": [{"f": "read"}]
  })");
  CHECK(boost::json::value(to_json(small_scenario())) == expected);
}

TEST_CASE("scenario: each fault is told with its times and all that makes it") {
  Scenario scenario = small_scenario();
  scenario.faults = {
      {sim::Time(1s), sim::Time(2s),
       sim::Partition{sim::PartitionShape::one_way, {{n(0)}, {n(1), n(2)}}}},
      {sim::Time(3s), sim::Time(4s), sim::Loss{sim::Probability::of(0.5)}},
      {sim::Time(5s), sim::Time(6s), sim::Duplication{sim::Probability::of(0.125)}},
      {sim::Time(7s), sim::Time(8s), sim::Slowness{300ms}},
  };
  const auto expected = boost::json::parse(R"([
    {"start": 1000000000, "end": 2000000000, "fault": "partition", "shape": "one-way",
     "groups": [["n0"], ["n1", "n2"]]},
    {"start": 3000000000, "end": 4000000000, "fault": "loss", "probability": 0.5},
    {"start": 5000000000, "end": 6000000000, "fault": "duplicate", "probability": 0.125},
    {"start": 7000000000, "end": 8000000000, "fault": "slow", "mean": 300000000}
  ])");
  CHECK(to_json(scenario).at("faults") == expected);
}

TEST_CASE("scenario: the nemesis is told by its kinds and the shape that was asked for") {
  Scenario scenario = small_scenario();
  scenario.options.plan.nemesis = {
      {NemesisKind::slow, NemesisKind::partition}, 2s, sim::PartitionShape::bridge};
  const auto options = to_json(scenario).at("options").as_object();
  CHECK(boost::json::serialize(options.at("nemesis")) == R"(["slow","partition"])");
  CHECK(options.at("nemesis-interval") == 2'000'000'000);
  CHECK(options.at("partition-shape") == "bridge");
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
