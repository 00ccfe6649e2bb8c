// Whether this machine lets us run processes under virtual time.
#pragma once

#include <optional>
#include <string>

namespace eddy::nodes::process {

// Why not, as the end of a sentence: "this system does not let a process trace another (…)".
std::optional<std::string> what_virtual_time_lacks();

}  // namespace eddy::nodes::process
