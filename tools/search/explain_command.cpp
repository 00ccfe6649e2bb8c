#include "tools/search/explain_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <limits>
#include <optional>
#include <utility>

#include "base/text.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/phase.h"
#include "eddy/workloads/run.h"
#include "eddy/workloads/search/concerning.h"
#include "eddy/workloads/search/curve.h"
#include "tools/arguments.h"
#include "tools/end_at_once.h"
#include "tools/exit_status.h"
#include "tools/interruption.h"
#include "tools/offered_programs.h"
#include "tools/options/table.h"
#include "tools/progress_line.h"
#include "tools/report/chosen_scene.h"
#include "tools/report/recorded.h"
#include "tools/request_rules.h"
#include "tools/results_json.h"
#include "tools/run_program.h"
#include "tools/search/chosen_runs.h"
#include "tools/search/scenario_processes.h"
#include "tools/search/story_json.h"
#include "tools/summary.h"
#include "tools/terminal.h"
#include "workloads/search/message_words.h"
#include "workloads/search/operation_words.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using checkers::BadInput;
using workloads::Curve;
using workloads::CurvePoint;
using workloads::Explanation;
using workloads::Tipping;

constexpr std::uint64_t kUsualRuns = 5'000;
// A run of programs of --bin takes a hundred times as long.
constexpr std::uint64_t kRunsOfPrograms = 600;
constexpr std::uint64_t kBranchesOfPrograms = 8;
constexpr std::size_t kMomentsOfPrograms = 15;
constexpr std::size_t kMostFinding = 200;

std::string percent(const CurvePoint& point) {
  return fmt::format("{:.0f} %", 100 * point.share());
}

// "the loss of n0's answer lifted it from 3 to 88 %".
std::string words_of(const Tipping& tipping) {
  return fmt::format("{} lifted it from {:.0f} to {}", tipping.what, 100 * tipping.before.share(),
                     percent(tipping.after));
}

std::string where(const Tipping& tipping) {
  return fmt::format("event {} at {}", tipping.after.event,
                     workloads::time_words(tipping.after.at));
}

bool is_flat_at_the_top(const Curve& curve) {
  constexpr double kTop = 0.9;
  return curve.points.size() > 2 && curve.points.front().share() >= kTop;
}

std::string luck_text(const Explanation& explanation) {
  const Curve& curve = explanation.luck;
  if (curve.points.size() < 3) {
    return line_of("branches", explanation.was_cut_short
                                   ? "none: the search was cut short before anything was seen"
                                   : "none: it fails before anything is drawn");
  }
  std::string text =
      line_of("branches", fmt::format("{}  of those with other luck from there on, {} fail at "
                                      "first, {} at last",
                                      strip_of(curve.points), percent(curve.points.front()),
                                      percent(curve.points[curve.points.size() - 2])));
  if (explanation.is_calmer) {
    text += line_of(
        "", fmt::format("(in a weaker climate, as most fail anyway: after a branch {}nothing "
                        "is lost by chance)",
                        explanation.draws_faults ? "no fault begins and " : ""));
  }
  if (curve.tipping) {
    text += line_of("tipped by", words_of(*curve.tipping));
    text += line_of("", where(*curve.tipping));
  } else if (is_flat_at_the_top(curve)) {
    const bool has_kept_faults =
        !explanation.draws_faults && !explanation.prefix.scenario.faults.empty();
    text +=
        line_of("tipped by", has_kept_faults
                                 ? "no luck of network or nodes: what the clients did does it, or "
                                   "the faults, which were kept"
                                 : "no luck of network, nodes or faults: what the clients did "
                                   "does it");
  } else if (explanation.was_cut_short) {
    text += line_of("tipped by", "not found: the search was cut short");
  } else {
    text += line_of("tipped by", "no single event: none lifts the share by 30 % or more");
  }
  return text;
}

std::string clients_text(const Curve& curve) {
  std::string text =
      line_of("clients", fmt::format("{}  of those with other operations, too, {} fail at first",
                                     strip_of(curve.points), percent(curve.points.front())));
  if (curve.tipping) {
    text += line_of("shown by", words_of(*curve.tipping));
    text += line_of("", where(*curve.tipping));
  }
  return text;
}

