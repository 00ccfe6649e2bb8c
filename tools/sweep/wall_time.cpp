#include "tools/sweep/wall_time.h"

#include <fmt/chrono.h>

#include <chrono>

namespace eddy::tools {

std::string wall_time_now() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

}  // namespace eddy::tools
