#include "tools/plan_command.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/branching.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/scenario.h"
#include "tools/climates.h"
#include "tools/options/table.h"
#include "tools/results_json.h"
#include "tools/run_program.h"

namespace eddy::tools {

void declare_plan_options(CLI::App& command, PlanRequest& request) {
  declare_options(command, request.test,
                  {Part::plan, Part::run, Part::seed, Part::climate, Part::criteria});
  command.add_option("-o,--output", request.file, "Where the scenario goes (standard output)")
      ->option_text("FILE")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group("Output");
}

int write_plan(const PlanRequest& request, std::span<const nodes::ProgramEntry> programs) {
  const auto& climate = request.test.climate;
  const workloads::Options options =
      climate ? climates_of(request.test, programs).of(*climate) : request.test.options;
  const auto workload = workloads::find_workload(options.plan.workload)->make();
  const std::string text =
      pretty(to_json(workloads::plan_by_name(options, *workload, program_of(options, programs))),
             Doubles::stay);
  if (request.file.empty() || request.file == "-") {
    fmt::print("{}", text);
    return 0;
  }
  std::ofstream file(request.file, std::ios::binary);
  if (file) file << text;
  file.close();
  if (!file) {
    throw checkers::BadInput(
        fmt::format("cannot write the scenario to {}: {}", request.file, std::strerror(errno)));
  }
  return 0;
}

}  // namespace eddy::tools
