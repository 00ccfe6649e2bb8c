#include "tools/search/minimal_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <filesystem>
#include <fstream>
#include <optional>

#include "eddy/sim/trace.h"
#include "tools/arguments.h"
#include "tools/one_run.h"
#include "tools/results_json.h"
#include "tools/summary.h"
#include "tools/terminal.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using workloads::FailingScenario;
using workloads::Scenario;

// What a scenario is made of, and what its run makes of it.
struct Size {
  std::size_t operations;
  std::size_t faults;
  std::size_t exceptions;
  std::size_t nodes;
  std::uint64_t events;
  std::size_t lines;  // of its trace
};

class LineCounter final : public sim::Observer {
 public:
  void on_event(const sim::Event& /*event*/) override { ++lines_; }
  std::size_t lines() const { return lines_; }

 private:
  std::size_t lines_ = 0;
};

RunOutcome run_again(const Scenario& scenario, const sim::NodeProgram& program,
                     const std::string& reproduce, sim::Observer* observer) {
  RunJob job{scenario.options, program, reproduce, {}, false, scenario, observer};
  return *run_one(job);
}

Size size_of(const Scenario& scenario, std::uint64_t events, std::size_t lines) {
  return {scenario.operations.size(), scenario.faults.size() + scenario.lasting_faults.size(),
          scenario.exceptions.size(), scenario.options.run.node_count, events, lines};
}

json::object to_json(const Size& size) {
  return {{"operations", size.operations}, {"faults", size.faults},
          {"exceptions", size.exceptions}, {"nodes", size.nodes},
          {"events", size.events},         {"trace-lines", size.lines}};
}

std::string row(std::string_view label, std::size_t before, std::size_t after) {
  return fmt::format("{:<14}{:>12} → {}\n", label, grouped(before), grouped(after));
}

}  // namespace

void tell(const MinimalReport& report, const sim::NodeProgram& program, const Store* store,
          bool as_json) {
  const workloads::Minimal& minimal = report.minimal;
  const Scenario& scenario = minimal.smallest.scenario;
  LineCounter before;
  run_again(report.original.scenario, program, report.reproduce, &before);
  LineCounter after;
  RunOutcome outcome = run_again(scenario, program, report.reproduce, &after);
  std::string stored_in;
  if (store != nullptr) {
    RunFolder folder(*store);
    stored_in = folder.place_of(outcome).string();
    outcome.experiment.reproduce =
        fmt::format("{} replay {}", report.command, shell_quoted(stored_in));
    folder.commit(outcome);
  }
  const Size was = size_of(report.original.scenario, report.original.ending.events, before.lines());
  const Size is = size_of(scenario, minimal.smallest.ending.events, after.lines());
  if (as_json) {
    const auto& way = minimal.smallest.ending.ways.front();
    json::object results{
        {"run", report.chosen},
        {"checker", way.checker},
        {"kind", way.kind},
        {"text", minimal.smallest.ending.text},
        {"before", to_json(was)},
        {"after", to_json(is)},
        {"runs", minimal.runs},
        {"cut-short", minimal.was_cut_short},
        {"robustness", {{"failing", minimal.robustness.failing}, {"keys", minimal.robustness.keys}}},
        {"holding-all", minimal.holding_all},
        {"lost", minimal.lost},
        {"fingerprint", hex(minimal.smallest.ending.fingerprint)},
        {"wall-seconds", std::chrono::duration<double>(report.wall).count()},
        {"stored", stored_in}};
    fmt::print("{}", pretty(results));
    return;
  }
  fmt::print("{}", headline(checkers::Validity::invalid,
                            fmt::format("{} with {}, the smallest run that fails as {}",
                                        scenario.options.plan.workload,
                                        scenario.options.run.program, report.chosen),
                            colour_of(STDOUT_FILENO)));
  for (const std::string& line : outcome.experiment.results.evidence) fmt::print("  {}\n", line);
  fmt::print("\n{}", row("operations", was.operations, is.operations));
  fmt::print("{}", row("faults", was.faults, is.faults));
  fmt::print("{}", row("exceptions", was.exceptions, is.exceptions));
  fmt::print("{}", row("nodes", was.nodes, is.nodes));
  fmt::print("{}", row("events", was.events, is.events));
  fmt::print("{}", row("trace lines", was.lines, is.lines));
  fmt::print("{:<14}{} in {:.1f} s{}\n", "runs", grouped(minimal.runs),
             std::chrono::duration<double>(report.wall).count(),
             minimal.was_cut_short ? "; the budget is spent: see --budget" : "");
  fmt::print("{:<14}{} of {} other keys\n", "fails under", minimal.robustness.failing,
             minimal.robustness.keys);
  if (!stored_in.empty()) fmt::print("{:<14}{}\n", "stored", stored_in);
}

}  // namespace eddy::tools