// What no branch draws anew.
std::string kept_words(const Explanation& explanation) {
  const workloads::Scenario& scenario = explanation.prefix.scenario;
  const bool keeps_faults = !explanation.draws_faults && !scenario.faults.empty();
  if (!keeps_faults && explanation.draws_operations) return "";
  const std::string_view what = !keeps_faults                  ? "the operations"
                                : explanation.draws_operations ? "the faults"
                                                               : "the operations and the faults";
  return fmt::format("{}: {}", what,
                     scenario.options.run.branches.empty()
                         ? "they are not those that the options of the run plan"
                         : "the run branches by its name");
}

std::string to_text(const Explanation& explanation, const std::string& name) {
  const workloads::FailingScenario& prefix = explanation.prefix;
  const auto& way = prefix.ending.ways.front();
  std::string text = fmt::format("{} fails ({}): {}\n\n", name, way.checker,
                                 shortened(explanation.text, kMostFinding));
  text += line_of("prefix", fmt::format("the first {} of {} operations fail the same way",
                                        prefix.scenario.operations.size(), explanation.planned));
  text += luck_text(explanation);
  if (explanation.clients && explanation.clients->points.size() > 2)
    text += clients_text(*explanation.clients);
  const std::string kept = kept_words(explanation);
  if (!kept.empty()) text += line_of("kept", kept);
  return text +
         line_of("runs", fmt::format("{}{}", explanation.runs,
                                     explanation.was_cut_short ? "; cut short: see --budget" : ""));
}

json::object to_json(const Curve& curve) {
  json::array points;
  for (const CurvePoint& point : curve.points) {
    points.push_back({{"event", point.event},
                      {"time", sim::nanoseconds(point.at)},
                      {"failing", point.failing},
                      {"branches", point.branches}});
  }
  json::object object{{"points", std::move(points)}};
  if (const auto& tipping = curve.tipping) {
    object["tipping"] = {{"event", tipping->after.event},
                         {"time", sim::nanoseconds(tipping->after.at)},
                         {"before", tipping->before.share()},
                         {"after", tipping->after.share()},
                         {"what", tipping->what}};
  }
  return object;
}

json::object to_json(const Explanation& explanation, const std::string& name) {
  const workloads::Ending& ending = explanation.prefix.ending;
  json::object object{{"run", name},
                      {"checker", ending.ways.front().checker},
                      {"kind", ending.ways.front().kind},
                      {"text", explanation.text},
                      {"prefix-text", ending.text},
                      {"prefix", explanation.prefix.scenario.operations.size()},
                      {"planned", explanation.planned},
                      {"draws-faults", explanation.draws_faults},
                      {"calmer", explanation.is_calmer},
                      {"luck", to_json(explanation.luck)},
                      {"runs", explanation.runs},
                      {"cut-short", explanation.was_cut_short}};
  if (explanation.clients) object["clients"] = to_json(*explanation.clients);
  return object;
}

// JSON, or a word that is none.
json::value value_of(const std::string& text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  return error ? json::value(text) : value;
}

// The id of what evidence calls "op 54", by its place in the history.
std::uint64_t operation_at(const std::string& index, const workloads::Run& run) {
  const auto wanted = static_cast<std::int64_t>(
      parse_whole("--operation op", index, {0, std::numeric_limits<std::int64_t>::max()}));
  const workloads::Invocation* found = workloads::invocation_at(run, wanted);
  if (found == nullptr || found->phase != workloads::Phase::load)
    throw BadInput(fmt::format("--operation op{}: the load of this run has no such op", index));
  return found->operation;
}

