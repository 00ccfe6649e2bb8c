// Runs by their names, and what tipped them.
#include "eddy/workloads/branching.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/redraws.h"
#include "eddy/workloads/search/concerning.h"
#include "eddy/workloads/search/curve.h"
#include "eddy/workloads/search/scenario_parts.h"
#include "eddy/workloads/search/story.h"
#include "tests/workloads/search_runner.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using testing::SearchRunner;
using workloads::Options;
using workloads::Redraws;
using workloads::Scenario;

Options faulty(const SearchRunner& runner) {
  Options options = runner.options();
  options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::kill};
  options.plan.nemesis.interval = 2s;
  options.run.seed = 7;
  return options;
}

TEST_CASE("by name: what was planned until the branch stays, what was to come is drawn anew") {
  const SearchRunner runner("lin-kv-proxy");
  Options options = faulty(runner);
  const Scenario whole = plan_by_name(options, *runner.workload, runner.entry);
  CHECK(whole == plan(options, *runner.workload));
  const auto events = runner.runner().record(whole, testing::kUnbounded);
  const std::uint64_t event = events.size() / 2;
  const sim::Time at(events[event - 1].at - workloads::load_begin(events));
  options.run.branches = {{event, 3}};
  const Scenario branch = plan_by_name(options, *runner.workload, runner.entry);
  CHECK(branch.options.run.branches == options.run.branches);
  bool is_another = false;
  for (std::size_t i = 0; i < std::min(whole.operations.size(), branch.operations.size()); ++i) {
    const bool is_same = whole.operations[i] == branch.operations[i];
    if (whole.operations[i].at <= at || branch.operations[i].at <= at) CHECK(is_same);
    is_another |= !is_same;
  }
  CHECK(is_another);
  for (std::size_t i = 0; i < std::min(whole.faults.size(), branch.faults.size()); ++i) {
    const auto& was = whole.faults[i];
    const auto& is = branch.faults[i];
    if (was.start > at && is.start > at) continue;
    CHECK(was.start == is.start);
    CHECK(was.fault == is.fault);
    if (was.end <= at || is.end <= at) CHECK(was.end == is.end);
  }
  // The run is the same up to there, and is the same each time.
  const auto of_branch = runner.runner().record(branch, testing::kUnbounded);
  const auto part = sim::first_difference(events, of_branch);
  REQUIRE(part);
  CHECK(*part >= event);
  CHECK(of_branch.size() == runner.runner().record(branch, testing::kUnbounded).size());
  options.run.branches = {{events.size() + 1, 3}};
  CHECK_THROWS_WITH_AS(plan_by_name(options, *runner.workload, runner.entry),
                       doctest::Contains("a run cannot branch after its end: 7 has "),
                       checkers::BadInput);
}

