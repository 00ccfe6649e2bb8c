// What stands beside the events of a diagram: the lines of a story.
#pragma once

#include <vector>

#include "eddy/workloads/search/story.h"
#include "tools/report/lamport_diagram.h"

namespace eddy::tools {

// Without the states of nodes.
std::vector<DiagramNote> notes_of(const workloads::Story& story);

}  // namespace eddy::tools
