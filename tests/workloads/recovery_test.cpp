// The recovery phase: a node that never works again is found out, and nothing else changes.
#include "workloads/recovery.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/plan.h"
#include "tests/workloads/bad_node.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;
using checkers::Validity;
using testing::contains;
using testing::evidence_of;

Options lossy(std::string_view workload) {
  Options options = testing::options_for(workload);
  options.plan.concurrency = find_workload(workload)->make()->default_concurrency();
  options.run.network.loss = sim::Probability::of(0.01);
  return options;
}

// Works for a while; from then on n2 does not answer.
class GoesDeaf final : public sim::Node {
 public:
  explicit GoesDeaf(sim::Host& host) : Node(host) { on(&GoesDeaf::echo); }

 private:
  sim::Task<sim::Result<sim::EchoOk>> echo(const sim::Echo& m) {
    if (now() > sim::Time(9s) && id() == sim::NodeId::node(2)) co_await sleep(1h);
    co_return sim::EchoOk{m.echo};
  }
};

// Has no leader once the load is over.
class LosesItsLeader final : public sim::Node {
 public:
  explicit LosesItsLeader(sim::Host& host) : Node(host) { on(&LosesItsLeader::echo); }

 private:
  sim::Result<sim::EchoOk> echo(const sim::Echo& m) {
    if (now() > sim::Time(22s) && id() == sim::NodeId::node(0))
      return sim::Error{sim::ErrorCode::temporarily_unavailable, "no leader"};
    return sim::EchoOk{m.echo};
  }
};

const checkers::Verdict* recovery_of(const Experiment& done) {
  for (const auto& [name, verdict] : done.results.verdicts) {
    if (name == "recovery") return &verdict;
  }
  return nullptr;
}

TEST_CASE("recovery: a node that does not answer once the faults are healed") {
  const Experiment done = testing::experiment(lossy("echo"), testing::bad_program<GoesDeaf>());
  CHECK(done.results.validity == Validity::invalid);
  CHECK(
      contains(evidence_of(done),
               "n2 answered none of 5 operations sent 11–15 s after the last fault was healed: "));
  CHECK(contains(evidence_of(done), "net-timeout"));
  CHECK_FALSE(contains(evidence_of(done), "n1 answered"));
  CHECK(testing::figure(done, "unanswered-recovery-count") == 5);
}

TEST_CASE("recovery: temporarily-unavailable is no answer, and half of the answers are not all") {
  const Experiment done =
      testing::experiment(lossy("echo"), testing::bad_program<LosesItsLeader>());
  CHECK(done.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(done), "n0 answered 2 of 5 operations sent 11–15 s after"));
  CHECK(contains(evidence_of(done), "no leader"));
}

TEST_CASE("recovery: of a node that was not asked, nothing is known") {
  const auto workload = find_workload("echo")->make();
  Scenario scenario = plan(lossy("echo"), *workload);
  const std::size_t nodes = scenario.options.run.node_count;
  const auto is_to_n2 = [nodes](const PlannedOperation& one) { return one.thread % nodes == 2; };
  scenario.options.run.program = "echo";
  std::erase_if(scenario.recovery_operations, is_to_n2);
  const Experiment done = experiment(scenario, *workload, *nodes::find("echo"));
  REQUIRE(recovery_of(done) != nullptr);
  CHECK(recovery_of(done)->validity == Validity::unknown);
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done),
                 "n2: no operation was sent later than 10 s after the last fault was healed"));
  CHECK_FALSE(done.results.figure("unanswered-recovery-count")->value.has_value());
  scenario = plan(lossy("echo"), *workload);
  scenario.options.run.program = "echo";
  scenario.options.criteria.recovery = 60s;
  const Experiment late = experiment(scenario, *workload, *nodes::find("echo"));
  CHECK(recovery_of(late)->validity == Validity::unknown);
}

