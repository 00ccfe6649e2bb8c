#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "eddy/nodes/process/processes.h"
#include "nodes/process/process_program.h"
#include "nodes/process/virtual_time/availability.h"
#include "nodes/process/virtual_time/virtual_guest.h"

namespace eddy::nodes::process {

sim::ProgramFactory under_virtual_time(ProcessOptions options) {
  return as_program(std::move(options), &make_virtual_guest);
}

std::optional<std::string> why_no_virtual_time() {
  const auto lacking = what_virtual_time_lacks();
  if (!lacking) return std::nullopt;
  return fmt::format("{}, so that programs cannot run under virtual time: use --real-time",
                     *lacking);
}

}  // namespace eddy::nodes::process
