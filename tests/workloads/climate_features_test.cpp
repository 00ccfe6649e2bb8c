// What is out of the ordinary in a climate.
#include "eddy/workloads/search/climate_features.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using workloads::features_of;
using Names = std::vector<std::string>;

TEST_CASE("climate features: the defaults have none") { CHECK(features_of({}).empty()); }

TEST_CASE("climate features: faults by their names, each once") {
  workloads::Options options;
  options.plan.nemesis.kinds = {sim::FaultKind::slow, sim::FaultKind::loss};
  options.run.network.loss = sim::Probability::percent(10);
  options.run.network.duplicate = sim::Probability::percent(1);
  CHECK(features_of(options) == Names{"slow", "loss", "duplicate"});
}

TEST_CASE("climate features: the network, the load and the cluster") {
  workloads::Options options;
  options.run.network.latency.mean = 10ms;
  options.run.network.client_latency.mean = 10ms;
  options.run.network.hop = 0ms;
  options.run.network.fault_services = true;
  CHECK(features_of(options) == Names{"service faults", "latency", "client latency", "no hop"});
  workloads::Options rare;
  rare.run.network.client_faults = true;
  rare.plan.liveness = workloads::Liveness::core;
  rare.run.chances = sim::Probability::percent(25);
  rare.run.timer_slack = 10ms;
  rare.plan.nemesis.together = true;
  rare.plan.nemesis.at = {{workloads::FaultAtEvent::cut}, {workloads::FaultAtEvent::cut}};
  CHECK(features_of(rare) == Names{"cut at an event", "client faults", "core", "faults together",
                                   "chances", "timer slack"});
  workloads::Options alone;
  alone.run.node_count = 1;
  alone.plan.concurrency = {2, true};
  CHECK(features_of(alone) == Names{"several clients a node", "one node"});
}

}  // namespace TEST_FILE