TEST_CASE("recovery: an error that the workload allows is an answer") {
  using Refuses = testing::RefusingStore<sim::ErrorCode::precondition_failed>;
  const Experiment done = testing::experiment(lossy("lin-kv"), testing::bad_program<Refuses>());
  REQUIRE(recovery_of(done) != nullptr);
  CHECK(recovery_of(done)->validity == Validity::valid);
}

TEST_CASE("recovery: whoever is slow to recover may be given more time") {
  Options options = lossy("echo");
  options.criteria.recovery = 3s;
  const Experiment done = testing::experiment(options, testing::bad_program<GoesDeaf>());
  CHECK(contains(evidence_of(done), "n2 answered none of 5 operations sent 4–8 s after"));
}

TEST_CASE("recovery: without faults there is no such phase") {
  Options options = testing::options_for("echo");
  const Experiment done = testing::experiment(options, testing::bad_program<GoesDeaf>());
  CHECK(recovery_of(done) == nullptr);
  CHECK(done.scenario.recovery_operations.empty());
  for (const auto& op : done.run.history.ops) CHECK_FALSE(op.recovery);
}

TEST_CASE("recovery: each workload asks each node each second, about keys of its own") {
  for (const WorkloadEntry& entry : catalog()) {
    CAPTURE(entry.name);
    const auto workload = entry.make();
    Options options = lossy(entry.name);
    options.plan.rate = 100;
    const Scenario scenario = plan(options, *workload);
    std::map<std::int64_t, std::set<std::uint32_t>> nodes_by_second;
    for (const auto& operation : scenario.recovery_operations) {
      CHECK(operation.thread >= options.clients());
      nodes_by_second[sim::nanoseconds(operation.at) / 1'000'000'000].insert(operation.thread % 3);
    }
    REQUIRE(nodes_by_second.size() == 15);
    for (const auto& [second, nodes] : nodes_by_second) CHECK(nodes.size() == 3);
    if (entry.name != "lin-kv" && !entry.name.starts_with("txn")) continue;
    const auto key_of = [](const boost::json::value& value) {
      const auto& first = value.as_array()[0];
      return first.is_array() ? first.as_array()[1].as_int64() : first.as_int64();
    };
    std::set<std::int64_t> of_load;
    for (const auto& operation : scenario.operations) of_load.insert(key_of(operation.value));
    for (const auto& operation : scenario.recovery_operations)
      CHECK_FALSE(of_load.contains(key_of(operation.value)));
  }
}

TEST_CASE("recovery: its operations are in the history, and in no figure of the load") {
  Options options = lossy("broadcast");
  const Experiment done = testing::experiment(options, *nodes::find("broadcast-gossip"));
  CHECK(done.results.validity == Validity::valid);
  std::size_t of_load = 0;
  std::size_t of_recovery = 0;
  std::size_t broadcasts = 0;
  for (const auto& op : done.run.history.ops) {
    if (op.type != checkers::OpType::invoke) continue;
    ++(op.recovery ? of_recovery : of_load);
    if (op.f == "broadcast" && !op.recovery) ++broadcasts;
  }
  CHECK(of_recovery >= 15 * 3);
  CHECK(testing::figure(done, "ops.count") == of_load);
  CHECK(testing::figure(done, "attempt-count") == broadcasts);
  CHECK(done.run.begun + 3 == of_load);
}

TEST_CASE("recovery: what no read could have shown earlier is not late") {
  for (const auto* workload : {"broadcast", "g-set", "g-counter", "pn-counter"}) {
    CAPTURE(workload);
    Options options = lossy(workload);
    const auto& program = *nodes::default_program(workload);
    for (const sim::Duration recovery :
         {sim::Duration(1s), sim::Duration(1500ms), sim::Duration(3s), sim::Duration(11s)}) {
      options.criteria.recovery = recovery;
      CHECK(testing::experiment(options, program).results.validity == Validity::valid);
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
