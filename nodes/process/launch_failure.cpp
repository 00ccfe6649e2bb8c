#include "nodes/process/launch_failure.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace eddy::nodes::process {

LaunchFailure::LaunchFailure(std::string step, int error)
    : std::runtime_error(fmt::format("{}: {}", step, std::generic_category().message(error))),
      step_(std::move(step)),
      error_(error) {}

}  // namespace eddy::nodes::process
