// Minimal runs: they fail the same way, the right twin passes them, and the same comes out however
// many runs go on at once.
#include "eddy/workloads/search/minimise.h"

#include <doctest/doctest.h>

#include "eddy/workloads/scenario_reader.h"
#include "eddy/workloads/search/luck.h"
#include "eddy/workloads/search/scenario_parts.h"
#include "tests/effort.h"
#include "tests/workloads/search_runner.h"
#include "workloads/search/candidates.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using testing::SearchRunner;
using workloads::FailingScenario;
using workloads::Minimal;
using workloads::Options;
using workloads::Pursuit;
using workloads::Scenario;

struct Case {
  const char* program;
  std::size_t most_operations;
  std::size_t most_faults;
  std::size_t most_nodes;
};

constexpr Case kCases[] = {
    {"echo-forgetful", 1, 0, 3},          {"unique-ids-clock", 2, 0, 2},
    {"broadcast-forgets", 2, 0, 1},       {"broadcast-neighbours", 1, 0, 3},
    {"broadcast-flood", 1, 0, 2},         {"g-set-larger", 3, 0, 2},
    {"pn-counter-once", 1, 1, 3},         {"txn-rw-register-write-skew", 3, 0, 2},
    {"kafka-overwrites", 3, 0, 2},        {"lin-kv-proxy-seq", 4, 0, 3},
    {"lin-kv-raft-stale", 4, 0, 4},       {"lin-mutex-lease", 2, 0, 2},
    {"lin-kv-raft-forgets-vote", 0, 1, 5}};

Options options_of(const SearchRunner& runner) {
  Options options = runner.options();
  const std::string& name = runner.entry.name;
  if (name == "broadcast-flood") options.run.network.loss = sim::Probability::percent(5);
  if (name == "pn-counter-once") options.plan.nemesis.kinds = {sim::FaultKind::partition};
  if (name == "kafka-overwrites") options.run.network.latency.mean = 20ms;
  if (name == "lin-mutex-lease") {
    options.run.node_count = 1;
    options.plan.concurrency = {5, false};
  }
  if (name == "txn-rw-register-write-skew") options.criteria.consistency_models = {"serializable"};
  if (name == "lin-kv-raft-forgets-vote") {
    options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::loss,
                                  sim::FaultKind::slow};
    options.run.time_limit = 60s;
  }
  return options;
}

std::string twin_of(const SearchRunner& runner) {
  return runner.entry.bug ? runner.entry.bug->twin : "broadcast-gossip";
}

TEST_CASE(
    "minimise: a wrong program's run becomes small, fails the same way, and its twin passes") {
  const std::size_t count = testing::effort(std::size(kCases), std::size_t{6});
  for (std::size_t i = 0; i < count; ++i) {
    const Case& one = kCases[i];
    CAPTURE(one.program);
    const SearchRunner runner(one.program);
    const auto original = runner.first_failing(options_of(runner));
    REQUIRE(original);
    const Minimal minimal = minimise(*original, *runner.workload, runner.runner(), {.keys = 5});
    const Scenario& smallest = minimal.smallest.scenario;
    CHECK(smallest.operations.size() <= one.most_operations);
    CHECK(smallest.faults.size() <= one.most_faults);
    CHECK(smallest.options.run.node_count <= one.most_nodes);
    CHECK_FALSE(minimal.was_cut_short);
    CHECK(minimal.robustness.keys == 5);
    // Read back, as from a file, it gives the same run.
    const std::string text = boost::json::serialize(to_json(smallest));
    const Scenario read = workloads::read_scenario(text, "it", nodes::catalog());
    const auto ending = ending_of(runner.run(read));
    CHECK(ending == minimal.smallest.ending);
    CHECK(Pursuit(original->ending).is_met_by(ending));
    const SearchRunner twin(twin_of(runner));
    CHECK(ending_of(twin.run(smallest)).ways.empty());
  }
}

