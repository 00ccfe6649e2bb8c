// What two runs of one seed differ in, for a person.
#pragma once

#include <string>

#include "eddy/workloads/experiment.h"

namespace eddy::tools {

// "NOT DETERMINISTIC: two runs of seed 17 differ, …", what each of them did, and where to look.
// `which` names them: "this seed".
std::string to_text(const workloads::Difference& difference, const std::string& which);

}  // namespace eddy::tools
