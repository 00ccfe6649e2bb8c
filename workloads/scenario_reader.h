// A scenario read back from its JSON: one that was stored, edited, or written by hand.
//
// What is wrong is told in one line, with the line of the text, the path, and what was expected:
// "crash.json line 12: faults[2].groups[0][1]: there is no node n9; there are n0 to n4".
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/node_program.h"
#include "workloads/scenario.h"

namespace eddy::workloads {

// `name`: of the text, for complaints. `programs`: all that there are, the default one of each
// workload first.
//
// * A field that may be absent has its default: the node program is the workload's first one, there
//   are as many clients as the workload has by default, an id is the place in its list.
// * Operations and faults may stand in any order; they are put in that of their times.
//
// Throws checkers::BadInput.
Scenario read_scenario(std::string_view text, const std::string& name,
                       std::span<const sim::NodeProgram> programs);

}  // namespace eddy::workloads
