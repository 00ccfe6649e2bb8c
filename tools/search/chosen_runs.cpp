#include "tools/search/chosen_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>
#include <tuple>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/branching.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/search/failure_groups.h"
#include "tools/arguments.h"
#include "tools/climates.h"
#include "tools/options/table.h"
#include "tools/request_rules.h"
#include "tools/results_json.h"
#include "tools/run_program.h"
#include "tools/scenario_file.h"
#include "tools/sweep/opened_sweep.h"
#include "tools/sweep/seed_line.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using checkers::BadInput;
using workloads::SeedOutcome;

constexpr std::size_t kShortest = 5;

workloads::Scenario planned(const workloads::Options& options,
                            std::span<const nodes::ProgramEntry> programs) {
  return workloads::plan_by_name(options, *workloads::find_workload(options.plan.workload)->make(),
                                 program_of(options, programs));
}

// Nothing where there are no results, or others than a run's.
std::optional<StoredFailure> stored_in(const fs::path& folder) {
  std::ifstream in(folder / "results.json", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  boost::system::error_code error;
  const json::value results = json::parse(text, error);
  if (error || !results.is_object()) return std::nullopt;
  const auto* fingerprint = results.get_object().if_contains("fingerprint");
  if (fingerprint == nullptr || !fingerprint->is_string()) return std::nullopt;
  StoredFailure stored{{}, std::string(fingerprint->get_string())};
  const auto* findings = results.get_object().if_contains("findings");
  if (findings == nullptr || !findings->is_array() || findings->get_array().empty()) return stored;
  const auto* first = findings->get_array().front().if_object();
  if (first == nullptr) return stored;
  const auto text_of = [&](std::string_view key) {
    const auto* value = first->if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
  };
  stored.way = checkers::WayToFail{text_of("checker"), text_of("kind")};
  return stored;
}

// Those of the sweep that fail in one way, the shortest first.
class FailingSeeds {
 public:
  explicit FailingSeeds(const SweepFolder& folder) {
    read_whole_lines(folder.lines(), [&](std::string_view line) {
      SeedOutcome outcome = parse_seed_line(line);
      groups_.add(outcome);
      if (!outcome.way_to_fail) return;
      outcome.behaviours.clear();
      failing_.push_back(std::move(outcome));
    });
  }

  std::vector<workloads::FailureGroup> groups() const { return groups_.groups(); }
  std::vector<SeedOutcome> shortest(const checkers::WayToFail& way) const {
    std::vector<SeedOutcome> same;
    for (const SeedOutcome& outcome : failing_) {
      if (outcome.way_to_fail == way) same.push_back(outcome);
    }
    std::sort(same.begin(), same.end(), [](const auto& a, const auto& b) {
      return std::tie(a.events, a.seed) < std::tie(b.events, b.seed);
    });
    if (same.size() > kShortest) same.resize(kShortest);
    return same;
  }

 private:
  workloads::FailureGroups groups_;
  std::vector<SeedOutcome> failing_;
};

ChosenRuns of_sweep(const std::string& place, std::size_t group,
                    std::span<const nodes::ProgramEntry> programs) {
  const SweepFolder folder(folder_at(place));
  const TestRequest request = request_of(identity_in(folder), programs);
  const FailingSeeds seeds(folder);
  const auto groups = seeds.groups();
  if (groups.empty())
    throw BadInput(fmt::format("{}: no run of this sweep fails: there is no cause to find", place));
  if (group > groups.size()) {
    throw BadInput(fmt::format("--group {}: the runs of {} fail in {} {}: give a number up to that",
                               group, place, groups.size(), groups.size() == 1 ? "way" : "ways"));
  }
  const workloads::FailureGroup& chosen = groups[group - 1];
  const auto shortest = seeds.shortest(chosen.way);
  ChosenRuns runs;
  runs.of_sweep =
      fmt::format("{} of {} {} of {}", shortest.size() == chosen.runs ? "all" : "the shortest",
                  chosen.runs, chosen.runs == 1 ? "run" : "runs", place);
  std::optional<Climates> climates;
  if (!request.sweep.plain) climates = climates_of(request, programs);
  for (const SeedOutcome& outcome : shortest) {
    workloads::Options options = climates ? climates->of(outcome.seed) : request.options;
    options.run.seed = outcome.seed;
    runs.runs.push_back({planned(options, programs), fmt::format("seed {}", outcome.seed),
                         outcome.arguments, StoredFailure{outcome.way_to_fail}});
  }
  return runs;
}

ChosenRuns of_options(TestRequest request, std::span<const nodes::ProgramEntry> programs) {
  if (request.options.plan.workload.empty() && request.options.run.program.empty()) {
    throw BadInput(
        "which run? name a scenario, the folder of a stored run or of a sweep, or the options of a "
        "run with its --seed");
  }
  complete(request, programs);
  if (!request.climate && !request.is_given("seed"))
    throw BadInput("which run? give its --seed, or --climate SEED");
  std::optional<Climates> climates;
  if (request.climate) climates = climates_of(request, programs);
  const auto run_of = [programs, options = request.options, climates,
                       first = request.climate.value_or(request.options.run.seed)](
                          std::uint64_t further) -> ChosenRun {
    workloads::Options drawn = climates ? climates->of(first + further) : options;
    drawn.run.seed = first + further;
    if (further > 0) drawn.run.branches.clear();
    return {planned(drawn, programs), "seed " + to_string(drawn.run.name()), to_arguments(drawn)};
  };
  return {{run_of(0)}, run_of};
}

// The last words of two processes differ where they tell of the process, and not of the run.
bool are_alike(workloads::Ending a, workloads::Ending b) {
  if (a.ways.empty() || a.ways.front().checker != workloads::kOfProcess) return a == b;
  a.text = b.text = "";
  return a == b;
}

// A scenario, and a sweep, have all options of their runs.
void refuse_options_beside(const std::string& place, const TestRequest& request) {
  constexpr Part kOfARun[] = {Part::plan, Part::run, Part::seed, Part::criteria, Part::climate};
  for (const OptionRow& row : option_table()) {
    const bool is_of_a_run =
        std::find(std::begin(kOfARun), std::end(kOfARun), row.part) != std::end(kOfARun);
    if (is_of_a_run && request.is_given(row.name))
      throw BadInput(fmt::format("{} has all options of its run: leave {} out, or leave out {}",
                                 place == "-" ? "the scenario" : place, row.option(), place));
  }
}

}  // namespace

