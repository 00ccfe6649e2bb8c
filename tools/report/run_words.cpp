#include "tools/report/run_words.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "eddy/sim/format.h"
#include "eddy/workloads/run_options.h"
#include "tools/results_json.h"
#include "tools/summary.h"
#include "workloads/search/message_words.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;

json::array about(const workloads::RecordedRun& run) {
  const workloads::Run& made = run.experiment.run;
  const auto& traffic = made.traffic;
  std::uint64_t lost = 0;
  for (const std::uint64_t count : traffic.servers.lost) lost += count;
  json::array rows;
  const auto add = [&](const char* label, const std::string& text) {
    rows.push_back(json::array{label, text});
  };
  add("virtual time", workloads::time_words(made.end));
  add("operations", grouped(made.invocations.size()));
  add("messages between nodes", grouped(traffic.servers.sent));
  add("lost of these", grouped(lost));
  add("events", grouped(made.told));
  add("faults", grouped(made.faults.size()));
  if (!run.has_all_states) add("states", "of the first part of the run only: there are too many");
  if (!run.has_all_logs) add("logs", "of the first part of the run only: there are too many");
  return rows;
}

}  // namespace

std::string title_of(const workloads::Scenario& scenario) {
  const auto& run = scenario.options.run;
  return fmt::format("{} with {}, {} node{}, seed {}", scenario.options.plan.workload, run.program,
                     run.node_count, run.node_count == 1 ? "" : "s", to_string(run.name()));
}

void add_words_of_run(json::object& header, const workloads::RecordedRun& run) {
  const workloads::Experiment& experiment = run.experiment;
  const auto& options = experiment.scenario.options;
  header["verdict"] = json::string(to_string(experiment.results.validity));
  header["title"] = title_of(experiment.scenario);
  header["workload"] = options.plan.workload;
  header["program"] = options.run.program;
  header["seed"] = to_string(options.run.name());
  header["nodes"] = options.run.node_count;
  header["fingerprint"] = hex(experiment.run.fingerprint);
  header["version"] = EDDY_VERSION;
  header["end"] = sim::nanoseconds(experiment.run.end);
  header["about"] = about(run);
  json::array figures;
  for (const checkers::Figure& figure : experiment.results.figures) {
    if (figure.value) figures.push_back(json::array{figure.name, format_value(figure)});
  }
  header["figures"] = std::move(figures);
  header["evidence"] =
      json::array(experiment.results.evidence.begin(), experiment.results.evidence.end());
}

}  // namespace eddy::tools
