#include "tools/bench/bare_trap.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

namespace eddy::bench {
namespace {

[[noreturn]] void make_calls() {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_times, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{4, filter};
#if defined(__x86_64__)
  prctl(PR_SET_TSC, PR_TSC_ENABLE, 0, 0, 0);  // whatever our thread has done to itself
#endif
  ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  raise(SIGSTOP);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
  for (;;) syscall(SYS_times, nullptr);
}

}  // namespace

BareTrap::BareTrap() : process_(fork()) {
  if (process_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (process_ == 0) make_calls();
  waitpid(process_, nullptr, __WALL);
  ptrace(PTRACE_SETOPTIONS, process_, nullptr, PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL);
}

BareTrap::~BareTrap() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, __WALL);
}

void BareTrap::answer(std::size_t calls) const {
  for (std::size_t i = 0; i < calls; ++i) {
    ptrace(PTRACE_CONT, process_, nullptr, nullptr);
    waitpid(process_, nullptr, __WALL);
#if defined(__x86_64__)
    user_regs_struct registers{};
    ptrace(PTRACE_GETREGS, process_, nullptr, &registers);
    registers.orig_rax = ~0ULL;
    registers.rax = 0;
    ptrace(PTRACE_SETREGS, process_, nullptr, &registers);
#endif
  }
}

}  // namespace eddy::bench
