#include "tools/search/minimise_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/catalog.h"
#include "tools/exit_status.h"
#include "tools/interruption.h"
#include "tools/options/table.h"
#include "tools/progress_line.h"
#include "tools/report/store_index.h"
#include "tools/request_rules.h"
#include "tools/results_json.h"
#include "tools/run_program.h"
#include "tools/search/chosen_runs.h"
#include "tools/search/minimal_report.h"
#include "tools/search/scenario_processes.h"
#include "tools/store.h"
#include "tools/summary.h"

namespace eddy::tools {
namespace {

using Clock = std::chrono::steady_clock;
using workloads::FailingScenario;
using workloads::Minimal;

constexpr std::uint64_t kUsualRuns = 2'000;
constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();

class Minimisation {
 public:
  Minimisation(const MinimiseRequest& request, std::span<const nodes::ProgramEntry> programs)
      : request_(request.test),
        programs_(programs),
        runs_(choose_runs(request.place, request.test.search.group, request.test, programs)),
        planner_(workloads::find_workload(workload())->make()),
        program_(program_of(scenario().options, programs)),
        runner_(scenario_processes(scenario().options.plan.workload, program_,
                                   jobs_of(request_.search), [this] { return is_to_end(); })) {}

  int run(const std::string& command) {
    if (!request_.no_store) store_.emplace(request_.store_directory, workload());
    for (const ChosenRun& chosen : runs_.runs) {
      if (best_ && is_to_end()) break;
      try {
        minimise(chosen, require_failing(chosen, runner_), command);
      } catch (const AskedToEnd& asked) {
        if (best_) break;
        progress_.clear();
        if (!interruption_.is_requested()) throw checkers::BadInput(asked.what());
        fmt::print(stderr, "interrupted: {}\n", asked.what());
        return kInterrupted;
      }
    }
    if (runs_.of_another_seed) try_other_seeds(command);
    progress_.clear();
    best_->of_sweep = runs_.of_sweep;
    best_->tried = tried_;
    best_->command = command;
    best_->run_in = [this](const workloads::Scenario& scenario,
                           const std::filesystem::path& nodes) {
      workloads::experiment(scenario, *planner_, program_of(scenario.options, programs_, nodes));
    };
    tell(*best_, runner_, store_ ? &*store_ : nullptr, request_.json);
    if (store_) write_store_index(store_->directory());
    if (!interruption_.is_requested()) return 0;
    fmt::print(stderr, "interrupted: this is the smallest run so far\n");
    return kInterrupted;
  }

 private:
  void minimise(const ChosenRun& chosen, const FailingScenario& original,
                const std::string& command) {
    MinimalReport report{
        .original = original,
        .minimal = workloads::minimise(original, *planner_, runner_, options_of(chosen))};
    report.chosen = chosen.name;
    report.reproduce = fmt::format("{} {}", command, chosen.reproduce);
    report.begin = begin_;
    tried_.push_back(chosen.name);
    spent_ += report.minimal.runs;
    if (!best_ || is_smaller(report.minimal, best_->minimal)) best_ = std::move(report);
  }

  // One seed may stop at much where another gives little.
  void try_other_seeds(const std::string& command) {
    constexpr std::size_t kMostTried = 5;
    constexpr std::uint64_t kMostSeeds = 200;
    const workloads::Pursuit pursuit(best_->original.ending);
    for (std::uint64_t further = 1;
         further < kMostSeeds && tried_.size() < kMostTried && is_much(best_->minimal); ++further) {
      if (is_to_end() || options_of(*runs_.runs.begin()).budget == 0) return;
      ++spent_;
      const ChosenRun chosen = runs_.of_another_seed(further);
      if (progress_.is_seen())
        progress_.show("much is left: looking for another seed that fails so");
      const auto endings = runner_.run({{chosen.scenario}}, kUnbounded);
      if (endings.empty()) return;
      const workloads::Ending& ending = endings.front();
      if (!ending.is_bounded && pursuit.is_met_by(ending))
        minimise(chosen, with_length({chosen.scenario, ending}, runner_), command);
    }
  }
  static bool is_much(const Minimal& minimal) {
    constexpr std::size_t kFewOperations = 4;
    const workloads::Scenario& scenario = minimal.smallest.scenario;
    return scenario.operations.size() > kFewOperations || scenario.faults.size() > 1;
  }

  const workloads::Scenario& scenario() const { return runs_.runs.front().scenario; }
  const std::string& workload() const { return scenario().options.plan.workload; }

  static bool is_smaller(const Minimal& a, const Minimal& b) {
    const auto size = [](const Minimal& minimal) {
      const workloads::Scenario& s = minimal.smallest.scenario;
      return std::tuple(s.operations.size() + s.faults.size() + s.exceptions.size(),
                        minimal.smallest.ending.events);
    };
    return size(a) < size(b);
  }

  bool is_to_end() const {
    const auto* time =
        request_.search.budget ? std::get_if<sim::Duration>(&*request_.search.budget) : nullptr;
    return interruption_.is_requested() || (time != nullptr && Clock::now() - begin_ >= *time);
  }

  workloads::MinimiseOptions options_of(const ChosenRun& chosen) {
    workloads::MinimiseOptions options;
    options.keys = request_.search.keys;
    options.budget = kUsualRuns;
    if (request_.search.budget) {
      const auto* runs = std::get_if<std::uint64_t>(&*request_.search.budget);
      options.budget = runs != nullptr ? *runs - std::min(*runs, spent_) : kUnbounded;
    }
    options.progress = [this, &chosen](const FailingScenario& smallest, std::string_view next,
                                       std::uint64_t runs) {
      if (!progress_.is_seen()) return;
      progress_.show(
          fmt::format("minimising {}: {} runs, {} operations left, {} events; trying "
                      "fewer {}",
                      chosen.name, grouped(runs), grouped(smallest.scenario.operations.size()),
                      grouped(smallest.ending.events), next));
    };
    return options;
  }

  const TestRequest& request_;
  const std::span<const nodes::ProgramEntry> programs_;
  const Clock::time_point begin_ = Clock::now();
  const Interruption interruption_;
  ChosenRuns runs_;
  std::unique_ptr<workloads::Workload> planner_;
  sim::NodeProgram program_;
  workloads::ScenarioRunner runner_;
  std::optional<Store> store_;
  std::optional<MinimalReport> best_;
  std::vector<std::string> tried_;
  std::uint64_t spent_ = 0;  // runs, of all that were tried
  ProgressLine progress_;
};

}  // namespace

void declare_minimise_options(CLI::App& command, MinimiseRequest& request) {
  command
      .add_option("FILE", request.place,
                  "A scenario, the folder of a stored run or of a sweep, or - for standard input")
      ->type_name("");
  declare_search_rows(command, request.test, Search::minimise);
  declare_options(command, request.test,
                  {Part::plan, Part::run, Part::seed, Part::climate, Part::criteria, Part::output});
}

int minimise(const MinimiseRequest& request, std::span<const nodes::ProgramEntry> programs,
             const std::string& command) {
  require_output(request.test);
  try {
    return Minimisation(request, programs).run(command);
  } catch (const NotDeterministic& bad) {
    fmt::print(stderr, "{}: {}\n", command, bad.what());
    return kFaultOfOurs;
  }
}

}  // namespace eddy::tools
