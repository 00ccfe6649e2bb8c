// The wall clock, for what is told of when a sweep was run.
#pragma once

#include <string>

namespace eddy::tools {

// In UTC, to the second: "2026-07-28T12:00:00Z".
std::string wall_time_now();

}  // namespace eddy::tools
