// The messages that a program's nodes send, as one run shows them: climates place faults at them.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "eddy/sim/node_program.h"
#include "eddy/workloads/options.h"
#include "eddy/workloads/search/climate.h"

namespace eddy::tools {

// Of a short run of these options without faults, by name; the same whatever else this process has
// done. It is run in a process of its own: of a program that takes that down nothing is known.
// Throws checkers::BadInput if it has no end within the budget, where one is given, or ten seconds.
std::vector<workloads::SentType> sent_types(const workloads::Options& options,
                                            const sim::NodeProgram& program,
                                            std::optional<std::chrono::nanoseconds> budget = {});

}  // namespace eddy::tools
