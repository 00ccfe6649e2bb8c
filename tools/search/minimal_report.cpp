#include "tools/search/minimal_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "eddy/sim/trace.h"
#include "eddy/workloads/search/deciding_messages.h"
#include "eddy/workloads/search/story.h"
#include "tools/arguments.h"
#include "tools/one_run.h"
#include "tools/report/diagram_notes.h"
#include "tools/report/lamport_diagram.h"
#include "tools/results_json.h"
#include "tools/search/story_json.h"
#include "tools/search/test_case.h"
#include "tools/summary.h"
#include "tools/terminal.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using workloads::FailingScenario;
using workloads::Scenario;

constexpr std::size_t kMostText = 200;

// What a scenario is made of, and what its run makes of it.
struct Size {
  std::size_t operations;
  std::size_t faults;
  std::size_t exceptions;
  std::size_t nodes;
  std::uint64_t events;
  std::size_t lines;  // of its trace
};

Size size_of(const Scenario& scenario, std::uint64_t events, std::size_t lines) {
  return {scenario.operations.size(),
          scenario.faults.size() + scenario.lasting_faults.size(),
          scenario.exceptions.size(),
          scenario.options.run.node_count,
          events,
          lines};
}

json::object to_json(const Size& size) {
  return {{"operations", size.operations}, {"faults", size.faults}, {"exceptions", size.exceptions},
          {"nodes", size.nodes},           {"events", size.events}, {"trace-lines", size.lines}};
}

std::string row(std::string_view label, std::size_t before, std::size_t after) {
  return fmt::format("{:<14}{:>10} → {}\n", label, grouped(before), grouped(after));
}

