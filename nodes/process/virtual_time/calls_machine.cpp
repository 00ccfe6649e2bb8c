// What a program may ask of its machine, and what it may not do.
#include <sched.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <sys/un.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/machine.h"
#include "nodes/process/virtual_time/time_values.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process::answer {

Answer sysinfo(Kernel& kernel, Thread& thread) {
  struct ::sysinfo info {};
  info.uptime = *kernel.value_of_clock(CLOCK_MONOTONIC) / kNanosecondsInSecond;
  info.totalram = kMemoryOfMachine;
  info.freeram = kMemoryOfMachine / 4 * 3;
  info.procs = 2;
  info.mem_unit = 1;
  return Answer::result(write_value(thread.tid, thread.registers.argument(0), info) ? 0 : -EFAULT);
}

// The kernel's own names, but for that of the machine.
Answer uname(Kernel& kernel, Thread& thread) {
  utsname names{};
  ::uname(&names);
  std::memset(static_cast<void*>(names.nodename), 0, sizeof names.nodename);
  const std::string name = host_name(kernel.setup());
  std::memcpy(static_cast<void*>(names.nodename), name.data(),
              std::min(name.size(), sizeof names.nodename - 1));
  return Answer::result(write_value(thread.tid, thread.registers.argument(0), names) ? 0 : -EFAULT);
}

Answer getcpu(Kernel&, Thread& thread) {
  for (const std::size_t argument : {std::size_t{0}, std::size_t{1}}) {
    const std::uint64_t at = thread.registers.argument(argument);
    if (at != 0) write_value(thread.tid, at, std::uint32_t{0});
  }
  return Answer::result(0);
}

// There is one processor.
Answer sched_getaffinity(Kernel&, Thread& thread) {
  const std::uint64_t bytes = thread.registers.argument(1);
  constexpr std::uint64_t kWord = sizeof(std::uint64_t);
  if (bytes < kWord || bytes % kWord != 0) return Answer::result(-EINVAL);
  const bool written = write_value(thread.tid, thread.registers.argument(2), std::uint64_t{1});
  return Answer::result(written ? static_cast<std::int64_t>(kWord) : -EFAULT);
}

Answer sched_setaffinity(Kernel&, Thread&) { return Answer::result(0); }

// Nodes talk through their messages alone: what goes by the network is in no run.
Answer socket(Kernel& kernel, Thread& thread) {
  if (thread.registers.argument(0) == AF_UNIX) return Answer::native();
  kernel.tell("eddy: a socket was refused: nodes have no network but their messages");
  return Answer::result(-EACCES);
}

// Services of this machine, such as a cache of names, are not there.
Answer connect(Kernel&, Thread& thread) {
  sockaddr_un address{};
  const std::size_t bytes = std::min<std::size_t>(thread.registers.argument(2), sizeof address - 1);
  if (!read_memory(thread.tid, thread.registers.argument(1), &address, bytes) ||
      address.sun_family != AF_UNIX)
    return Answer::native();
  const std::string_view path(static_cast<const char*>(address.sun_path));
  const bool is_of_machine = path.starts_with("/run/") || path.starts_with("/var/run/");
  return is_of_machine ? Answer::result(-ENOENT) : Answer::native();
}

}  // namespace eddy::nodes::process::answer
