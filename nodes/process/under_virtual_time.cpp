#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "eddy/nodes/process/processes.h"
#include "nodes/process/process_program.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#include "nodes/process/virtual_time/availability.h"
#include "nodes/process/virtual_time/virtual_guest.h"
#else
#include "eddy/base/ensure.h"
#endif

namespace eddy::nodes::process {
namespace {

#if !defined(__linux__) || !(defined(__x86_64__) || defined(__aarch64__))

std::optional<std::string> what_virtual_time_lacks() { return "this is not Linux on x86-64"; }

std::unique_ptr<Guest> make_virtual_guest(const GuestSetup&) {
  ensure(false, "it was asked whether there is virtual time");
  return nullptr;
}

#endif

}  // namespace

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