ChosenRuns choose_runs(const std::string& place, std::size_t group, TestRequest request,
                       std::span<const nodes::ProgramEntry> programs) {
  std::error_code ignored;
  const bool is_sweep = !place.empty() && fs::exists(fs::path(place) / "sweep.json", ignored);
  if (request.is_given("group") && !is_sweep) {
    throw BadInput(fmt::format(
        "--group {} is for the folder of a sweep, which fails in several ways; {} is one "
        "run: leave it out",
        group, place.empty() ? "this" : place));
  }
  if (place.empty()) return of_options(std::move(request), programs);
  refuse_options_beside(place, request);
  if (is_sweep) return of_sweep(place, group, programs);
  ChosenRun chosen{scenario_in(place, programs), place == "-" ? "this scenario" : place,
                   "replay " + shell_quoted(place)};
  const fs::path path(place);
  const fs::path folder = fs::is_directory(path, ignored) ? path : path.parent_path();
  if (place != "-" && (folder == path || path.filename() == "scenario.json"))
    chosen.stored = stored_in(folder);
  return {{std::move(chosen)}};
}

workloads::FailingScenario require_failing(const ChosenRun& chosen,
                                           const workloads::ScenarioRunner& runner) {
  constexpr auto kUnbounded = std::numeric_limits<std::uint64_t>::max();
  const std::vector<workloads::Scenario> twice(2, chosen.scenario);
  const auto endings = runner.run(twice, kUnbounded);
  if (endings.size() < twice.size()) {
    throw AskedToEnd(
        fmt::format("{}: the run had not been made twice by then, so nothing is known of "
                    "its cause",
                    chosen.name));
  }
  const workloads::Ending& ending = endings.front();
  if (!are_alike(ending, endings.back())) {
    throw NotDeterministic(
        fmt::format("{}: two runs of it differ: it is not deterministic, and cannot be searched; "
                    "--verify names the first event that differs",
                    chosen.name));
  }
  if (ending.unmet_branches > 0) {
    const auto& run = chosen.scenario.options.run;
    throw BadInput(
        fmt::format("{}: a run cannot branch after its end: {} has {} events, got a branch at {}",
                    chosen.name, to_string(run.name()), ending.told, run.branches.back().event));
  }
  if (ending.is_bounded) {
    throw BadInput(fmt::format(
        "{}: a bound ended this run, so nobody knows how it would have failed: its cause cannot be "
        "searched for",
        chosen.name));
  }
  if (ending.validity != checkers::Validity::invalid) {
    throw BadInput(fmt::format(
        "{}: this run does not fail, it is {}{}", chosen.name, to_string(ending.validity),
        chosen.stored && chosen.stored->way
            ? fmt::format("; when it was stored it failed ({}: {}): the "
                          "program has changed since",
                          chosen.stored->way->checker, chosen.stored->way->kind)
            : ""));
  }
  if (ending.ways.empty()) {
    throw BadInput(fmt::format(
        "{}: this run fails because there was nothing to judge: there is no cause to find",
        chosen.name));
  }
  if (chosen.stored && chosen.stored->way && *chosen.stored->way != ending.ways.front()) {
    throw BadInput(fmt::format(
        "{}: this run fails otherwise than when it was stored: then {}: {}, now {}: {}; the "
        "program has changed since: run it again, and store it",
        chosen.name, chosen.stored->way->checker, chosen.stored->way->kind,
        ending.ways.front().checker, ending.ways.front().kind));
  }
  const bool is_another = chosen.stored && !chosen.stored->fingerprint.empty() &&
                          ending.fingerprint != 0 &&
                          chosen.stored->fingerprint != hex(ending.fingerprint);
  if (is_another) {
    fmt::print(
        stderr,
        "{}: the program or the scenario has changed since this run was stored; it fails the "
        "same way, and is another run (fingerprint {}, then {})\n",
        chosen.name, hex(ending.fingerprint), chosen.stored->fingerprint);
  }
  return with_length({chosen.scenario, ending}, runner);
}

workloads::FailingScenario with_length(workloads::FailingScenario failing,
                                       const workloads::ScenarioRunner& runner) {
  workloads::Ending& ending = failing.ending;
  if (ending.events > 0) return failing;
  const workloads::RecordedRun run = runner.watch(failing.scenario);
  ending.events = std::max<std::uint64_t>(run.experiment.run.events, 1);
  ending.told = run.events.size();
  return failing;
}

}  // namespace eddy::tools
