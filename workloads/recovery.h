// The recovery phase: once all faults are healed, does every node work again?
//
// Every node is sent an operation each second, from a second after the load until five seconds
// after all must work again (Criteria::recovery_time). The operations are judged like all others,
// and count in no figure of the load. A run without faults, loss and duplication has no such phase.
#pragma once

#include <optional>
#include <vector>

#include "eddy/checkers/verdict.h"
#include "eddy/workloads/client_options.h"
#include "eddy/workloads/judge.h"
#include "eddy/workloads/options.h"
#include "eddy/workloads/planner.h"
#include "eddy/workloads/run.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// By time since the phase began. Each has a thread of its own, not one of the load; one that is
// still busy leaves out its turn. Their ids are 0, 1, 2, …
std::vector<PlannedOperation> plan_recovery(const Options& options, const ClientOptions& clients,
                                            Generator& generator);

// Invalid where an operation that was invoked later than Criteria::recovery_time after the last
// fault was healed is not answered: ok, or with one of Judge::fitting_errors. Unknown where a node
// was sent no such operation. Nothing: the run had no such phase. Figure:
// unanswered-recovery-count, without a value if it is 0 and not all nodes were asked.
std::optional<checkers::Verdict> check_recovery(const Run& run, const Judge& judge,
                                                const Criteria& criteria);

}  // namespace eddy::workloads