// What a search tells of the smallest run, and in which words.
struct Told {
  RunOutcome outcome;
  Size was;
  Size is;
  workloads::Story story;
  std::string diagram;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::set<sim::EventNumber> events_of(const workloads::Story& story) {
  std::set<sim::EventNumber> events;
  for (const workloads::StoryLine& line : story.lines)
    events.insert(line.events.begin(), line.events.end());
  return events;
}

std::string diagram_of(const workloads::Story& story, const sim::Recording& recording,
                       const std::string& title) {
  return lamport_diagram(recording, events_of(story), notes_of(story), title);
}

Told look_at(const MinimalReport& report, const workloads::ScenarioRunner& runner) {
  const FailingScenario& smallest = report.minimal.smallest;
  workloads::RecordedRun run = runner.watch(smallest.scenario);
  const auto deciding = workloads::deciding_messages(smallest, run.events, runner);
  Told told{
      {},
      size_of(report.original.scenario, report.original.ending.events, report.original.ending.told),
      size_of(smallest.scenario, run.experiment.run.events, run.events.size()),
      workloads::story_of(smallest, run, deciding),
      {}};
  told.diagram = diagram_of(abridged(told.story), run.events, smallest.ending.text);
  told.outcome.experiment = std::move(run.experiment);
  return told;
}

// Where it was put; empty: nowhere.
std::string stored(Told& told, const MinimalReport& report, const Store* store) {
  if (store == nullptr) return "";
  RunFolder folder(*store);
  std::string place = folder.place_of(told.outcome).string();
  told.outcome.experiment.reproduce =
      fmt::format("{} replay {}", report.command, shell_quoted(place));
  const Scenario& scenario = report.minimal.smallest.scenario;
  if (report.run_in && scenario.options.run.external) report.run_in(scenario, folder.make_nodes());
  folder.add("story.txt", to_text(told.story));
  folder.add("test.cpp", test_case_of(report.minimal.smallest));
  folder.add("story.svg", told.diagram);
  if (const auto& another = report.minimal.another)
    folder.add("another.json", pretty(workloads::to_json(another->scenario)));
  return folder.commit(told.outcome).string();
}

json::object to_json(const MinimalReport& report, const Told& told, const std::string& place) {
  const workloads::Minimal& minimal = report.minimal;
  const auto& way = minimal.smallest.ending.ways.front();
  json::object results{
      {"run", report.chosen},
      {"reproduce", report.reproduce},
      {"checker", way.checker},
      {"kind", way.kind},
      {"text", minimal.smallest.ending.text},
      {"before", to_json(told.was)},
      {"after", to_json(told.is)},
      {"runs", minimal.runs},
      {"cut-short", minimal.was_cut_short},
      {"robustness", {{"failing", minimal.robustness.failing}, {"keys", minimal.robustness.keys}}},
      {"holding-all", minimal.holding_all},
      {"lost", minimal.lost},
      {"fingerprint", hex(minimal.smallest.ending.fingerprint)},
      {"scenario", workloads::to_json(minimal.smallest.scenario)},
      {"story", story_json(told.story)},
      {"wall-seconds", seconds_since(report.begin)}};
  results["tried"] = json::array(report.tried.begin(), report.tried.end());
  if (!report.of_sweep.empty()) results["sweep"] = report.of_sweep;
  if (!place.empty()) results["stored"] = place;
  if (const auto& another = minimal.another) {
    results["another"] = {{"checker", another->ending.ways.front().checker},
                          {"kind", another->ending.ways.front().kind},
                          {"text", another->ending.text},
                          {"scenario", workloads::to_json(another->scenario)}};
  }
  return results;
}

std::string to_text(const MinimalReport& report, const Told& told, const std::string& place,
                    Colour colour) {
  const workloads::Minimal& minimal = report.minimal;
  const Scenario& scenario = minimal.smallest.scenario;
  std::string text =
      headline(checkers::Validity::invalid,
               fmt::format("{} with {}, seed {}: the smallest run that fails as {} does",
                           scenario.options.plan.workload, scenario.options.run.program,
                           to_string(scenario.options.run.name()), report.chosen),
               colour);
  for (const std::string& line : told.story.why) text += fmt::format("  {}\n", line);
  text += '\n' + to_text(abridged(told.story)) + '\n';
  text += row("operations", told.was.operations, told.is.operations);
  text += row("faults", told.was.faults, told.is.faults);
  text += row("exceptions", told.was.exceptions, told.is.exceptions);
  text += row("nodes", told.was.nodes, told.is.nodes);
  text += row("events", told.was.events, told.is.events);
  text += row("trace lines", told.was.lines, told.is.lines);
  const std::string of_all =
      told.story.not_asked == 0
          ? ""
          : fmt::format(" of {}", grouped(told.story.asked + told.story.not_asked));
  text += line_of("runs", fmt::format("{}, and {}{} to see which messages decide{}",
                                      grouped(minimal.runs), grouped(told.story.asked), of_all,
                                      minimal.was_cut_short ? "; cut short: see --budget" : ""));
  if (minimal.robustness.keys > 0) {
    text += line_of("fails under", fmt::format("{} of {} other seeds", minimal.robustness.failing,
                                               minimal.robustness.keys));
  }
  if (report.tried.size() > 1 || !report.of_sweep.empty()) {
    text += line_of("tried", fmt::format("{}{}{}", fmt::join(report.tried, ", "),
                                         report.of_sweep.empty() ? "" : ": ", report.of_sweep));
  }
  if (const auto& another = minimal.another) {
    text += line_of("met as well", fmt::format("{}: {}: {}{}", another->ending.ways.front().checker,
                                               another->ending.ways.front().kind,
                                               shortened(another->ending.text, kMostText),
                                               place.empty() ? "" : " (another.json)"));
  }
  text += line_of("time", fmt::format("{:.1f} s", seconds_since(report.begin)));
  if (place.empty()) return text;
  text += line_of("stored", place + ": scenario.json, story.txt, story.svg, test.cpp");
  text += line_of("report", fmt::format("{} report {}", report.command, shell_quoted(place)));
  return text + line_of("replay", fmt::format("{} replay {}", report.command, shell_quoted(place)));
}

}  // namespace

void tell(const MinimalReport& report, const workloads::ScenarioRunner& runner, const Store* store,
          bool as_json) {
  Told told = look_at(report, runner);
  const std::string place = stored(told, report, store);
  if (as_json) {
    fmt::print("{}", pretty(to_json(report, told, place)));
  } else {
    fmt::print("{}", to_text(report, told, place, colour_of(STDOUT_FILENO)));
  }
}

}  // namespace eddy::tools
