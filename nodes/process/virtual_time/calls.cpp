#include "nodes/process/virtual_time/calls.h"

#include <fmt/format.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace eddy::nodes::process {
namespace {

using When = Call::When;

// Numbers that the headers of today need not know.
constexpr int kEpollPwait2 = 441;
constexpr int kFutexWaitv = 449;

constexpr Call kCalls[] = {
    {SYS_futex, "futex", &answer::futex},
    {SYS_read, "read", &answer::read},
    {SYS_epoll_pwait, "epoll_pwait", &answer::epoll_wait},
#ifdef SYS_epoll_wait
    {SYS_epoll_wait, "epoll_wait", &answer::epoll_wait},
    {SYS_poll, "poll", &answer::poll},
    {SYS_select, "select", &answer::select},
    {SYS_open, "open", &answer::open},
    {SYS_time, "time", &answer::time},
    {SYS_alarm, "alarm", &answer::alarm},
    {SYS_pause, "pause", &answer::wait_for_signal},
    {SYS_fork, "fork", &answer::start_thread},
    {SYS_vfork, "vfork", &answer::start_thread},
    {SYS_signalfd, "signalfd", nullptr, When::never, ENOSYS},
    {SYS_dup2, "dup2", &answer::change_standard, When::second_is_standard},
#endif
    {SYS_clock_gettime, "clock_gettime", &answer::clock_gettime},
    {SYS_gettimeofday, "gettimeofday", &answer::gettimeofday},
    {SYS_times, "times", &answer::times},
    {SYS_getrusage, "getrusage", &answer::getrusage},
    {SYS_nanosleep, "nanosleep", &answer::nanosleep},
    {SYS_clock_nanosleep, "clock_nanosleep", &answer::clock_nanosleep},
    {SYS_sched_yield, "sched_yield", &answer::sched_yield},
    {kEpollPwait2, "epoll_pwait2", &answer::epoll_pwait2},
    {SYS_ppoll, "ppoll", &answer::ppoll},
    {SYS_pselect6, "pselect6", &answer::pselect},
    {SYS_readv, "readv", &answer::read},
    {SYS_recvfrom, "recvfrom", &answer::receive},
    {SYS_recvmsg, "recvmsg", &answer::receive},
    {SYS_accept, "accept", &answer::accept},
    {SYS_accept4, "accept4", &answer::accept},
    {SYS_close, "close", &answer::change_standard, When::first_is_standard},
    {SYS_dup3, "dup3", &answer::change_standard, When::second_is_standard},
    {SYS_timerfd_create, "timerfd_create", &answer::timerfd_create},
    {SYS_timerfd_settime, "timerfd_settime", &answer::timerfd_settime},
    {SYS_timerfd_gettime, "timerfd_gettime", &answer::timerfd_gettime},
    {SYS_setitimer, "setitimer", &answer::setitimer},
    {SYS_getitimer, "getitimer", &answer::getitimer},
    {SYS_timer_create, "timer_create", &answer::timer_create},
    {SYS_timer_settime, "timer_settime", &answer::timer_settime},
    {SYS_timer_gettime, "timer_gettime", &answer::timer_gettime},
    {SYS_timer_getoverrun, "timer_getoverrun", &answer::timer_getoverrun},
    {SYS_timer_delete, "timer_delete", &answer::timer_delete},
    {SYS_clone, "clone", &answer::start_thread},
    {SYS_clone3, "clone3", &answer::start_thread},
    {SYS_exit, "exit", &answer::exit_thread},
    {SYS_exit_group, "exit_group", &answer::exit_process},
    {SYS_wait4, "wait4", &answer::wait_for_child},
    {SYS_waitid, "waitid", &answer::wait_for_child},
    {SYS_rt_sigsuspend, "rt_sigsuspend", &answer::wait_for_signal},
    {SYS_rt_sigtimedwait, "rt_sigtimedwait", &answer::wait_for_signal},
    {SYS_kill, "kill", &answer::send_signal},
    {SYS_tkill, "tkill", &answer::send_signal},
    {SYS_tgkill, "tgkill", &answer::send_signal},
    {SYS_rt_sigqueueinfo, "rt_sigqueueinfo", &answer::send_signal},
    {SYS_rt_tgsigqueueinfo, "rt_tgsigqueueinfo", &answer::send_signal},
    {SYS_pidfd_send_signal, "pidfd_send_signal", &answer::send_signal},
    {SYS_getpid, "getpid", &answer::getpid},
    {SYS_getppid, "getppid", &answer::getppid},
    {SYS_gettid, "gettid", &answer::gettid},
    {SYS_getrandom, "getrandom", &answer::getrandom},
    {SYS_openat, "openat", &answer::openat},
    {SYS_mmap, "mmap", &answer::map_code, When::maps_code},
    {SYS_sysinfo, "sysinfo", &answer::sysinfo},
    {SYS_uname, "uname", &answer::uname},
    {SYS_getcpu, "getcpu", &answer::getcpu},
    {SYS_sched_getaffinity, "sched_getaffinity", &answer::sched_getaffinity},
    {SYS_sched_setaffinity, "sched_setaffinity", &answer::sched_setaffinity},
    {SYS_socket, "socket", &answer::socket},
    {SYS_connect, "connect", &answer::connect},
    {SYS_ptrace, "ptrace", nullptr, When::never, EPERM},
    // Programs and libraries go on without these.
    {SYS_rseq, "rseq", nullptr, When::never, ENOSYS},
    {SYS_io_uring_setup, "io_uring_setup", nullptr, When::never, ENOSYS},
    {kFutexWaitv, "futex_waitv", nullptr, When::never, ENOSYS},
    // The clock of this machine is none of theirs.
    {SYS_clock_settime, "clock_settime", nullptr, When::never, EPERM},
    {SYS_settimeofday, "settimeofday", nullptr, When::never, EPERM},
    {SYS_adjtimex, "adjtimex", nullptr, When::never, EPERM},
    {SYS_clock_adjtime, "clock_adjtime", nullptr, When::never, EPERM},
    {SYS_perf_event_open, "perf_event_open", nullptr, When::never, ENOSYS},
    {SYS_signalfd4, "signalfd4", nullptr, When::never, ENOSYS},
};

// Those that may wait in the kernel, beside those above.
constexpr std::pair<long, std::string_view> kOtherNames[] = {
    {SYS_write, "write"},
    {SYS_writev, "writev"},
    {SYS_flock, "flock"},
    {SYS_fcntl, "fcntl"},
    {SYS_fsync, "fsync"},
    {SYS_sendto, "sendto"},
    {SYS_sendmsg, "sendmsg"},
    {SYS_semop, "semop"},
    {SYS_semtimedop, "semtimedop"},
    {SYS_msgrcv, "msgrcv"},
    {SYS_msgsnd, "msgsnd"},
    {SYS_mq_timedreceive, "mq_timedreceive"},
    {SYS_mq_timedsend, "mq_timedsend"},
    {SYS_pread64, "pread64"},
    {SYS_preadv, "preadv"},
    {SYS_preadv2, "preadv2"},
    {SYS_pwritev2, "pwritev2"},
    {SYS_recvmmsg, "recvmmsg"},
    {SYS_sendmmsg, "sendmmsg"},
    {SYS_splice, "splice"},
    {SYS_sendfile, "sendfile"},
    {SYS_tee, "tee"},
    {SYS_vmsplice, "vmsplice"},
    {SYS_io_getevents, "io_getevents"},
    {SYS_restart_syscall, "restart_syscall"},
    {SYS_execve, "execve"},
};

}  // namespace

std::span<const Call> calls() { return kCalls; }

bool is_made_again(long call) {
#ifdef SYS_epoll_wait
  if (call == SYS_poll || call == SYS_select || call == SYS_epoll_wait) return false;
#endif
  return call != SYS_ppoll && call != SYS_pselect6 && call != SYS_epoll_pwait &&
         call != kEpollPwait2;
}

bool is_writing(long call) {
  return call == SYS_write || call == SYS_writev || call == SYS_sendto || call == SYS_sendmsg;
}

std::string name_of_call(long number) {
  const auto seen = std::find_if(std::begin(kCalls), std::end(kCalls),
                                 [number](const Call& call) { return call.number == number; });
  if (seen != std::end(kCalls)) return std::string(seen->name);
  const auto other = std::find_if(std::begin(kOtherNames), std::end(kOtherNames),
                                  [number](const auto& name) { return name.first == number; });
  if (other != std::end(kOtherNames)) return std::string(other->second);
  return fmt::format("system call {}", number);
}

}  // namespace eddy::nodes::process
