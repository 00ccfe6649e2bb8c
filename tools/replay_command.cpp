#include "tools/replay_command.h"

#include <fmt/format.h>

#include <string>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/catalog.h"
#include "tools/arguments.h"
#include "tools/list_figures.h"
#include "tools/options/table.h"
#include "tools/request_rules.h"
#include "tools/scenario_file.h"
#include "tools/test_command.h"
#include "workloads/known_figures.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

// The criteria of the command line in place of the scenario's. Returns them as they were given:
// " --availability 0.9".
std::string replace_criteria(const TestRequest& given, workloads::Options& options) {
  TestRequest replaced;
  replaced.options = options;
  if (given.is_given("expect")) replaced.options.criteria.expectations.clear();
  std::string line;
  for (const OptionRow& row : option_table()) {
    if (row.part != Part::criteria || !given.is_given(row.name)) continue;
    for (const std::string& argument : row.argument.print(given)) {
      row.argument.parse(replaced, row.option(), argument);
      line += fmt::format(" {} {}", row.option(), shell_quoted(argument));
    }
  }
  options = replaced.options;
  return line;
}

void require_criteria(const workloads::Options& options, const workloads::Workload& workload) {
  if (const auto complaint = workload.complaint(options)) throw BadInput(*complaint);
  workloads::require_expectations(workload, options);
}

}  // namespace

void declare_replay_options(CLI::App& command, ReplayRequest& request) {
  command
      .add_option("FILE", request.place,
                  "A scenario, the folder of a stored run, or - for standard input")
      ->type_name("");
  declare_options(command, request.test, {Part::criteria, Part::output, Part::watch});
}

int replay(const ReplayRequest& request, std::span<const nodes::ProgramEntry> programs,
           const std::string& command) {
  if (request.place.empty())
    throw BadInput("which scenario? replay takes a file, such as store/latest/scenario.json");
  require_output(request.test);
  workloads::Scenario scenario = scenario_in(request.place, programs);
  if (request.test.wants_figures) return list_figures(scenario.options, command);
  const std::string criteria = replace_criteria(request.test, scenario.options);
  const auto workload = workloads::find_workload(scenario.options.plan.workload)->make();
  require_criteria(scenario.options, *workload);
  return run_scenario(request.test, std::move(scenario), programs, command + " replay",
                      shell_quoted(request.place) + criteria);
}

}  // namespace eddy::tools