workloads::Concern concern_of(const ExplainRequest& request, const workloads::Scenario& scenario,
                              const workloads::Run& run) {
  workloads::Concern concern;
  if (request.value) concern.value = value_of(*request.value);
  if (request.key) concern.key = value_of(*request.key);
  if (request.operation && request.operation->starts_with("op")) {
    concern.operation = operation_at(request.operation->substr(2), run);
  } else if (request.operation) {
    concern.operation = parse_whole("--operation", *request.operation,
                                    {0, std::numeric_limits<std::uint64_t>::max()});
    const auto is_it = [&](const auto& operation) { return operation.id == *concern.operation; };
    if (std::none_of(scenario.operations.begin(), scenario.operations.end(), is_it))
      throw BadInput(
          fmt::format("--operation {}: the plan has no operation of that id; "
                      "what evidence calls op {} is --operation op{}",
                      *request.operation, *request.operation, *request.operation));
  }
  if (request.node) {
    concern.node = sim::NodeId::parse(*request.node);
    const std::size_t count = scenario.options.run.node_count;
    const bool is_there = concern.node && (concern.node->kind() != sim::NodeId::Kind::node ||
                                           concern.node->index() < count);
    if (!is_there) {
      throw BadInput(
          fmt::format("--at {}: there are n0 to n{}, services such as lin-kv, "
                      "and clients such as c0",
                      *request.node, count - 1));
    }
  }
  return concern;
}

bool asks_for_trace(const ExplainRequest& request) {
  return request.value || request.key || request.operation || request.node;
}

void refuse_search_beside(const ExplainRequest& request, std::string_view what) {
  for (const char* of_search : {"budget", "branches", "jobs"}) {
    if (request.test.is_given(of_search))
      throw BadInput(fmt::format(
          "--{} is for the search of a cause, and {} is one run: leave it out", of_search, what));
  }
}

// What a report says of it, in the same sentences.
int tell_finding(const ExplainRequest& request, const ReportedRun& reported) {
  if (asks_for_trace(request))
    throw BadInput("--finding tells a story of its own: leave out the other parts of the trace");
  const workloads::RunIndex index(reported.run);
  const workloads::Scenes scenes =
      workloads::scenes_of(reported.run, index, reported.deciding ? &*reported.deciding : nullptr);
  const workloads::Scene& scene = require_scene(*request.finding, scenes);
  if (request.test.json) {
    json::object story = story_json(scene.story);
    story["title"] = scene.title;
    story["note"] = scene.note;
    story["checker"] = scene.checker;
    story["kind"] = scene.kind;
    story["text"] = scene.text;
    story["remarks"] = json::array(scene.story.remarks.begin(), scene.story.remarks.end());
    fmt::print("{}", pretty(story));
    return 0;
  }
  fmt::print("{}{}{}\n\n{}", scene.title, scene.note.empty() ? "" : ": ", scene.note,
             to_text(scene.story));
  if (!scene.text.empty() && scene.text != scene.title) fmt::print("\n{}\n", scene.text);
  return 0;
}

int tell_concerning(const ExplainRequest& request, const ChosenRun& chosen,
                    const workloads::ScenarioRunner& runner) {
  refuse_search_beside(request, "a trace in words");
  const workloads::RecordedRun run = runner.watch(chosen.scenario);
  const workloads::Concern concern = concern_of(request, chosen.scenario, run.experiment.run);
  const workloads::Concerning told = concerning(run, concern);
  if (request.test.json) {
    json::array lines;
    for (const auto& line : told.lines)
      lines.push_back({{"time", sim::nanoseconds(line.at)}, {"text", line.text}});
    fmt::print("{}", pretty(json::object{
                         {"run", chosen.name},
                         {"lines", std::move(lines)},
                         {"remarks", json::array(told.remarks.begin(), told.remarks.end())}}));
    return 0;
  }
  for (const auto& line : told.lines)
    fmt::print("{:>12}  {}\n", workloads::time_words(line.at), line.text);
  if (told.lines.empty()) fmt::print("nothing of the run concerns it\n");
  for (const std::string& remark : told.remarks) fmt::print("{:>12}  {}\n", "", remark);
  return 0;
}

}  // namespace

void declare_explain_options(CLI::App& command, ExplainRequest& request) {
  command
      .add_option("FILE", request.place,
                  "A scenario, the folder of a stored run or of a sweep, or - for standard input")
      ->type_name("");
  const auto add = [&command](const std::string& name, std::optional<std::string>& where,
                              const std::string& metavar, const std::string& help) {
    command.add_option(name, where, help)
        ->option_text(metavar)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->group("Trace in words");
  };
  add("--value", request.value, "JSON", "Tell of the run what concerns this value");
  add("--key", request.key, "JSON", "Tell what concerns this key");
  add("--operation", request.operation, "ID|opN",
      "Tell what an operation caused: by its id in the plan, or by what evidence calls it, as "
      "op54");
  add("--at", request.node, "NODE",
      "Tell what concerns this node, client or service; --node n1 does the same");
  command
      .add_option("--finding", request.finding,
                  "Tell the story of this finding, as a report numbers them")
      ->option_text("N")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group("Trace in words");
  declare_search_rows(command, request.test, Search::explain);
  declare_options(command, request.test,
                  {Part::plan, Part::run, Part::seed, Part::climate, Part::criteria, Part::output});
}

