// A scenario read back from its JSON: one that was stored, edited, or written by hand.
//
// What is wrong is told in one line, with the line of the text, the path, and what was expected:
// "crash.json line 12: faults[2].groups[0][1]: there is no node n9; there are n0 to n4, and
// services".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// The node programs that a scenario may name, the default one of each workload first. Made of any
// list of what has a name and a workload, such as the catalog of nodes/.
struct KnownPrograms {
  struct Program {
    std::string name;
    std::string workload;
  };
  template <class List>
  KnownPrograms(const List& programs) {
    for (const auto& program : programs) all.push_back({program.name, program.workload});
  }
  std::vector<Program> all;
  bool has_others = false;  // any name that is not among them is one, too
};

// `name`: of the text, for complaints.
//
// * A field that may be absent has its default: the node program is the workload's first one, there
//   are as many clients as the workload has by default, an id is the place in its list.
// * Operations and faults may stand in any order; they are put in that of their times.
//
// Throws checkers::BadInput.
Scenario read_scenario(std::string_view text, const std::string& name,
                       const KnownPrograms& programs);

}  // namespace eddy::workloads
