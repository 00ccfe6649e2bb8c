#include "tools/difference_text.h"

#include <fmt/format.h>

namespace eddy::tools {

std::string to_text(const workloads::Difference& difference, const std::string& which) {
  const std::string where =
      difference.event ? fmt::format("first in event {}", *difference.event)
                       : "where is not known: something outlives a run, such as a static variable";
  return fmt::format(
      "NOT DETERMINISTIC: two runs of {} differ, {}:\n"
      "  first run:  {}\n"
      "  second run: {}\n"
      "Look in that node for what differs between runs: addresses, the order of an "
      "unordered container, clocks, std::random_device, threads, and static or global "
      "variables that live on from one run to the next.\n",
      which, where, difference.first, difference.second);
}

}  // namespace eddy::tools
