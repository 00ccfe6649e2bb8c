// Determinism, shown: the same seed gives the same run, to the bit. The golden fingerprints are the
// same with every compiler and optimisation level; a change that alters them must say so in the
// changelog and raise Scenario::kFormat.
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <thread>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/trace_json.h"
#include "eddy/testing.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/run.h"
#include "tests/effort.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;

struct Case {
  std::string name;
  workloads::Options options;
};

workloads::Options base(std::string_view node, std::uint64_t seed) {
  workloads::Options options;
  options.run.program = node;
  options.plan.workload = nodes::find(node)->workload;
  options.plan.concurrency =
      workloads::find_workload(options.plan.workload)->make()->default_concurrency();
  options.run.seed = seed;
  options.run.time_limit = 10s;
  options.plan.rate = 20;
  return options;
}

void hostile(workloads::Options& options) {
  options.run.network.latency = {sim::LatencyDistribution::exponential, 40ms};
  options.run.network.client_latency = {sim::LatencyDistribution::uniform, 3ms};
  options.run.network.loss = sim::Probability::percent(5);
  options.run.network.duplicate = sim::Probability::percent(5);
  options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::loss,
                                sim::FaultKind::duplicate, sim::FaultKind::slow};
  options.plan.nemesis.interval = 2s;
}

// Nodes die, stand still, and have wrong clocks and disks; clients ask again.
void deadly(workloads::Options& options) {
  options.plan.nemesis.kinds = {
      sim::FaultKind::kill,  sim::FaultKind::pause,   sim::FaultKind::clock, sim::FaultKind::disk,
      sim::FaultKind::flaky, sim::FaultKind::swizzle, sim::FaultKind::held};
  options.plan.nemesis.interval = 1s;
  options.plan.nemesis.at = {
      {workloads::FaultAtEvent::kill, {sim::Side::before, sim::Act::send, "", {}, 20}, 500ms},
      {workloads::FaultAtEvent::pause, {sim::Side::before, sim::Act::send, "", {}, 50}, {}}};
  options.run.network.client_faults = true;
  options.run.chances = sim::Probability::percent(50);
}

// Every program × (quiet, hostile), some with other seeds and shapes.
std::vector<Case> matrix() {
  std::vector<Case> cases;
  for (const nodes::ProgramEntry& program : nodes::catalog()) {
    auto quiet = base(program.name, 7);
    cases.push_back({fmt::format("{} quiet", program.name), quiet});
    hostile(quiet);
    cases.push_back({fmt::format("{} hostile", program.name), quiet});
    auto dying = base(program.name, 7);
    deadly(dying);
    cases.push_back({fmt::format("{} deadly", program.name), dying});
  }
  for (const std::uint64_t seed : {0ULL, 1ULL, 18446744073709551615ULL}) {
    auto options = base("broadcast-gossip", seed);
    hostile(options);
    options.run.node_count = 9;
    cases.push_back({fmt::format("broadcast-gossip hostile seed {}", seed), options});
  }
  for (const auto shape : kValuesOf<sim::PartitionShape>) {
    auto options = base("broadcast-efficient", 11);
    options.run.node_count = 7;
    options.run.network.latency = {sim::LatencyDistribution::uniform, 30ms};
    options.plan.nemesis.kinds = {sim::FaultKind::partition};
    options.plan.nemesis.interval = 1s;
    options.plan.nemesis.shape = shape;
    cases.push_back({fmt::format("broadcast-efficient {}", name_of(shape)), options});
  }
  auto large = base("broadcast-gossip", 3);
  large.run.node_count = 400;
  large.plan.rate = 2;
  cases.push_back({"broadcast-gossip 400 nodes", large});
  return cases;
}

class Counter final : public sim::Observer {
 public:
  void on_event(const sim::Event& event) override { writer_.write(event); }
  std::size_t bytes() const { return text_.view().size(); }

 private:
  std::ostringstream text_;
  sim::TraceWriter writer_{text_};
};

std::uint64_t fingerprint(const workloads::Options& options, sim::Observer* observer = nullptr) {
  const auto workload = workloads::find_workload(options.plan.workload)->make();
  workloads::Onlookers onlookers;
  onlookers.observer = observer;
  return workloads::experiment(options, *workload, *nodes::find(options.run.program), onlookers)
      .run.fingerprint;
}

TEST_CASE("determinism: the fingerprints are the golden ones") {
  std::string text;
  for (const Case& one : matrix()) {
    text += fmt::format("{:016x}  {}\n", fingerprint(one.options), one.name);
  }
  CHECK(testing::matches_golden(
      text, std::filesystem::path(EDDY_SOURCE_DIR) / "tests/golden/fingerprints.txt"));
}

