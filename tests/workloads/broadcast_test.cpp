#include "workloads/broadcast.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"
#include "eddy/workloads/run.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::Validity;

workloads::Options quick(std::string_view node) {
  workloads::Options options;
  options.plan.workload = "broadcast";
  options.run.program = node;
  options.run.seed = 2;
  options.run.time_limit = 10s;
  return options;
}

workloads::Experiment experiment(const workloads::Options& options) {
  return testing::experiment(options, *nodes::find(options.run.program));
}

double figure(const workloads::Experiment& done, std::string_view name) {
  const auto* found = done.results.figure(name);
  REQUIRE(found != nullptr);
  REQUIRE(found->value);
  return *found->value;
}

TEST_CASE("workload broadcast: on one node alone every program is valid, and sends nothing") {
  for (const auto* node : {"broadcast-single", "broadcast-flood", "broadcast-gossip",
                           "broadcast-efficient", "broadcast-batched"}) {
    CAPTURE(node);
    auto options = quick(node);
    options.run.node_count = 1;
    const auto done = experiment(options);
    CHECK(done.results.validity == Validity::valid);
    CHECK(figure(done, "servers.msg-count") == 0);
  }
}

TEST_CASE("workload broadcast: nodes are told Maelstrom's neighbours, each the whole map") {
  auto options = quick("broadcast-single");
  options.run.node_count = 5;
  options.plan.rate = 0;
  const auto workload = workloads::find_workload("broadcast")->make();
  workloads::Scenario scenario;
  scenario.options = options;
  const auto simulation = workloads::make_simulation(scenario, *nodes::find("broadcast-single"));
  sim::Recorder recorder;
  simulation->observe(&recorder);
  workloads::run(*simulation, scenario, *workload);
  std::multiset<std::string> told;
  for (const auto& event : recorder.events()) {
    const bool is_setup = event.is<sim::Delivered>() && !event.message()->dest.is_client();
    const auto body = is_setup ? sim::to_json(*event.message()->body) : boost::json::object{};
    if (is_setup && body.at("type") == "topology") told.insert(boost::json::serialize(body));
  }
  CHECK(told.size() == 5);
  // A grid of 5: rows of 3 nodes, n0 n1 n2 / n3 n4.
  const auto map = boost::json::parse(*told.begin()).at("topology").as_object();
  CHECK(map.size() == 5);
  const auto neighbours = [&](const char* node) {
    std::set<std::string> names;
    for (const auto& name : map.at(node).as_array()) names.emplace(name.as_string());
    return names;
  };
  CHECK(told.count(*told.begin()) == 5);
  CHECK(neighbours("n0") == std::set<std::string>{"n1", "n3"});
  CHECK(neighbours("n1") == std::set<std::string>{"n0", "n2", "n4"});
  CHECK(neighbours("n4") == std::set<std::string>{"n1", "n3"});
}

TEST_CASE("workload broadcast: a flood takes as long as the topology is wide, and is optimal") {
  auto options = quick("broadcast-flood");
  options.run.node_count = 9;
  options.run.network.hop = {};
  options.run.network.latency.mean = 100ms;
  const auto done = experiment(options);
  CHECK(done.results.validity == Validity::valid);
  CHECK(figure(done, "spread.max") == 400);
  CHECK(figure(done, "spread.over-optimum") == 1);
  CHECK(figure(done, "spread.incomplete-count") == 0);
  CHECK(figure(done, "stable-latency.max") <= 400);
}

TEST_CASE("workload broadcast: values that never reach a node are seen to be missing") {
  auto options = quick("broadcast-single");
  options.run.node_count = 3;
  const auto done = experiment(options);
  CHECK(done.results.validity == Validity::invalid);
  CHECK(figure(done, "missing-count") > 0);
  CHECK(figure(done, "spread.incomplete-count") > 0);
}

TEST_CASE("workload broadcast: nothing but the final reads proves nothing") {
  auto options = quick("broadcast-gossip");
  options.plan.rate = 0;
  const auto done = experiment(options);
  CHECK(done.results.validity == Validity::unknown);
  CHECK(figure(done, "ops.count") == 5);
}

TEST_CASE("workload broadcast: values that a partition kept back arrive before the final reads") {
  for (const auto shape : kValuesOf<sim::PartitionShape>) {
    CAPTURE(std::string(name_of(shape)));
    auto options = quick("broadcast-gossip");
    options.plan.nemesis = {{sim::FaultKind::partition}, 2s, shape};
    const auto done = experiment(options);
    CHECK(done.results.validity == Validity::valid);
    CHECK(figure(done, "spread.incomplete-count") == 0);
    CHECK(figure(done, "lost.partition") > 0);
  }
}

}  // namespace TEST_FILE
