// Which planned operation each invocation of a history is.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/run.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;

// The planned operation, or what follows up, that has this function and value.
bool is_planned(const std::vector<PlannedOperation>& planned, const Invocation& invocation,
                const checkers::Op& op) {
  return std::any_of(planned.begin(), planned.end(), [&](const PlannedOperation& operation) {
    if (operation.id != invocation.operation) return false;
    if (operation.f == op.f && operation.value == op.value) return true;
    return operation.then && operation.then->f == op.f && operation.then->value == op.value;
  });
}

TEST_CASE("run: every invocation of every phase is a planned operation") {
  for (const std::string_view name : {"broadcast-flood", "lin-mutex-proxy", "kafka-lin-kv"}) {
    CAPTURE(name);
    const auto& program = *nodes::find(name);
    Options options;
    options.plan.workload = program.workload;
    options.plan.rate = 20;
    options.plan.nemesis.kinds = {sim::FaultKind::partition};
    options.run.time_limit = 20s;
    const auto workload = find_workload(program.workload)->make();
    const Scenario scenario = plan(options, *workload);
    const auto simulation = make_simulation(scenario, program);
    const Run ended = run(*simulation, scenario, *workload);
    std::map<Phase, std::size_t> of_phase;
    std::size_t next = 0;
    for (std::size_t i = 0; i < ended.history.ops.size(); ++i) {
      const checkers::Op& op = ended.history.ops[i];
      if (!op.is_client() || op.type != checkers::OpType::invoke) continue;
      REQUIRE(next < ended.invocations.size());
      const Invocation& invocation = ended.invocations[next++];
      CHECK(invocation.position == i);
      CHECK(op.process % static_cast<std::int64_t>(ended.seating.threads) == invocation.thread);
      const auto& planned = invocation.phase == Phase::load       ? scenario.operations
                            : invocation.phase == Phase::recovery ? scenario.recovery_operations
                                                                  : scenario.final_operations;
      CHECK(is_planned(planned, invocation, op));
      ++of_phase[invocation.phase];
    }
    CHECK(next == ended.invocations.size());
    CHECK(of_phase[Phase::load] >= 300);
    CHECK(of_phase[Phase::recovery] >= 50);
    CHECK((of_phase[Phase::last] > 0) == !scenario.final_operations.empty());
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
