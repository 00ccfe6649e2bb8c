// run and check: bounds, verdicts and their order, expectations, verification.
#include "eddy/workloads/run.h"

#include <doctest/doctest.h>

#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/testing.h"
#include "eddy/workloads/bounds.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/plan.h"
#include "tests/workloads/bad_node.h"
#include "workloads/broadcast.h"
#include "workloads/echo.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;
using checkers::Validity;
using testing::experiment;

Options quiet(std::string_view node) {
  Options options;
  options.run.program = node;
  options.plan.workload = nodes::find(node)->workload;
  options.run.seed = 3;
  options.run.time_limit = 10s;
  return options;
}

Experiment experiment_with(const Options& options) {
  return experiment(options, *nodes::find(options.run.program));
}

std::string evidence_of(const Experiment& done) {
  std::string text;
  for (const std::string& line : done.results.evidence) text += line + '\n';
  return text;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST_CASE("run: a bound on events ends it as unknown, with the bound and the top senders") {
  Options options = quiet("broadcast-gossip");
  options.run.limits.events = 200;
  const auto done = experiment_with(options);
  CHECK(done.results.validity == Validity::unknown);
  CHECK(done.run.events == 200);
  CHECK(contains(evidence_of(done), "it reached its bound of 200 events"));
  CHECK(contains(evidence_of(done), "top senders: n"));
  REQUIRE(done.run.stopped);
  CHECK(done.run.stopped->bound == "events");
  REQUIRE(done.run.stopped->senders.size() > 1);
  CHECK(done.run.stopped->senders[0].sent >= done.run.stopped->senders[1].sent);
}

TEST_CASE("run: many last operations of patient clients are within the bound on virtual time") {
  const auto workload = find_workload("echo")->make();
  Options options = testing::options_for("echo");
  options.run.program = "echo";
  options.run.time_limit = 1s;
  Scenario scenario = plan(options, *workload);
  scenario.clients.timeout = kLongestTime;
  scenario.final_operations.assign(5'000, PlannedOperation{{}, 0, "echo", "last", {}, 0});
  for (std::size_t i = 0; i < scenario.final_operations.size(); ++i)
    scenario.final_operations[i].id = i;
  const Experiment done = experiment(scenario, *workload, *nodes::find("echo"));
  CHECK_FALSE(done.run.stopped);
  CHECK(done.results.validity == checkers::Validity::valid);
}

TEST_CASE("run: a bound on messages in flight does the same") {
  Options options = quiet("broadcast-flood");
  options.run.network.latency.mean = 1s;
  options.run.limits.in_flight = 10;
  options.plan.rate = 100;
  const auto done = experiment_with(options);
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done), "it reached its bound of 10 messages in flight"));
}

TEST_CASE("run: what reads return is bounded too") {
  Options options = quiet("broadcast-single");
  options.run.node_count = 1;
  options.plan.rate = 100;
  options.run.limits.body_bytes = 200'000;
  const auto done = experiment_with(options);
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done), "it reached its bound of 200000 bytes of the history"));
}

TEST_CASE("run: a bound outweighs what was found before, and accuses nobody of what it cut off") {
  Options options = quiet("broadcast-single");
  options.run.node_count = 2;
  options.criteria.expectations = {"ops.count > 1000000"};
  CHECK(experiment_with(options).results.validity == Validity::invalid);
  options.run.limits.events = 100;
  const auto done = experiment_with(options);
  CHECK(done.results.validity == Validity::unknown);
  CHECK(done.results.evidence.front().starts_with("the run was ended at "));
  CHECK_FALSE(contains(evidence_of(done), "expected ops.count"));
  CHECK_FALSE(contains(evidence_of(done), "lost"));
}

TEST_CASE("run: expectations are held against every figure") {
  Options options = quiet("broadcast-flood");
  options.run.network.hop = {};
  options.run.network.latency.mean = 100ms;
  options.criteria.expectations = {"servers.msgs-per-op < 30", "stable-latency.p50 < 400ms",
                                   "ok-fraction >= 100%",      "spread.max <= 0.3s",
                                   "failure-count == 0",       "messages-per-broadcast != 0",
                                   "lost.partition == 0"};
  CHECK(experiment_with(options).results.validity == Validity::valid);
  options.criteria.expectations = {"spread.max < 300ms"};
  const auto missed = experiment_with(options);
  CHECK(missed.results.validity == Validity::invalid);
  CHECK(evidence_of(missed) == "expected spread.max < 300 ms, got 300 ms\n");
}

TEST_CASE("run: an expectation on a figure without a value is unknown") {
  Options options = quiet("echo");
  options.plan.rate = 0;
  options.criteria.expectations = {"latency.p50 < 1s"};
  CHECK(experiment_with(options).results.validity == Validity::unknown);
}

TEST_CASE("run: an expectation on no figure is an error that names the nearest") {
  Options options = quiet("echo");
  options.criteria.expectations = {"latency.p51 < 1s"};
  try {
    experiment_with(options);
    FAIL("accepted");
  } catch (const checkers::BadInput& bad) {
    CHECK(contains(bad.what(), "there is no figure \"latency.p51\", did you mean latency.p50?"));
  }
}

