// The messages of a run: sent, received and lost by cause, and how many an operation took.
#pragma once

#include "eddy/checkers/verdict.h"
#include "eddy/workloads/run.h"

namespace eddy::workloads {

// Figures, for WHO = all, clients (a client at either end), servers:
//   WHO.msg-count, WHO.recv-count, WHO.lost-count; lost.CAUSE for each cause
//   all.msgs-per-op, servers.msgs-per-op     ÷ the clients' invocations, final reads included
// Always valid. The report has Maelstrom's names (send-count, recv-count, msg-count, msgs-per-op).
checkers::Verdict check_net(const Run& run);

}  // namespace eddy::workloads
