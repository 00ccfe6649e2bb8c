#include "nodes/process/virtual_time/availability.h"

#include <fmt/format.h>
#include <linux/seccomp.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

#include "nodes/process/virtual_time/launch.h"

namespace eddy::nodes::process {
namespace {

// The errno of tracing a child; 0: it can be done.
int try_to_trace() {
  const auto child = static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
  if (child < 0) return errno;
  if (child == 0) {
    for (;;) pause();
  }
  const int error = ptrace(PTRACE_SEIZE, child, nullptr, trace_options()) == 0 ? 0 : errno;
  kill(child, SIGKILL);
  while (waitpid(child, nullptr, __WALL) < 0 && errno == EINTR) {
  }
  return error;
}

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

std::optional<std::string> what_virtual_time_lacks() {
  const std::uint32_t action = SECCOMP_RET_TRACE;
  if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) != 0) {
    return fmt::format("this system has no filters of system calls (seccomp: {})", reason(errno));
  }
  if (const int error = try_to_trace(); error != 0) {
    return fmt::format("this system does not let one process trace another (ptrace: {})",
                       reason(error));
  }
  return std::nullopt;
}

}  // namespace eddy::nodes::process
