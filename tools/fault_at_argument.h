// A fault that is placed at an event, as the command line says it:
//
//   kill before send vote               before the first vote that any node sends
//   cut after receive append #3 of n1   after the third append that n1 receives
//   pause before sync #7 for 2s         before the seventh sync of a disk, for two seconds
#pragma once

#include <string>
#include <string_view>

#include "eddy/workloads/fault_at.h"

namespace eddy::tools {

// Throws BadInput that says what would be right.
workloads::FaultAt parse_fault_at(std::string_view option, std::string_view text);
// What it reads as this one.
std::string to_argument(const workloads::FaultAt& at);

}  // namespace eddy::tools