TEST_CASE("run: an availability that is not reached is invalid") {
  Options options = quiet("unique-ids-flake");
  options.run.network.client_latency = {sim::LatencyDistribution::uniform, 2s};
  CHECK(experiment_with(options).results.validity == Validity::valid);
  options.criteria.availability = 1.0;
  CHECK(experiment_with(options).results.validity == Validity::invalid);
}

TEST_CASE("run: the evidence begins with the gravest") {
  Options options = quiet("broadcast-single");
  options.run.node_count = 2;
  options.criteria.expectations = {"lost-latency.p50 < 0ms"};
  const auto done = experiment_with(options);
  REQUIRE(done.results.evidence.size() >= 2);
  CHECK(contains(done.results.evidence.front(), ": the last read misses "));
}

class Counter final : public sim::Observer, public sim::LogSink {
 public:
  void on_event(const sim::Event& event) override {
    if (event.is<sim::Sent>()) {
      ++sent;
    } else if (!event.is<sim::OperationBegan>() && !is_begin_of_load(event)) {
      ++events;
    }
  }
  void on_log(sim::Time /*at*/, sim::NodeId /*node*/, std::string_view /*line*/) override {}

  static bool is_begin_of_load(const sim::Event& event) {
    const auto* phase = event.get_if<sim::PhaseBegan>();
    return phase != nullptr && phase->phase == sim::Phase::load;
  }

  std::uint64_t events = 0;
  std::uint64_t sent = 0;
};

TEST_CASE("run: it is the same whether anybody looks on or not") {
  Options options = quiet("broadcast-gossip");
  options.plan.nemesis.kinds = {sim::FaultKind::partition};
  const auto* program = nodes::find(options.run.program);
  const Broadcast workload;
  const auto alone = workloads::experiment(options, workload, *program);
  Counter counter;
  Onlookers onlookers;
  onlookers.observer = &counter;
  onlookers.log_sink = &counter;
  const auto observed = workloads::experiment(options, workload, *program, onlookers);
  CHECK(alone.run.fingerprint == observed.run.fingerprint);
  CHECK(counter.sent == observed.run.traffic.servers.sent + observed.run.traffic.clients.sent);
  // What is told besides is no event of its own: it happens within another, or between two.
  CHECK(counter.events == observed.run.events);
}

TEST_CASE("run: progress is told in long runs") {
  Options options = quiet("echo");
  options.plan.rate = 10'000;
  sim::Time last{};
  std::uint64_t told = 0;
  Onlookers onlookers;
  onlookers.progress = [&](sim::Time now, std::uint64_t events) {
    CHECK(now >= last);
    CHECK(events > 0);
    last = now;
    ++told;
  };
  workloads::experiment(options, Echo(), *nodes::find("echo"), onlookers);
  CHECK(told >= 3);
}

struct Ping {
  static constexpr std::string_view type = "ping";
};
BOOST_DESCRIBE_STRUCT(Ping, (), ())

// Echoes; from the given request of the process on, says "ping" to a neighbour first.
class Leaky final : public sim::Node {
 public:
  explicit Leaky(sim::Host& host, int& requests) : Node(host), requests_(requests) {
    on(&Leaky::echo);
    on(&Leaky::ping);
  }

 private:
  sim::Result<sim::EchoOk> echo(const sim::Echo& m) {
    if (++requests_ == 60) send(*peers().begin(), Ping{});
    return sim::EchoOk{m.echo};
  }
  void ping(const Ping& /*m*/) {}

  int& requests_;  // of all nodes, and all runs
};

std::unique_ptr<sim::Program> make_leaky(sim::Host& host) {
  static int requests = 0;
  return std::make_unique<Leaky>(host, requests);
}

TEST_CASE("verify: equal runs have no difference") {
  Options options = quiet("broadcast-gossip");
  options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::loss};
  const auto* program = nodes::find(options.run.program);
  CHECK_FALSE(verify(experiment_with(options), Broadcast(), *program));
}

TEST_CASE("verify: the first event that differs is named") {
  // About 50 requests a run: the 60th is in the second one, the first that verify makes.
  const sim::NodeProgram program{"leaky", &make_leaky};
  Options options = quiet("echo");
  const auto first = experiment(options, program);
  REQUIRE(first.run.history.ops.size() < 120);
  REQUIRE(first.run.history.ops.size() > 60);
  const auto difference = verify(first, Echo(), program);
  REQUIRE(difference);
  REQUIRE(difference->event);
  CHECK(*difference->event > 20);
  CHECK(contains(difference->first, "\"type\":\"ping\""));
  CHECK(contains(difference->second, "\"type\":\"echo_ok\""));
  // Now nothing is left to leak, but the experiment's own run was another one if it had the 60th.
  CHECK_FALSE(verify(experiment(options, program), Echo(), program));
}

TEST_CASE("verify: a first run that differs from all later ones is told by its fingerprint") {
  const auto* program = nodes::find("echo");
  auto first = experiment_with(quiet("echo"));
  first.run.fingerprint ^= 1U;
  const auto difference = verify(first, Echo(), *program);
  REQUIRE(difference);
  CHECK_FALSE(difference->event);
  CHECK(difference->first == fmt::format("fingerprint {:016x}", first.run.fingerprint));
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
