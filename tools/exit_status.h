// The exit statuses of eddy, which are Maelstrom's.
#pragma once

#include <csignal>

#include "eddy/checkers/verdict.h"

namespace eddy::tools {

inline constexpr int kBadArguments = 254;
inline constexpr int kFaultOfOurs = 255;
inline constexpr int kInterrupted = 128 + SIGINT;

// 0, 1 or 2.
int exit_status(checkers::Validity validity);

}  // namespace eddy::tools