TEST_CASE("redraws: a time that is waited for is drawn given that it has not come") {
  const auto bits = [](std::uint64_t key) { return sim::draw(key, sim::Purpose::test, 1); };
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const sim::Duration whole = Redraws().gap(seed, sim::Time(5s), 1s, bits);
    CHECK(whole <= 2s);
    const sim::Time at(5s + 700ms);
    const Redraws redraws({{at, seed + 1'000}});
    const sim::Duration gap = redraws.gap(seed, sim::Time(5s), 1s, bits);
    if (whole <= 700ms) {
      CHECK(gap == whole);
    } else {
      CHECK(gap > 700ms);
      CHECK(gap <= 2s);
    }
    CHECK(redraws.key_at(seed, at) == seed);
    CHECK(redraws.key_at(seed, at + 1ns) == seed + 1'000);
    // Of what begins after the branch all is drawn with its key.
    CHECK(redraws.gap(seed, sim::Time(6s), 1s, bits) ==
          Redraws().gap(seed + 1'000, sim::Time(6s), 1s, bits));
  }
}

TEST_CASE("by name: the length of a fault at an event is drawn anew while it has not ended") {
  const SearchRunner runner("broadcast-gossip");
  Options options = runner.options();
  options.run.seed = 7;
  options.plan.nemesis.interval = 4s;
  workloads::FaultAt pause{workloads::FaultAtEvent::pause};
  pause.trigger = {sim::Side::before, sim::Act::receive, "broadcast", sim::NodeId::node(1), 2};
  options.plan.nemesis.at = {pause};
  const Scenario whole = plan_by_name(options, *runner.workload, runner.entry);
  REQUIRE(whole.faults.size() == 1);
  const auto events = runner.runner().record(whole, testing::kUnbounded);
  const auto place_of = [&](auto is_it) {
    return static_cast<std::uint64_t>(std::find_if(events.begin(), events.end(), is_it) -
                                      events.begin());
  };
  const std::uint64_t begun =
      place_of([](const auto& e) { return e.template is<sim::FaultBegan>(); });
  const std::uint64_t ended =
      place_of([](const auto& e) { return e.template is<sim::FaultEnded>(); });
  REQUIRE(begun < ended);
  REQUIRE(ended < events.size());
  const auto length_of = [](const Scenario& scenario) {
    return scenario.faults.front().end - scenario.faults.front().start;
  };
  const auto branched = [&](std::uint64_t event, std::uint64_t key) {
    options.run.branches = {{event, key}};
    Scenario branch = plan_by_name(options, *runner.workload, runner.entry);
    const auto of_branch = runner.runner().record(branch, testing::kUnbounded);
    CHECK(sim::first_difference(events, of_branch).value_or(event) >= event);
    return branch;
  };
  bool is_another = false;
  bool is_another_later = false;
  for (std::uint64_t key = 1; key < 8; ++key) {
    // Before it begins, while it goes on, and after it has ended.
    is_another |= length_of(branched(begun - 1, key)) != length_of(whole);
    const std::uint64_t middle = begun + (ended - begun) / 2;
    const sim::Duration of_middle = length_of(branched(middle, key));
    CHECK(of_middle > events[middle - 1].at - events[begun].at);
    is_another_later |= of_middle != length_of(whole);
    CHECK(length_of(branched(ended + 1, key)) == length_of(whole));
  }
  CHECK(is_another);
  CHECK(is_another_later);
  // Two branches, the first at the event that the fault is at.
  options.run.branches = {{begun, 3}};
  const Scenario first = plan_by_name(options, *runner.workload, runner.entry);
  const auto of_first = runner.runner().record(first, testing::kUnbounded);
  options.run.branches.push_back({of_first.size() - 1, 4});
  CHECK(length_of(plan_by_name(options, *runner.workload, runner.entry)) == length_of(first));
}

workloads::FailingScenario failing_once(const SearchRunner& runner) {
  Options options = runner.options();
  options.plan.nemesis.kinds = {sim::FaultKind::partition};
  const auto failing = runner.first_failing(options);
  REQUIRE(failing);
  return *failing;
}

TEST_CASE("explain: what a partition swallows is tipped by its start") {
  const SearchRunner runner("pn-counter-once");
  const auto failing = failing_once(runner);
  const auto told = explain(failing, *runner.workload, runner.runner(), {.moments = 20, .keys = 8});
  CHECK(told.draws_faults);
  CHECK(told.draws_operations);
  CHECK(told.prefix.scenario.operations.size() < told.planned);
  CHECK(workloads::Pursuit(failing.ending).is_met_by(told.prefix.ending));
  REQUIRE(told.luck.tipping);
  CHECK(told.luck.tipping->what.starts_with("the start of partition"));
  CHECK(told.luck.tipping->rise() > 0.3);
  CHECK(told.luck.tipping->after.event == told.luck.tipping->before.event + 1);
  CHECK(told.luck.points.back().share() == 1);
  CHECK(std::is_sorted(told.luck.points.begin(), told.luck.points.end(),
                       [](const auto& a, const auto& b) { return a.event < b.event; }));
  // The same with several runs at once.
  const auto again =
      explain(failing, *runner.workload, runner.runner(3), {.moments = 20, .keys = 8});
  CHECK(again.runs == told.runs);
  CHECK(again.luck.tipping->what == told.luck.tipping->what);
}

TEST_CASE("explain: where no luck decides, the clients do, and an operation brings it to light") {
  const SearchRunner runner("broadcast-forgets");
  const auto failing = runner.first_failing(runner.options());
  REQUIRE(failing);
  const auto told =
      explain(*failing, *runner.workload, runner.runner(), {.moments = 20, .keys = 8});
  CHECK(told.luck.points.front().share() == 1);
  CHECK_FALSE(told.luck.tipping);
  REQUIRE(told.clients);
  REQUIRE(told.clients->tipping);
  CHECK(told.clients->tipping->what.starts_with("operation "));
}

TEST_CASE("explain: a scenario that was edited keeps its faults and operations") {
  const SearchRunner runner("pn-counter-once");
  auto failing = failing_once(runner);
  failing.scenario.operations.erase(failing.scenario.operations.begin() + 1);
  failing.scenario.faults.front().end += 1ms;
  failing.ending = ending_of(runner.run(failing.scenario));
  REQUIRE_FALSE(failing.ending.ways.empty());
  const auto told = explain(failing, *runner.workload, runner.runner(), {.moments = 8, .keys = 3});
  CHECK_FALSE(told.draws_faults);
  CHECK_FALSE(told.draws_operations);
  CHECK_FALSE(told.clients);
  CHECK(told.luck.points.front().share() == 1);
}

TEST_CASE("explain: where nearly all is lost, a weaker climate shows which loss it was") {
  const SearchRunner runner("broadcast-flood");
  Options options = runner.options();
  options.run.node_count = 3;
  options.run.network.loss = sim::Probability::percent(80);
  const auto failing = runner.first_failing(options);
  REQUIRE(failing);
  const auto told =
      explain(*failing, *runner.workload, runner.runner(), {.moments = 20, .keys = 8});
  CHECK_FALSE(told.draws_faults);
  CHECK(told.is_calmer);
  REQUIRE(told.luck.points.size() > 2);
  CHECK(told.luck.points.front().failing == 0);
  REQUIRE(told.luck.tipping);
  CHECK(told.luck.tipping->what.find("the loss of n") == 0);
  CHECK(told.luck.tipping->after.failing == told.luck.tipping->after.branches);
}

TEST_CASE("explain: a budget ends it") {
  const SearchRunner runner("pn-counter-once");
  const auto told =
      explain(failing_once(runner), *runner.workload, runner.runner(), {.budget = 30});
  CHECK(told.was_cut_short);
  CHECK(told.runs < 80);
}

TEST_CASE("strip: a block for each point, as high as its share") {
  CHECK(workloads::strip_of({}).empty());
  CHECK(workloads::strip_of({{1, {}, 0, 10}, {2, {}, 5, 10}, {3, {}, 10, 10}, {4, {}, 0, 0}}) ==
        "▁▅█▁");
}

TEST_CASE("deciding messages: the one that was lost, and the ones without which it would not be") {
  const SearchRunner runner("pn-counter-once");
  const auto minimal =
      minimise(failing_once(runner), *runner.workload, runner.runner(), {.keys = 0});
  const auto run = runner.runner().watch(minimal.smallest.scenario);
  const auto deciding = deciding_messages(minimal.smallest, run.events, runner.runner());
  CHECK(deciding.lost.size() == 1);
  CHECK(deciding.arrived.empty());
  CHECK(deciding.asked > 0);
  CHECK(deciding.left_out == 0);
  const auto few = deciding_messages(minimal.smallest, run.events, runner.runner(), 1);
  CHECK(few.lost == deciding.lost);  // what was lost comes first
  CHECK(few.left_out == deciding.asked - 1);
  const auto story = story_of(minimal.smallest, run, deciding);
  const std::string text = to_text(story);
  CAPTURE(text);
  CHECK(text.find(" begins\n") != std::string::npos);
  CHECK(text.find(": cut by partition ") != std::string::npos);
  CHECK(text.find("* decides") != std::string::npos);
  CHECK(story.lines.size() < 12);
  CHECK(std::count_if(story.lines.begin(), story.lines.end(),
                      [](const auto& line) { return line.decides; }) == 1);
}

TEST_CASE("concerning: a value that was cut off, and that nobody sent again") {
  const SearchRunner runner("broadcast-flood");
  Options options = runner.options();
  options.plan.nemesis.kinds = {sim::FaultKind::partition};
  options.run.seed = 0;
  const auto failing = runner.first_failing(options);
  REQUIRE(failing);
  const auto run = runner.runner().watch(failing->scenario);
  // The first value that the last read misses.
  const auto missing = boost::json::parse(failing->ending.text.substr(
      failing->ending.text.find("values: ") + 8,
      failing->ending.text.find_first_of(",;", failing->ending.text.find("values: ")) -
          failing->ending.text.find("values: ") - 8));
  const auto told = concerning(run, {.value = missing});
  const auto has = [&](std::string_view part) {
    return std::any_of(told.lines.begin(), told.lines.end(), [part](const auto& line) {
      return line.text.find(part) != std::string::npos;
    });
  };
  CHECK(has("broadcast " + boost::json::serialize(missing)));
  CHECK(has(": cut by partition "));
  REQUIRE_FALSE(told.remarks.empty());
  CHECK(told.remarks.front().find("was sent after ") != std::string::npos);
  CHECK(told.remarks.back().starts_with("never had "));
  CHECK(told.lines.size() < run.events.size() / 20);
  // Of a node only what it has a part in.
  const auto at_n1 = concerning(run, {.value = missing, .node = sim::NodeId::node(1)});
  CHECK(at_n1.lines.size() < told.lines.size());
  for (const auto& line : at_n1.lines) {
    const bool is_fault = line.text.starts_with("partition ");
    CHECK((is_fault || line.text.find("n1") != std::string::npos));
  }
  CHECK(concerning(run, {.value = "never"}).remarks.front() ==
        "no node sent anything with \"never\"");
  const auto of_operation = concerning(run, {.operation = failing->scenario.operations[3].id});
  CHECK(of_operation.lines.size() > 1);
}

TEST_CASE("concerning: a key of a pair, of a micro-operation, of a field") {
  const SearchRunner runner("lin-kv-proxy");
  const auto run = runner.runner().watch(plan(runner.options(), *runner.workload));
  const auto told = concerning(run, {.key = 0});
  CHECK_FALSE(told.lines.empty());
  CHECK(told.lines.size() < run.events.size());
  CHECK(concerning(run, {.key = "none"}).lines.empty());
}

}  // namespace TEST_FILE