namespace {

workloads::ExplainOptions search_of(const TestRequest& test, bool runs_programs) {
  workloads::ExplainOptions search;
  search.keys =
      runs_programs && !test.is_given("branches") ? kBranchesOfPrograms : test.search.branches;
  if (runs_programs) search.moments = kMomentsOfPrograms;
  search.budget = runs_programs ? kRunsOfPrograms : kUsualRuns;
  if (!test.search.budget) return search;
  const auto* count = std::get_if<std::uint64_t>(&*test.search.budget);
  search.budget = count != nullptr ? *count : std::numeric_limits<std::uint64_t>::max();
  return search;
}

// "--node n1", as people write it who mean the node and not a program.
ExplainRequest with_node_meant(ExplainRequest request,
                               std::span<const nodes::ProgramEntry> programs) {
  std::string& name = request.test.options.run.program;
  if (name.empty() || !sim::NodeId::parse(name) || find_program(programs, name) != nullptr)
    return request;
  if (request.place.empty()) {
    throw BadInput(
        fmt::format("--node {}: beside the options of a run --node names its program; "
                    "say --at {} for the node",
                    name, name));
  }
  request.node = std::exchange(name, "");
  request.test.given.erase("node");
  return request;
}

}  // namespace

int explain(const ExplainRequest& given, std::span<const nodes::ProgramEntry> programs,
            const std::string& command) {
  const ExplainRequest request = with_node_meant(given, programs);
  const TestRequest& test = request.test;
  const auto begin = std::chrono::steady_clock::now();
  const Interruption interruption;
  ProgressLine progress;
  const ChosenRuns runs = choose_runs(request.place, test.search.group, test, programs);
  const ChosenRun& chosen = runs.runs.front();
  const auto& options = chosen.scenario.options;
  const auto* time =
      test.search.budget ? std::get_if<sim::Duration>(&*test.search.budget) : nullptr;
  const workloads::ScenarioRunner runner = scenario_processes(
      options.plan.workload, program_of(options, programs), jobs_of(test.search), [&] {
        return interruption.is_requested() ||
               (time != nullptr && std::chrono::steady_clock::now() - begin >= *time);
      });
  try {
    if (request.finding) {
      refuse_search_beside(request, "a finding");
      const EndAtOnce at_once("interrupted: nothing was told\n");
      return tell_finding(request, record(chosen, programs));
    }
    if (asks_for_trace(request)) return tell_concerning(request, chosen, runner);
    const auto original = require_failing(chosen, runner);
    workloads::ExplainOptions search = search_of(test, options.run.external.has_value());
    search.progress = [&](std::string_view task, std::uint64_t count) {
      if (progress.is_seen())
        progress.show(fmt::format("explaining {}: {} runs; {}", chosen.name, count, task));
    };
    const auto workload = workloads::find_workload(options.plan.workload)->make();
    const Explanation explanation = workloads::explain(original, *workload, runner, search);
    progress.clear();
    if (test.json) {
      fmt::print("{}", pretty(to_json(explanation, chosen.name)));
    } else {
      fmt::print("{}", to_text(explanation, chosen.name));
    }
  } catch (const NotDeterministic& bad) {
    fmt::print(stderr, "{}: {}\n", command, bad.what());
    return kFaultOfOurs;
  } catch (const AskedToEnd& asked) {
    progress.clear();
    if (!interruption.is_requested()) throw BadInput(asked.what());
    fmt::print(stderr, "interrupted: {}\n", asked.what());
    return kInterrupted;
  }
  if (!interruption.is_requested()) return 0;
  fmt::print(stderr, "interrupted: this is what was seen so far\n");
  return kInterrupted;
}

}  // namespace eddy::tools
