// Faults as they come about in a run: when they begin and end, and what the history says of it.
#include "workloads/fault_schedule.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/experiment.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;

TEST_CASE("faults: where one ends and its node goes on, another one may begin at once") {
  constexpr std::uint64_t kMoments = 100;
  const auto* entry = nodes::find("broadcast-gossip");
  Options options;
  options.plan.workload = entry->workload;
  options.run.program = entry->name;
  options.run.time_limit = 20s;
  options.plan.rate = 50;
  for (std::uint64_t number = 1; number <= kMoments; ++number) {
    options.plan.nemesis.at.push_back(
        {FaultAtEvent::pause, {sim::Side::before, sim::Act::send, "", {}, number}, 50ms});
  }
  const Run run = experiment(options, *find_workload(entry->workload)->make(), *entry).run;
  CHECK(run.faults.size() == kMoments);
  std::size_t at_once = 0;
  for (const ActiveFault& fault : run.faults) {
    CHECK(fault.end == fault.begin + 50ms);
    CHECK(describe(fault.fault).starts_with("pause n"));
    at_once += static_cast<std::size_t>(
        std::count_if(run.faults.begin(), run.faults.end(),
                      [&](const ActiveFault& other) { return other.begin == fault.end; }));
  }
  CHECK(at_once > 0);
  std::size_t starts = 0;
  std::size_t stops = 0;
  for (const checkers::Op& op : run.history.ops) {
    starts += op.f == "start-pause" ? 1 : 0;
    stops += op.f == "stop-pause" ? 1 : 0;
    if (op.f == "stop-pause") CHECK(std::string(op.value.get_string()).starts_with("pause n"));
  }
  CHECK(starts == stops);
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