TEST_CASE("minimise: the same comes out however many runs go on at once, and with any budget") {
  const SearchRunner runner("lin-kv-proxy-seq");
  const auto original = runner.first_failing(options_of(runner));
  REQUIRE(original);
  for (const std::uint64_t budget : {2'000U, 30U, 7U, 1U}) {
    CAPTURE(budget);
    const Minimal one =
        minimise(*original, *runner.workload, runner.runner(1), {.budget = budget, .keys = 3});
    const Minimal several =
        minimise(*original, *runner.workload, runner.runner(4), {.budget = budget, .keys = 3});
    CHECK(one.smallest.scenario == several.smallest.scenario);
    CHECK(one.runs == several.runs);
    CHECK(one.lost == several.lost);
    CHECK(one.was_cut_short == (budget < 2'000));
    CHECK(ending_of(runner.run(one.smallest.scenario)) == one.smallest.ending);
    CHECK(Pursuit(original->ending).is_met_by(one.smallest.ending));
  }
}

TEST_CASE("minimise: it ends when it is asked to, with the smallest so far") {
  const SearchRunner runner("broadcast-neighbours");
  const auto original = runner.first_failing(options_of(runner));
  REQUIRE(original);
  auto impatient = runner.runner();
  int asked = 0;
  impatient.is_asked_to_end = [&] { return ++asked > 40; };
  const Minimal minimal = minimise(*original, *runner.workload, impatient);
  CHECK(minimal.was_cut_short);
  CHECK(minimal.robustness.keys == 0);
  CHECK(minimal.smallest.scenario.operations.size() < original->scenario.operations.size());
  CHECK(Pursuit(original->ending).is_met_by(minimal.smallest.ending));
}

TEST_CASE("minimise: where faults last for ever the right twin passes, too") {
  const SearchRunner runner("broadcast-flood");
  Options options = runner.options();
  options.run.network.loss = sim::Probability::percent(5);
  options.plan.nemesis.kinds = {sim::FaultKind::partition};
  options.plan.nemesis.interval = 3s;
  options.plan.liveness = workloads::Liveness::core;
  const auto original = runner.first_failing(options);
  REQUIRE(original);
  const Minimal minimal = minimise(*original, *runner.workload, runner.runner(), {.keys = 0});
  CHECK(minimal.smallest.scenario.operations.size() <= 2);
  const SearchRunner twin("broadcast-gossip");
  CHECK(ending_of(twin.run(minimal.smallest.scenario)).ways.empty());
}

TEST_CASE(
    "minimise: a fault at an event, and a run that branches, stay such that they can be read") {
  const SearchRunner runner("pn-counter-once");
  Options options = runner.options();
  options.plan.nemesis.at = {
      {workloads::FaultAtEvent::cut,
       {.side = sim::Side::before, .act = sim::Act::send, .message = "delta"},
       1s}};
  options.run.branches = {{50, 3}};
  const auto original = runner.first_failing(options);
  REQUIRE(original);
  const Minimal minimal = minimise(*original, *runner.workload, runner.runner(), {.keys = 3});
  CHECK(minimal.smallest.scenario.options.run.branches.empty());
  CHECK(workloads::can_be_read(minimal.smallest.scenario));
  CHECK(minimal.smallest.ending.unmet_branches == 0);
}

TEST_CASE("pursuit: the same checker and one of its kinds, and anything else is another failure") {
  workloads::Ending original;
  original.ways = {{"workload", "lost"}, {"workload", "duplicated"}, {"convergence", "late"}};
  const Pursuit pursuit(original);
  const auto ends = [](std::vector<checkers::WayToFail> ways) {
    workloads::Ending ending;
    ending.ways = std::move(ways);
    return ending;
  };
  CHECK(pursuit.is_met_by(ends({{"workload", "lost"}})));
  CHECK(pursuit.is_met_by(ends({{"workload", "duplicated"}, {"nodes", "failure"}})));
  CHECK_FALSE(pursuit.is_met_by(ends({{"convergence", "late"}})));
  CHECK_FALSE(pursuit.is_met_by(ends({{"workload", "stale"}})));
  CHECK_FALSE(pursuit.is_met_by(ends({})));
  CHECK(pursuit.is_another(ends({{"workload", "stale"}})));
  CHECK_FALSE(pursuit.is_another(ends({{"convergence", "late"}})));
  CHECK_FALSE(pursuit.is_another(ends({})));
}

// A run with much luck.
FailingScenario lossy(const SearchRunner& runner, std::uint32_t percent_doubled = 5) {
  Options options = runner.options();
  options.run.network.loss = sim::Probability::percent(5);
  options.run.network.duplicate = sim::Probability::percent(percent_doubled);
  options.run.network.latency = {sim::LatencyDistribution::exponential, 20ms};
  options.plan.nemesis.kinds = {sim::FaultKind::loss, sim::FaultKind::slow};
  options.plan.nemesis.interval = 2s;
  const auto failing = runner.first_failing(options);
  REQUIRE(failing);
  return *failing;
}

TEST_CASE("luck: a run in calm, with its luck as exceptions, is the same run") {
  const SearchRunner runner("broadcast-flood");
  const FailingScenario failing = lossy(runner, 0);  // a copy may overtake its original
  const auto recording = runner.runner().record(failing.scenario, testing::kUnbounded);
  CHECK(has_weather(failing.scenario));
  const Scenario calm = in_calm(failing.scenario, recording);
  CHECK_FALSE(has_weather(calm));
  CHECK(calm.exceptions.size() > 100);
  CHECK(Pursuit(failing.ending).is_met_by(ending_of(runner.run(calm))));
  const auto again = runner.run(calm);
  CHECK(again.run.unmet_exceptions.empty());
  // What arrived did so at the same time, but for copies.
  const auto of_calm = runner.runner().record(calm, testing::kUnbounded);
  const auto arrivals = [](const sim::Recording& events) {
    std::vector<std::pair<sim::Time, sim::MessageId>> all;
    for (const sim::Event& event : events) {
      const auto* arrival = event.get_if<sim::Delivered>();
      if (arrival != nullptr && !arrival->is_copy) all.emplace_back(event.at, arrival->message.id);
    }
    return all;
  };
  CHECK(arrivals(of_calm) == arrivals(recording));
}

TEST_CASE("luck: a run that is calm after an event is the same run until then") {
  const SearchRunner runner("broadcast-flood");
  const FailingScenario failing = lossy(runner, 0);  // a copy may overtake its original
  const auto recording = runner.runner().record(failing.scenario, testing::kUnbounded);
  for (const std::size_t part : {0U, 1U, 2U, 3U}) {
    const std::size_t until = recording.size() * part / 3;
    const Scenario calm = calm_after(failing.scenario, std::span(recording.data(), until));
    CHECK(calm.options.run.network.loss.never());
    CHECK(calm.faults == failing.scenario.faults);
    const auto of_calm = runner.runner().record(calm, testing::kUnbounded);
    std::size_t same = 0;
    std::size_t lost = 0;
    for (std::size_t i = 0; i < std::min(of_calm.size(), recording.size()); ++i) {
      if (i < until && of_calm[i].at == recording[i].at &&
          of_calm[i].what.index() == recording[i].what.index())
        ++same;
      const auto* loss = of_calm[i].get_if<sim::Lost>();
      if (i >= until && loss != nullptr && loss->why == sim::LossCause::exception) ++lost;
    }
    CHECK(same == until);
    CHECK(lost == 0);
  }
}

TEST_CASE("luck: drawn delays become exceptions of a network without any") {
  const SearchRunner runner("broadcast-flood");
  const FailingScenario failing = lossy(runner);
  const Scenario calm =
      in_calm(failing.scenario, runner.runner().record(failing.scenario, testing::kUnbounded));
  const Scenario even = with_drawn_delays(calm, runner.runner().record(calm, testing::kUnbounded));
  CHECK(even.options.run.network.hop == sim::Duration(0));
  CHECK(even.options.run.network.latency.mean == sim::Duration(0));
  CHECK(Pursuit(failing.ending).is_met_by(ending_of(runner.run(even))));
}

TEST_CASE("luck: a message has the same name whenever it is sent") {
  const SearchRunner runner("broadcast-flood");
  const FailingScenario failing = lossy(runner);
  const auto recording = runner.runner().record(failing.scenario, testing::kUnbounded);
  Scenario later = failing.scenario;
  later.options.run.network.latency = {sim::LatencyDistribution::constant, 7ms};
  const auto of_later = runner.runner().record(later, testing::kUnbounded);
  const workloads::MessageNames names(recording);
  const workloads::MessageNames names_of_later(of_later);
  std::size_t same = 0;
  for (const sim::Event& event : recording) {
    const auto* sent = event.get_if<sim::Sent>();
    if (sent == nullptr) continue;
    const auto* name = names.name_of(sent->message.id);
    REQUIRE(name != nullptr);
    CHECK(*names.message_of(*name) == sent->message.id);
    const auto* there = names_of_later.message_of(*name);
    if (there != nullptr && there->sender == sent->message.id.sender) ++same;
  }
  CHECK(same > recording.size() / 20);
}

TEST_CASE("fixed seats: each operation is done when and by whom it was") {
  const SearchRunner runner("lin-kv-proxy");
  Options options = runner.options();
  options.plan.rate = 200;
  options.run.network.latency = {sim::LatencyDistribution::exponential, 30ms};
  const Scenario planned = plan(options, *runner.workload);
  const auto before = runner.runner().record(planned, testing::kUnbounded);
  const Scenario fixed = with_fixed_seats(planned, before, *runner.workload);
  const auto after = runner.runner().record(fixed, testing::kUnbounded);
  const auto begun = [](const sim::Recording& events) {
    std::vector<std::tuple<sim::Time, std::uint64_t, sim::NodeId>> all;
    for (const sim::Event& event : events) {
      const auto* began = event.get_if<sim::OperationBegan>();
      if (began != nullptr) all.emplace_back(event.at, began->operation.number, began->client);
    }
    return all;
  };
  CHECK(begun(before) == begun(after));
  CHECK(fixed.operations.size() < planned.operations.size());
  CHECK(fixed.clients.group_size == 1);
}

TEST_CASE("fewer nodes: those that are left are renamed, in operations, faults and exceptions") {
  const SearchRunner runner("broadcast-gossip");
  const auto n = [](std::uint32_t i) { return sim::NodeId::node(i); };
  Scenario scenario;
  scenario.options = runner.options();
  scenario.clients.count = 10;
  scenario.operations = {{sim::Time(1s), 3, "read", nullptr, {}, 0},
                         {sim::Time(2s), 9, "read", nullptr, {}, 1}};
  scenario.faults = {
      {sim::Time(1s), sim::Time(2s),
       sim::Partition{sim::PartitionShape::bridge, {{n(0), n(1)}, {n(3), n(4)}, {n(2)}}}},
      {sim::Time(1s), sim::Time(2s), sim::Kill{{n(2), n(3)}}, 1}};
  scenario.exceptions = {{{n(3), 0, sim::Time(5ms), 0}, sim::Fate::lost, {}},
                         {{n(2), 0, sim::Time(5ms), 0}, sim::Fate::lost, {}}};
  const auto fewer = with_nodes(scenario, {n(1), n(3), n(4)}, *runner.workload);
  REQUIRE(fewer);
  CHECK(fewer->options.run.node_count == 3);
  CHECK(fewer->operations[0].thread == 1);      // of n3, now n1
  CHECK(fewer->operations[1].thread == 3 + 2);  // of n4, in the second round
  CHECK(fewer->faults[0].fault ==
        sim::Fault(sim::Partition{sim::PartitionShape::halves, {{n(0)}, {n(1), n(2)}}}));
  CHECK(fewer->faults[1].fault == sim::Fault(sim::Kill{{n(1)}}));
  REQUIRE(fewer->exceptions.size() == 1);
  CHECK(fewer->exceptions[0].message.sender == n(1));
  CHECK_FALSE(with_nodes(scenario, {n(0), n(1)}, *runner.workload));  // nobody is parted or killed
}

TEST_CASE("moved up: what comes after a gap comes earlier, and so do its exceptions") {
  Scenario scenario;
  scenario.options.run.time_limit = 10s;
  scenario.operations = {{sim::Time(1s), 0, "read", nullptr, {}, 0},
                         {sim::Time(9s), 0, "read", nullptr, {}, 1}};
  scenario.faults = {{sim::Time(1s), sim::Time(8s), sim::Loss{}, 0}};
  const sim::NodeId n0 = sim::NodeId::node(0);
  scenario.exceptions = {{{n0, 0, sim::Time(1s), 0}, sim::Fate::lost, {}},
                         {{n0, 0, sim::Time(9s), 0}, sim::Fate::lost, {}}};
  CHECK(moments_of(scenario) ==
        std::vector<sim::Time>{sim::Time(1s), sim::Time(8s), sim::Time(9s)});
  const Scenario moved = moved_up(scenario, sim::Time(1s), 6s, sim::Time(2ms));
  CHECK(moved.operations[0].at == sim::Time(1s));
  CHECK(moved.operations[1].at == sim::Time(3s));
  CHECK(moved.faults[0].start == sim::Time(1s));
  CHECK(moved.faults[0].end == sim::Time(2s));
  CHECK(moved.options.run.time_limit == 4s);
  CHECK(moved.exceptions[0].message.sent == sim::Time(1s));
  CHECK(moved.exceptions[1].message.sent == sim::Time(3s));
  const Scenario sooner = ending_after(moved, 10ms);
  CHECK(sooner.options.run.time_limit == 3s + 10ms);
  CHECK(ending_after(moved, 1h) == moved);
}

TEST_CASE("parts: of transactions and of faults that befall several nodes") {
  Scenario scenario;
  scenario.operations.push_back({});
  scenario.operations[0].f = "txn";
  scenario.operations[0].value =
      boost::json::array{boost::json::array{"r", 1, nullptr}, boost::json::array{"append", 1, 2}};
  scenario.faults = {{{}, {}, sim::Pause{{sim::NodeId::node(0), sim::NodeId::node(1)}}, 0}};
  CHECK(workloads::kTransactionParts.count(scenario) == 2);
  CHECK(workloads::kFaultParts.count(scenario) == 2);
  const auto fewer = workloads::kTransactionParts.with(scenario, {1});
  REQUIRE(fewer);
  CHECK(fewer->operations[0].value == boost::json::parse(R"([["append", 1, 2]])"));
  CHECK_FALSE(workloads::kTransactionParts.with(scenario, {}));
  CHECK(workloads::kFaultParts.with(scenario, {1})->faults[0].fault ==
        sim::Fault(sim::Pause{{sim::NodeId::node(1)}}));
}

TEST_CASE("final rounds: nodes that do not agree are asked so often at most") {
  const SearchRunner runner("broadcast-neighbours");
  const auto failing = runner.first_failing(options_of(runner));
  REQUIRE(failing);
  const auto rounds = [&](std::uint32_t most) {
    Scenario scenario = failing->scenario;
    scenario.final_rounds = most;
    return runner.run(scenario).run.aftermath.rounds.size();
  };
  CHECK(rounds(1) == 1);
  CHECK(rounds(7) == 7);
  CHECK(rounds(61) == 61);
  CHECK(rounds(1'000) == 61);  // a minute
}

}  // namespace TEST_FILE
