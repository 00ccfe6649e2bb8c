// What a recording tells beside its events: what nodes learned, logged and showed, and by which fault
// a message was lost.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "eddy/workloads/plan.h"
#include "eddy/workloads/search/run_index.h"
#include "tests/workloads/search_runner.h"

namespace eddy::testing {
namespace TEST_FILE {

using workloads::RecordedRun;
using workloads::RunIndex;

workloads::Scenario scenario_of(const SearchRunner& search, std::vector<sim::FaultKind> faults,
                                std::uint64_t seed = 3) {
  workloads::Options options = search.options();
  options.plan.nemesis.kinds = std::move(faults);
  options.run.seed = seed;
  return plan(options, *search.workload);
}

TEST_CASE("recorded run: a node learns a value in the handling of what brought it") {
  const SearchRunner search("broadcast-flood");
  const RecordedRun run = search.runner().watch(scenario_of(search, {}));
  const auto& learned = run.experiment.run.learned;
  REQUIRE(learned.size() > 50);
  REQUIRE(run.learned.size() == learned.size());
  for (std::size_t i = 0; i < learned.size(); ++i) {
    const auto place = sim::place_in(run.events, run.learned[i]);
    REQUIRE(place.has_value());
    CHECK(run.events[*place].at <= learned[i].at);
    CHECK((i == 0 || run.learned[i] >= run.learned[i - 1]));
  }
  CHECK(std::any_of(learned.begin(), learned.end(), [&](const sim::Learned& one) {
    const auto place =
        sim::place_in(run.events, run.learned[static_cast<std::size_t>(&one - learned.data())]);
    const auto* arrival = run.events[*place].get_if<sim::Delivered>();
    return arrival != nullptr && arrival->message.dest == one.node;
  }));
}

TEST_CASE("recorded run: a loss names the fault that was active and cut the link") {
  const SearchRunner search("broadcast-flood");
  const std::vector<sim::FaultKind> some = {sim::FaultKind::partition, sim::FaultKind::loss,
                                            sim::FaultKind::kill, sim::FaultKind::flaky,
                                            sim::FaultKind::swizzle};
  std::map<sim::FaultKind, std::size_t> losses;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const RecordedRun run = search.runner().watch(scenario_of(search, some, seed));
    std::map<sim::FaultId, sim::Fault> active;
    for (const sim::Event& event : run.events) {
      if (const auto* began = event.get_if<sim::FaultBegan>()) active[began->id] = began->fault;
      if (const auto* ended = event.get_if<sim::FaultEnded>()) active.erase(ended->id);
      const auto* lost = event.get_if<sim::Lost>();
      if (lost == nullptr) continue;
      if (lost->why == sim::LossCause::partition) REQUIRE(lost->fault.has_value());
      if (!lost->fault) continue;
      REQUIRE(active.contains(*lost->fault));
      const sim::FaultKind kind = sim::kind_of(active[*lost->fault]);
      ++losses[kind];
      const bool cuts = kind == sim::FaultKind::partition || kind == sim::FaultKind::swizzle;
      CHECK((lost->why == sim::LossCause::partition) == cuts);
      CHECK((lost->why == sim::LossCause::down) == (kind == sim::FaultKind::kill));
    }
  }
  for (const auto kind : some) {
    CAPTURE(name_of(kind));
    CHECK(losses[kind] > 0);
  }
}

TEST_CASE("recorded run: what the options lose is no fault's") {
  const SearchRunner search("broadcast-flood");
  workloads::Options options = search.options();
  options.run.network.loss = sim::Probability::percent(20);
  const RecordedRun run = search.runner().watch(plan(options, *search.workload));
  std::size_t losses = 0;
  for (const sim::Event& event : run.events) {
    const auto* lost = event.get_if<sim::Lost>();
    if (lost == nullptr) continue;
    ++losses;
    CHECK_FALSE(lost->fault.has_value());
  }
  CHECK(losses > 20);
}

TEST_CASE("recorded run: an index knows what became of messages, and who asked for what") {
  const SearchRunner search("lin-kv-raft");
  const RecordedRun run = search.runner().watch(scenario_of(search, {sim::FaultKind::partition}));
  const RunIndex index(run);
  std::size_t sent = 0;
  for (std::size_t place = 0; place < run.events.size(); ++place) {
    const sim::Event& event = run.events[place];
    const sim::Message* message = event.message();
    if (message == nullptr) {
      CHECK(index.message_at(place) == RunIndex::kNone);
      continue;
    }
    const std::size_t number = index.message_of(message->id);
    REQUIRE(number == index.message_at(place));
    CHECK(index.sending(number).id == message->id);
    if (event.is<sim::Sent>()) {
      CHECK(number == sent++);
    } else {
      CHECK((index.messages()[number].end == place || index.messages()[number].copy_end == place));
    }
  }
  CHECK(sent == index.messages().size());
  const workloads::Run& made = run.experiment.run;
  REQUIRE(index.operations().size() == made.invocations.size());
  std::size_t answered = 0;
  for (std::size_t i = 0; i < index.operations().size(); ++i) {
    const RunIndex::Operation& one = index.operations()[i];
    const checkers::Op& asked = made.history.ops[made.invocations[i].position];
    CHECK(sim::nanoseconds(run.events[one.began].at) == asked.time);
    REQUIRE(one.request != RunIndex::kNone);
    CHECK(index.sending(one.request).dest == made.seating.node_of(asked.process));
    if (one.completion == RunIndex::kNone) continue;
    const checkers::Op& end = made.history.ops[one.completion];
    CHECK(end.process == asked.process);
    if (end.type != checkers::OpType::ok) continue;
    REQUIRE(one.answer != RunIndex::kNone);
    ++answered;
    const auto past = index.past_of_operation(i);
    // It may have been served together with others.
    CHECK(std::find(past.begin(), past.end(), one.began) != past.end());
    CHECK(past.back() == index.messages()[one.answer].end);
  }
  CHECK(answered > 10);
}

TEST_CASE("recorded run: the past of an operation is what the simulator's causes say") {
  const SearchRunner search("lin-kv-raft");
  const RecordedRun run = search.runner().watch(scenario_of(search, {}));
  const RunIndex index(run);
  for (std::size_t i = 0; i < index.operations().size(); i += 7) {
    const RunIndex::Operation& one = index.operations()[i];
    const auto& began = std::get<sim::OperationBegan>(run.events[one.began].what);
    if (one.answer == RunIndex::kNone || began.operation.phase != workloads::Phase::load) continue;
    std::vector<sim::EventNumber> numbers;
    for (const std::size_t place : index.past_of_operation(i))
      numbers.push_back(run.events[place].number);
    CHECK(numbers == sim::causal_past(run.events, began.operation, began.client));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
