// Trials and reductions, of scenarios whose operations are all that matters.
#include "eddy/workloads/search/reduction.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "eddy/sim/random.h"

namespace TEST_FILE {

using namespace eddy;
using workloads::Ending;
using workloads::Places;
using workloads::Scenario;
using workloads::Trials;

Scenario with_operations(const std::vector<std::uint64_t>& ids) {
  Scenario scenario;
  for (const std::uint64_t id : ids) {
    scenario.operations.push_back({});
    scenario.operations.back().id = id;
  }
  return scenario;
}

std::set<std::uint64_t> ids_of(const Scenario& scenario) {
  std::set<std::uint64_t> ids;
  for (const auto& operation : scenario.operations) ids.insert(operation.id);
  return ids;
}

// Runs nothing: a scenario fails if it has all of these operations.
struct Toy {
  std::set<std::uint64_t> needed;
  std::size_t at_once = 1;
  std::vector<std::size_t> batches = {};

  Trials trials(std::uint64_t budget = 1'000'000) {
    workloads::ScenarioRunner runner;
    runner.at_once = at_once;
    runner.run = [this](std::span<const Scenario> scenarios, std::uint64_t) {
      batches.push_back(scenarios.size());
      std::vector<Ending> endings;
      for (const Scenario& scenario : scenarios) {
        const auto ids = ids_of(scenario);
        Ending ending;
        if (std::includes(ids.begin(), ids.end(), needed.begin(), needed.end()))
          ending.ways = {{"workload", "lost"}};
        endings.push_back(ending);
      }
      return endings;
    };
    return {runner, budget, 1'000};
  }
};

bool fails(const Scenario& /*scenario*/, const Ending& ending) { return !ending.ways.empty(); }

std::vector<std::uint64_t> first_ids(std::size_t count) {
  std::vector<std::uint64_t> ids(count);
  for (std::size_t i = 0; i < count; ++i) ids[i] = i;
  return ids;
}

workloads::Reduced reduced(std::size_t count, Trials& trials) {
  const Scenario whole = with_operations(first_ids(count));
  return reduce(
      count,
      [&](const Places& kept) {
        Scenario candidate;
        candidate.operations = at_places(whole.operations, kept);
        return std::optional(candidate);
      },
      fails, trials);
}

TEST_CASE("reduction: what is needed stays, and nothing else, whatever it is") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    sim::Random random(seed, sim::Purpose::test, 0);
    const std::size_t count = 1 + random.below(60);
    Toy toy;
    for (std::uint64_t id = 0; id < count; ++id) {
      if (random.below(8) == 0) toy.needed.insert(id);
    }
    Trials trials = toy.trials();
    const auto result = reduced(count, trials);
    const std::set<std::uint64_t> kept(result.kept.begin(), result.kept.end());
    CHECK(kept == toy.needed);
    if (result.last) CHECK(ids_of(result.last->scenario) == toy.needed);
  }
}

TEST_CASE("reduction: one thing of a thousand takes some twenty runs") {
  Toy toy{{617}};
  Trials trials = toy.trials();
  CHECK(reduced(1000, trials).kept == Places{617});
  CHECK(trials.runs() < 40);
}

TEST_CASE("reduction: how many runs go on at once changes neither result nor count") {
  for (const std::uint64_t budget : {1'000'000U, 17U, 3U}) {
    CAPTURE(budget);
    std::optional<Places> first;
    std::uint64_t runs = 0;
    for (const std::size_t at_once : {1U, 2U, 3U, 8U}) {
      CAPTURE(at_once);
      Toy toy{{3, 40, 41, 99}, at_once};
      Trials trials = toy.trials(budget);
      const auto result = reduced(100, trials);
      if (!first) {
        first = result.kept;
        runs = trials.runs();
      }
      CHECK(result.kept == *first);
      CHECK(trials.runs() == runs);
      CHECK(trials.runs() <= budget);
      CHECK(*std::max_element(toy.batches.begin(), toy.batches.end()) <= at_once);
    }
  }
}

// How it ends; nothing: nothing is left of the budget.
std::optional<Ending> end_of(Trials& trials, const Scenario& scenario) {
  std::optional<Scenario> next = scenario;
  const auto found = trials.first([&] { return std::exchange(next, std::nullopt); },
                                  [](const Scenario&, const Ending&) { return true; });
  return found ? std::optional(found->ending) : std::nullopt;
}

TEST_CASE("trials: what was asked before is not run again") {
  Toy toy{{1}};
  Trials trials = toy.trials();
  const Scenario scenario = with_operations({1, 2});
  CHECK(end_of(trials, scenario)->ways.size() == 1);
  CHECK(end_of(trials, scenario)->ways.size() == 1);
  CHECK(trials.runs() == 1);
  CHECK(end_of(trials, with_operations({2}))->ways.empty());
  CHECK(trials.runs() == 2);
}

TEST_CASE("trials: nothing is run beyond the budget, and it is known") {
  Toy toy{{1}};
  Trials trials = toy.trials(2);
  CHECK(end_of(trials, with_operations({1})));
  CHECK_FALSE(trials.was_cut_short());
  CHECK(end_of(trials, with_operations({1, 2})));
  CHECK(trials.is_over());
  CHECK_FALSE(end_of(trials, with_operations({1, 3})));
  CHECK(trials.was_cut_short());
  CHECK(trials.runs() == 2);
}

}  // namespace TEST_FILE
