#include "workloads/spread_report.h"

#include <doctest/doctest.h>

#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;
using checkers::figure_of;

sim::NodeId n(std::uint32_t index) { return sim::NodeId::node(index); }

// n0 – n1 – n2, 10 ms a link.
RunOptions line_of_three() {
  RunOptions options;
  options.network.hop = {};
  options.node_count = 3;
  options.topology = sim::TopologyKind::line;
  options.network.latency.mean = 10ms;
  return options;
}

// Two broadcasts, one of them never acknowledged, and a read.
checkers::History two_broadcasts() {
  return checkers::WrittenHistory()
      .invoke(0, "broadcast", 0)
      .ok(0, "broadcast", 0)
      .invoke(1, "broadcast", 1)
      .info(1, "broadcast", 1)
      .invoke(0, "read")
      .ok(0, "read", boost::json::array{0});
}

checkers::Verdict report(Run run, const RunOptions& options) {
  run.options = options;
  checkers::Verdict verdict;
  add_spread(verdict, run);
  return verdict;
}

TEST_CASE("spread: from the first node that had a value to the last one") {
  Run run;
  run.history = two_broadcasts();
  run.spread = {{0, n(0), sim::Time(1s), sim::Time(1s + 30ms), 3},
                {1, n(1), sim::Time(2s), sim::Time(2s + 10ms), 3}};
  run.traffic.servers.sent = 6;
  const auto verdict = report(run, line_of_three());
  CHECK(figure_of(verdict, "spread.p50") == 30);
  CHECK(figure_of(verdict, "spread.max") == 30);
  CHECK(figure_of(verdict, "spread.incomplete-count") == 0);
  const auto& spread = verdict.report.at("spread");
  CHECK(spread.at("value-count") == 2);
  const boost::json::value second = {{"value", 1},
                                     {"first-node", "n1"},
                                     {"first", 2'000'000'000},
                                     {"last", 2'010'000'000},
                                     {"nodes", 3}};
  CHECK(spread.at("values").at(1) == second);
}

TEST_CASE("spread: the optimum is the eccentricity of the first node × the latency") {
  Run run;
  run.history = two_broadcasts();
  // From an end of the line 20 ms are the best, from its middle 10 ms.
  run.spread = {{0, n(0), sim::Time(1s), sim::Time(1s + 30ms), 3}};
  CHECK(figure_of(report(run, line_of_three()), "spread.over-optimum") == 1.5);
  run.spread = {{0, n(1), sim::Time(1s), sim::Time(1s + 30ms), 3}};
  CHECK(figure_of(report(run, line_of_three()), "spread.over-optimum") == 3);
  run.spread.push_back({1, n(1), sim::Time(1s), sim::Time(1s + 10ms), 3});
  run.spread.push_back({2, n(1), sim::Time(1s), sim::Time(1s + 20ms), 3});
  CHECK(figure_of(report(run, line_of_three()), "spread.over-optimum") == 2);  // the median
}

TEST_CASE("spread: the optimum counts the latency and the mean hop of each link") {
  Run run;
  run.history = two_broadcasts();
  run.spread = {{0, n(0), sim::Time(1s), sim::Time(1s + 36ms), 3}};
  RunOptions options = line_of_three();
  options.network.hop = 2ms;
  CHECK(figure_of(report(run, options), "spread.over-optimum") == 1.5);  // 36 ms of 2 × 12 ms
  options.network.latency.mean = 0ms;
  CHECK(figure_of(report(run, options), "spread.over-optimum") == 9);  // of 2 × 2 ms
}

TEST_CASE("spread: a value that some node never had counts as incomplete and has no time") {
  Run run;
  run.history = two_broadcasts();
  run.spread = {{0, n(0), sim::Time(1s), sim::Time(1s + 20ms), 3},
                {1, n(1), sim::Time(2s), sim::Time(2s + 500ms), 2}};
  const auto verdict = report(run, line_of_three());
  CHECK(figure_of(verdict, "spread.max") == 20);
  CHECK(figure_of(verdict, "spread.incomplete-count") == 1);
}

TEST_CASE("spread: messages a broadcast, against n − 1") {
  Run run;
  run.history = two_broadcasts();
  run.traffic.servers.sent = 10;
  run.traffic.clients.sent = 99;
  const auto verdict = report(run, line_of_three());
  CHECK(figure_of(verdict, "messages-per-broadcast") == 5);
  CHECK(figure_of(verdict, "messages-per-broadcast.over-optimum") == 2.5);
}

TEST_CASE("spread: figures that cannot be told have no value") {
  Run run;
  auto verdict = report(run, line_of_three());
  for (const auto* name : {"spread.p50", "spread.max", "spread.over-optimum",
                           "messages-per-broadcast", "messages-per-broadcast.over-optimum"}) {
    CAPTURE(name);
    CHECK(figure_of(verdict, name) == std::nullopt);
  }
  CHECK(figure_of(verdict, "spread.incomplete-count") == 0);
  // Without hop and latency everything is at once: there is nothing to compare.
  RunOptions options = line_of_three();
  options.network.latency.mean = 0ms;
  run.spread = {{0, n(0), sim::Time(1s), sim::Time(1s), 3}};
  verdict = report(run, options);
  CHECK(figure_of(verdict, "spread.max") == 0);
  CHECK(figure_of(verdict, "spread.over-optimum") == std::nullopt);
}

TEST_CASE("spread: one node alone has every value at once, and needs no messages") {
  RunOptions options = line_of_three();
  options.node_count = 1;
  Run run;
  run.history = two_broadcasts();
  run.spread = {{0, n(0), sim::Time(1s), sim::Time(1s), 1}};
  const auto verdict = report(run, options);
  CHECK(figure_of(verdict, "spread.max") == 0);
  CHECK(figure_of(verdict, "spread.incomplete-count") == 0);
  CHECK(figure_of(verdict, "messages-per-broadcast") == 0);
  CHECK(figure_of(verdict, "messages-per-broadcast.over-optimum") == std::nullopt);
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
