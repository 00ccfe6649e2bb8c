#include "tools/report/recorded.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>
#include <utility>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/branching.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/search/ending.h"
#include "tools/arguments.h"
#include "tools/results_json.h"
#include "tools/run_program.h"
#include "tools/search/scenario_processes.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
using checkers::BadInput;

// A run is small enough for a run of each of its messages.
constexpr std::size_t kMostEvents = 1'500;
constexpr std::size_t kMostOperations = 30;
constexpr std::size_t kMostAsked = 120;

bool is_small(const workloads::RecordedRun& run) {
  return run.events.size() <= kMostEvents &&
         run.experiment.run.invocations.size() <= kMostOperations;
}

void require_same(const ChosenRun& chosen, const workloads::RecordedRun& run) {
  const std::uint64_t fingerprint = run.experiment.run.fingerprint;
  if (run.experiment.run.unmet_branches > 0) {
    throw BadInput(fmt::format("{}: a run cannot branch after its end: it has {} events",
                               chosen.name, run.experiment.run.told));
  }
  const bool is_known = chosen.stored && !chosen.stored->fingerprint.empty() && fingerprint != 0;
  if (!is_known || chosen.stored->fingerprint == hex(fingerprint)) return;
  throw BadInput(fmt::format(
      "{}: this is another run than was stored (fingerprint {}, then {}): the program or "
      "the scenario has changed since; run it again, and report that one",
      chosen.name, hex(fingerprint), chosen.stored->fingerprint));
}

// The line that gives the run again, wherever this program and the run are.
std::string reproduction_of(const workloads::Scenario& scenario,
                            std::span<const nodes::ProgramEntry> programs) {
  const auto& options = scenario.options;
  const auto workload = workloads::find_workload(options.plan.workload)->make();
  try {
    const workloads::Scenario planned =
        workloads::plan_by_name(options, *workload, program_of(options, programs));
    if (planned == scenario) return "eddy " + to_arguments(options);
  } catch (const BadInput&) {
    // What is planned from its options has no such name.
  }
  return "eddy replay scenario.json";
}

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw BadInput(
      fmt::format("cannot write {}: {}; choose another place with --out FILE", file.string(), why));
}

}  // namespace

ReportedRun record(const ChosenRun& chosen, std::span<const nodes::ProgramEntry> programs) {
  const auto& options = chosen.scenario.options;
  const workloads::ScenarioRunner runner =
      scenario_processes(options.plan.workload, program_of(options, programs), 1, {});
  ReportedRun reported{runner.watch(chosen.scenario), reproduction_of(chosen.scenario, programs)};
  require_same(chosen, reported.run);
  const workloads::Ending ending = workloads::ending_of(reported.run.experiment);
  if (ending.ways.empty() || ending.is_bounded || !is_small(reported.run)) return reported;
  reported.deciding = workloads::deciding_messages({chosen.scenario, ending}, reported.run.events,
                                                   runner, kMostAsked);
  return reported;
}

std::string page_of_stored(const fs::path& folder, std::span<const nodes::ProgramEntry> programs) {
  TestRequest request;
  const ChosenRuns runs = choose_runs(folder.string(), 1, request, programs);
  return page_of(record(runs.runs.front(), programs).page());
}

void write_whole(const fs::path& file, const std::function<void(std::ostream&)>& write) {
  std::error_code unknown;
  if (fs::exists(file, unknown) && !fs::is_regular_file(file, unknown)) {
    // A device or a pipe stays what it is.
    std::ofstream out(file, std::ios::binary);
    if (!out) refuse(file, std::generic_category().message(errno));
    write(out);
    out.close();
    if (!out) refuse(file, "writing failed (is the disk full?)");
    return;
  }
  const fs::path target = fs::is_symlink(file, unknown) ? fs::weakly_canonical(file) : file;
  fs::path fresh = target;
  fresh += fmt::format(".{}", ::getpid());
  std::ofstream out(fresh, std::ios::binary);
  if (!out) refuse(file, std::generic_category().message(errno));
  write(out);
  out.close();
  std::error_code error;
  if (out) {
    fs::rename(fresh, target, error);
    if (!error) return;
  }
  std::error_code ignored;
  fs::remove(fresh, ignored);
  refuse(file, error ? error.message() : "writing failed (is the disk full?)");
}

}  // namespace eddy::tools