TEST_CASE("determinism: a second run, and one that is observed, have the same fingerprint") {
  const std::vector<Case> cases = matrix();
  for (std::size_t i = 0; i < cases.size(); i += testing::effort(1, 4)) {
    const Case& one = cases[i];
    CAPTURE(one.name);
    const std::uint64_t alone = fingerprint(one.options);
    Counter counter;
    CHECK(alone == fingerprint(one.options, &counter));
    CHECK(counter.bytes() > 0);
  }
}

TEST_CASE("determinism: runs in two threads at once do not touch one another") {
  const std::vector<Case> cases = matrix();
  std::vector<std::uint64_t> first(cases.size());
  std::vector<std::uint64_t> second(cases.size());
  std::thread forwards([&] {
    for (std::size_t i = 0; i < cases.size(); ++i) first[i] = fingerprint(cases[i].options);
  });
  std::thread backwards([&] {
    for (std::size_t i = cases.size(); i-- > 0;) second[i] = fingerprint(cases[i].options);
  });
  forwards.join();
  backwards.join();
  CHECK(first == second);
}

TEST_CASE("determinism: another seed gives another run") {
  for (const auto* node : {"echo", "unique-ids-random16", "broadcast-gossip"}) {
    CHECK(fingerprint(base(node, 1)) != fingerprint(base(node, 2)));
  }
}

// How long each message between servers travelled, by its id.
class Travels final : public sim::Observer {
 public:
  using Key = sim::MessageId;

  void on_event(const sim::Event& event) override {
    const auto* delivered = event.get_if<sim::Delivered>();
    if (delivered == nullptr || delivered->is_copy) return;
    const sim::Message& message = delivered->message;
    if (message.id.sender.is_client() || message.dest.is_client()) return;
    arrived_[message.id] = (event.at - message.id.sent).count();
  }
  const std::map<Key, std::int64_t>& arrived() const { return arrived_; }

 private:
  std::map<Key, std::int64_t> arrived_;
};

std::map<Travels::Key, std::int64_t> travels(const workloads::Scenario& scenario) {
  const auto workload = workloads::find_workload(scenario.options.plan.workload)->make();
  const auto simulation =
      workloads::make_simulation(scenario, *nodes::find(scenario.options.run.program));
  Travels travels;
  simulation->observe(&travels);
  workloads::run(*simulation, scenario, *workload);
  return travels.arrived();
}

workloads::Scenario flood_scenario(std::uint64_t seed) {
  auto options = base("broadcast-flood", seed);
  options.run.network.latency = {sim::LatencyDistribution::exponential, 50ms};
  options.run.network.loss = sim::Probability::percent(10);
  options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::slow};
  options.plan.nemesis.interval = 1s;
  return workloads::plan(options, *workloads::find_workload("broadcast")->make());
}

// Of the messages that both runs delivered: how many took another time?
std::size_t changed(const std::map<Travels::Key, std::int64_t>& before,
                    const std::map<Travels::Key, std::int64_t>& after, std::size_t& common) {
  std::size_t differing = 0;
  common = 0;
  for (const auto& [key, latency] : after) {
    const auto found = before.find(key);
    if (found == before.end()) continue;
    ++common;
    if (found->second != latency) ++differing;
  }
  return differing;
}

TEST_CASE("determinism: without one operation, every unrelated message takes the same time") {
  std::size_t gone_with_it = 0;
  for (const std::uint64_t seed : testing::seeds(10)) {
    workloads::Scenario scenario = flood_scenario(seed);
    const auto before = travels(scenario);
    // A broadcast from the middle: its value is told by no other operation.
    const auto middle =
        scenario.operations.begin() + static_cast<std::ptrdiff_t>(scenario.operations.size() / 2);
    const auto gone = std::find_if(middle, scenario.operations.end(),
                                   [](const auto& op) { return op.f == "broadcast"; });
    scenario.operations.erase(gone);
    std::size_t common = 0;
    CHECK(changed(before, travels(scenario), common) == 0);
    CHECK(common > before.size() / 2);
    gone_with_it += before.size() - common;
  }
  CHECK(gone_with_it > 0);
}

TEST_CASE("determinism: without one fault, what was sent outside it takes the same time") {
  std::size_t got_through = 0;
  for (const std::uint64_t seed : testing::seeds(10)) {
    workloads::Scenario scenario = flood_scenario(seed);
    const auto before = travels(scenario);
    const auto gone = std::find_if(
        scenario.faults.begin(), scenario.faults.end(),
        [](const auto& planned) { return std::holds_alternative<sim::Partition>(planned.fault); });
    REQUIRE(gone != scenario.faults.end());
    scenario.faults.erase(gone);
    std::size_t common = 0;
    const auto after = travels(scenario);
    CHECK(changed(before, after, common) == 0);
    CHECK(common > before.size() / 2);
    got_through += after.size() - common;
  }
  CHECK(got_through > 0);
}

}  // namespace TEST_FILE
