// What is wrong with a run, as data: by checker and kind, with operations and nodes.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "eddy/nodes/catalog.h"
#include "tests/workloads/bad_node.h"

namespace eddy::workloads {
namespace TEST_FILE {

using checkers::ReportedFinding;
using checkers::Validity;
using testing::bad_program;
using testing::experiment;
using testing::options_for;

class Tired final : public testing::Echoing<Tired> {
 public:
  using Echoing::Echoing;
  void act() {
    if (id() == sim::NodeId::node(2) && ++answered_ == 5) throw std::runtime_error("tired");
  }

 private:
  int answered_ = 0;
};

class Works final : public testing::Echoing<Works> {
 public:
  using Echoing::Echoing;
  void act() {}
};

// From the sixth second on n1 does not answer.
class FallsSilent final : public sim::Node {
 public:
  explicit FallsSilent(sim::Host& host) : Node(host) { on(&FallsSilent::echo); }

 private:
  sim::Task<sim::Result<sim::EchoOk>> echo(const sim::Echo& m) {
    if (now() > sim::Time(std::chrono::seconds(6)) && id() == sim::NodeId::node(1))
      co_await sleep(std::chrono::hours(1));
    co_return sim::EchoOk{m.echo};
  }
};

std::vector<ReportedFinding> of_checker(const Results& results, std::string_view checker) {
  std::vector<ReportedFinding> some;
  for (const ReportedFinding& finding : results.findings) {
    if (finding.checker == checker) some.push_back(finding);
  }
  return some;
}

TEST_CASE("findings: a node that throws is found by its name, before what its clients saw") {
  const Results results = experiment<Tired>("echo").results;
  REQUIRE_FALSE(results.findings.empty());
  CHECK(results.findings.front().checker == "nodes");
  CHECK(results.findings.front().finding.kind == "failure");
  CHECK(results.findings.front().finding.nodes == std::vector<std::string>{"n2"});
  CHECK(testing::contains(results.findings.front().finding.text, "tired"));
  REQUIRE_FALSE(of_checker(results, "workload").empty());
  const auto unanswered = of_checker(results, "workload").front().finding;
  CHECK(unanswered.kind == "no-answer");
  CHECK(unanswered.nodes == std::vector<std::string>{"n2"});
  CHECK(unanswered.operations.size() == 2);
}

TEST_CASE(
    "findings: a node that does not recover is named, with the operations it left unanswered") {
  Options options = options_for("echo");
  options.run.network.loss = sim::Probability::of(0.01);
  const auto done = experiment(options, bad_program<FallsSilent>());
  const auto found = of_checker(done.results, "recovery");
  REQUIRE(found.size() == 1);
  CHECK(found.front().finding.kind == "not-recovered");
  CHECK(found.front().finding.nodes == std::vector<std::string>{"n1"});
  CHECK(found.front().finding.operations.size() == 5);
}

TEST_CASE("findings: an expectation that is not met has the figure's name as its kind") {
  Options options = options_for("echo");
  options.criteria.expectations = {"ops.count < 3", "ops.fail == 0"};
  const Results results = experiment(options, bad_program<Works>()).results;
  REQUIRE(results.findings.size() == 1);
  CHECK(results.findings.front().checker == "expectations");
  CHECK(results.findings.front().finding.kind == "ops.count");
  CHECK(results.way_to_fail() == checkers::WayToFail{"expectations", "ops.count"});
}

TEST_CASE("findings: a run that a bound ended has none, though its node failed") {
  Options options = options_for("echo");
  const auto whole = experiment(options, bad_program<Tired>());
  options.run.limits.events = whole.run.events - 100;
  const auto done = experiment(options, bad_program<Tired>());
  REQUIRE_FALSE(done.run.failures.empty());
  CHECK(done.results.validity == Validity::unknown);
  CHECK(done.results.findings.empty());
  CHECK_FALSE(done.results.way_to_fail());
}

TEST_CASE("findings: of every program, a run or verdict is invalid exactly if it has a finding") {
  std::size_t failing = 0;
  for (const nodes::ProgramEntry& program : nodes::catalog()) {
    CAPTURE(std::string(program.name));
    for (const std::uint64_t seed : testing::seeds(3)) {
      CAPTURE(seed);
      Options options = options_for(program.workload);
      options.run.program = program.name;
      options.run.seed = seed;
      options.run.time_limit = std::chrono::seconds(4);
      options.plan.nemesis.interval = std::chrono::seconds(1);
      options.plan.nemesis.kinds = {sim::FaultKind::partition};
      const auto done = testing::experiment(options, program);
      const Results& results = done.results;
      CHECK((results.validity == Validity::invalid) == !results.findings.empty());
      for (const auto& [name, verdict] : results.verdicts) {
        CAPTURE(name);
        CHECK((verdict.validity == Validity::invalid) == !verdict.findings.empty());
      }
      for (const ReportedFinding& found : results.findings) {
        CAPTURE(found.checker);
        CAPTURE(found.finding.text);
        CHECK_FALSE(found.finding.kind.empty());
        const auto& ops = found.finding.operations;
        CHECK(std::all_of(ops.begin(), ops.end(), [&](std::int64_t index) {
          return index >= 0 && index < static_cast<std::int64_t>(done.run.history.ops.size());
        }));
      }
      if (results.validity == Validity::invalid) ++failing;
      CHECK(results.way_to_fail() == testing::experiment(options, program).results.way_to_fail());
    }
  }
  CHECK(failing > 10);
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
