#include "nodes/process/virtual_time/registers.h"

#include <sys/ptrace.h>

namespace eddy::nodes::process {

#if defined(__x86_64__)

bool Registers::load(pid_t thread) { return ptrace(PTRACE_GETREGS, thread, nullptr, &raw_) == 0; }

bool Registers::was_interrupted() const {
  // ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND, ERESTART_RESTARTBLOCK
  return result() == -512 || result() == -513 || result() == -514 || result() == -516;
}

bool Registers::store(pid_t thread) const {
  return ptrace(PTRACE_SETREGS, thread, nullptr, &raw_) == 0;
}

#endif

}  // namespace eddy::nodes::process
