#include "nodes/process/virtual_time/registers.h"

#include <sys/ptrace.h>

#if defined(__aarch64__)
#include <elf.h>
#include <sys/uio.h>
#endif

namespace eddy::nodes::process {

bool Registers::was_interrupted() const {
  // ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND, ERESTART_RESTARTBLOCK
  return result() == -512 || result() == -513 || result() == -514 || result() == -516;
}

#if defined(__x86_64__)

bool Registers::load(pid_t thread) { return ptrace(PTRACE_GETREGS, thread, nullptr, &raw_) == 0; }

bool Registers::store(pid_t thread) const {
  return ptrace(PTRACE_SETREGS, thread, nullptr, &raw_) == 0;
}

#elif defined(__aarch64__)

bool Registers::load(pid_t thread) {
  iovec all{&raw_, sizeof raw_};
  iovec number{&call_, sizeof call_};
  return ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &all) == 0 &&
         ptrace(PTRACE_GETREGSET, thread, NT_ARM_SYSTEM_CALL, &number) == 0;
}

bool Registers::store(pid_t thread) const {
  iovec all{const_cast<user_regs_struct*>(&raw_), sizeof raw_};
  iovec number{const_cast<int*>(&call_), sizeof call_};
  return ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, &all) == 0 &&
         ptrace(PTRACE_SETREGSET, thread, NT_ARM_SYSTEM_CALL, &number) == 0;
}

#endif

}  // namespace eddy::nodes::process
