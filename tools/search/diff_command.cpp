#include "tools/search/diff_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <vector>

#include "base/text.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/sim/trace.h"
#include "tools/results_json.h"
#include "tools/run_program.h"
#include "tools/scenario_file.h"
#include "tools/search/scenario_processes.h"
#include "tools/summary.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using sim::Event;
using sim::Recording;

constexpr std::size_t kMostBytes = 110;  // of a line
constexpr std::size_t kMostCauses = 8;
constexpr std::size_t kMostFollowing = 3;

struct Side {
  std::string name;
  Recording events;
  std::uint64_t fingerprint = 0;
};

Side side_of(const std::string& place, std::span<const nodes::ProgramEntry> programs) {
  const workloads::Scenario scenario = scenario_in(place, programs);
  const auto& options = scenario.options;
  const auto runner = scenario_processes(options.plan.workload, program_of(options, programs), 1);
  workloads::RecordedRun run = runner.watch(scenario);
  if (run.experiment.run.unmet_branches > 0) {
    throw checkers::BadInput(fmt::format("{}: a run cannot branch after its end: {} has {} events",
                                         place, to_string(options.run.name()), run.events.size()));
  }
  return {place, std::move(run.events), run.experiment.run.fingerprint};
}

// The events that led to the one at that place, the first of all first.
std::vector<std::size_t> causes_of(const Recording& events, std::size_t place) {
  std::vector<std::size_t> causes;
  while (causes.size() < kMostCauses && events[place].cause != 0) {
    const auto found = std::lower_bound(
        events.begin(), events.end(), events[place].cause,
        [](const Event& event, sim::EventNumber wanted) { return event.number < wanted; });
    if (found == events.end() || found->number != events[place].cause) break;
    place = static_cast<std::size_t>(found - events.begin());
    causes.insert(causes.begin(), place);
  }
  return causes;
}

std::string line(const Recording& events, std::size_t place) {
  return shortened(fmt::format("{:>8}  {}", place + 1, to_text(events[place])), kMostBytes);
}

std::string text_of(const Side& side, std::size_t place) {
  std::string text = side.name + '\n';
  if (place >= side.events.size()) return text + "            the run has ended\n";
  for (const std::size_t cause : causes_of(side.events, place))
    text += "    led by" + line(side.events, cause) + '\n';
  text += "    then  " + line(side.events, place) + '\n';
  const std::size_t end = std::min(place + 1 + kMostFollowing, side.events.size());
  for (std::size_t next = place + 1; next < end; ++next)
    text += "          " + line(side.events, next) + '\n';
  return text;
}

json::value data_of(const Side& side, std::size_t place) {
  json::object object{{"run", side.name}, {"fingerprint", hex(side.fingerprint)}};
  if (place >= side.events.size()) return object;
  object["event"] = to_text(side.events[place]);
  json::array causes;
  for (const std::size_t cause : causes_of(side.events, place))
    causes.push_back({{"number", cause + 1}, {"event", to_text(side.events[cause])}});
  object["led-by"] = std::move(causes);
  return object;
}

}  // namespace

void declare_diff_options(CLI::App& command, DiffRequest& request) {
  command.add_option("FILE", request.first, "A scenario, or the folder of a stored run")
      ->type_name("");
  command.add_option("OTHER", request.second, "Another one")->type_name("");
  command.add_flag("--json", request.json, "Print it as JSON")->group("Output");
}

int diff(const DiffRequest& request, std::span<const nodes::ProgramEntry> programs) {
  if (request.first.empty() || request.second.empty())
    throw checkers::BadInput(
        "diff takes two runs: scenarios, or folders of stored runs, such as store/echo/latest");
  const Side first = side_of(request.first, programs);
  const Side second = side_of(request.second, programs);
  const auto place = sim::first_difference(first.events, second.events);
  if (request.json) {
    json::object object{{"same", !place.has_value()}};
    if (place) {
      object["first-difference"] = *place + 1;
      object["runs"] = json::array{data_of(first, *place), data_of(second, *place)};
    }
    fmt::print("{}", pretty(object));
    return place ? 1 : 0;
  }
  if (!place) {
    fmt::print("the same: {} events in both, fingerprint {}\n", grouped(first.events.size()),
               hex(first.fingerprint));
    return 0;
  }
  fmt::print("the same up to event {}; they part at event {} of {} and {}\n\n{}\n{}",
             grouped(*place), grouped(*place + 1), grouped(first.events.size()),
             grouped(second.events.size()), text_of(first, *place), text_of(second, *place));
  return 1;
}

}  // namespace eddy::tools
