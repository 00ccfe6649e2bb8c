#include "nodes/process/virtual_time/time_stamps.h"

#include <sys/prctl.h>
#include <ucontext.h>

#include <bit>
#include <csignal>

#include "sim/fatal_signal.h"

namespace eddy::nodes::process {

#if defined(__x86_64__)

namespace {

constinit thread_local bool are_closed = false;

// Ours, as of who reads a clock, or of a thread that was begun meanwhile: it may.
bool reads_time_stamp(const siginfo_t& info, void* context) {
  if (info.si_code != SI_KERNEL) return false;
  const auto* at = std::bit_cast<const unsigned char*>(
      static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
  const bool is_rdtsc = at[0] == 0x0f && at[1] == 0x31;
  const bool is_rdtscp = at[0] == 0x0f && at[1] == 0x01 && at[2] == 0xf9;
  if (!is_rdtsc && !is_rdtscp) return false;
  are_closed = false;
  return prctl(PR_SET_TSC, PR_TSC_ENABLE, 0, 0, 0) == 0;
}

}  // namespace

void close_time_stamps() {
  if (are_closed) return;
  sim::watch_fatal_signals();
  sim::ask_about_faults(&reads_time_stamp);
  if (prctl(PR_SET_TSC, PR_TSC_SIGSEGV, 0, 0, 0) == 0) are_closed = true;
}

void open_time_stamps() {
  if (!are_closed) return;
  are_closed = false;
  prctl(PR_SET_TSC, PR_TSC_ENABLE, 0, 0, 0);
}

#else

void close_time_stamps() {}
void open_time_stamps() {}

#endif

}  // namespace eddy::nodes::process
