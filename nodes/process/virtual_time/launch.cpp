#include "nodes/process/virtual_time/launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

namespace eddy::nodes::process {
namespace {

// What the new process says before its program begins; the pipe is closed by execve.
enum class Step : int { execve, directory, filter, addresses, own_processes };

struct Report {
  Step step;
  int error;
};

const char* name_of(Step step) {
  switch (step) {
    case Step::execve:
      return "execve";
    case Step::directory:
      return "chdir";
    case Step::filter:
      return "seccomp";
    case Step::addresses:
      return "personality";
    case Step::own_processes:
      return "mount";
  }
  return "";
}

struct Pipe {
  Descriptor reader;
  Descriptor writer;
};

// Its numbers lie above those that the program's standard streams will have.
Descriptor above_standard(int number) {
  constexpr int kFirst = 10;
  const int moved = fcntl(number, F_DUPFD_CLOEXEC, kFirst);
  const int error = errno;
  close(number);
  if (moved < 0) throw LaunchFailure("fcntl", error);
  return Descriptor(moved);
}

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw LaunchFailure("pipe2", errno);
  Descriptor reader = above_standard(ends[0]);
  return {std::move(reader), above_standard(ends[1])};
}

void let_hold_much(const Descriptor& pipe) {
  constexpr int kBytes = 1 << 20;
  fcntl(pipe.get(), F_SETPIPE_SZ, kBytes);  // where it is refused, it holds less
}

void never_block(const Descriptor& descriptor) { fcntl(descriptor.get(), F_SETFL, O_NONBLOCK); }

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> list;
  for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
  list.push_back(nullptr);
  return list;
}

// Where the directories of nodes are for themselves: of one name in each run, so that who asks for its
// working directory is told the same.
constexpr const char* kDirectories = "/tmp/eddy-nodes";

// All that the new process needs, made before it is: between clone and execve nothing is allocated.
struct Prepared {
  const LaunchOptions& options;
  std::vector<char*> arguments = pointers(options.command);
  std::vector<char*> environment = pointers(options.environment);
  Pipe input = make_pipe();
  Pipe output = make_pipe();
  Pipe error = make_pipe();
  Pipe report = make_pipe();
  Pipe go = make_pipe();
  std::string parent_directory = std::filesystem::path(options.directory).parent_path();
  std::string own_directory =  // in its own namespace
      std::filesystem::path(kDirectories) / std::filesystem::path(options.directory).filename();
  std::array<char, 64> user_map{};
  std::array<char, 64> group_map{};
};

void say(const Prepared& prepared, Step step, int error) {
  const Report report{step, error};
  [[maybe_unused]] const auto written = write(prepared.report.writer.get(), &report, sizeof report);
}

[[noreturn]] void end_launch(const Prepared& prepared, Step step) {
  constexpr int kCouldNotStart = 127;
  say(prepared, step, errno);
  _exit(kCouldNotStart);
}

void close_from(unsigned first) {
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
  constexpr int kMany = 1024;
  for (int number = static_cast<int>(first); number < kMany; ++number) close(number);
}

// Of the descriptors from `first` on.
void keep_only(int kept, unsigned first) {
  const auto number = static_cast<unsigned>(kept);
  if (syscall(SYS_close_range, first, number - 1, 0) == 0) {
    close_from(number + 1);
    return;
  }
  constexpr int kMany = 1024;
  for (int other = static_cast<int>(first); other < kMany; ++other) {
    if (other != kept) close(other);
  }
}

void bound_resources() {
  constexpr rlim_t kFewFiles = 1024;
  constexpr rlim_t kManyFiles = 4096;
  const rlimit files{kFewFiles, kManyFiles};
  setrlimit(RLIMIT_NOFILE, &files);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become_program(const Prepared& prepared, const char* directory) {
  const LaunchOptions& options = prepared.options;
  reset_signals();
  setsid();
  dup2(prepared.input.reader.get(), STDIN_FILENO);
  dup2(prepared.output.writer.get(), STDOUT_FILENO);
  dup2(prepared.error.writer.get(), STDERR_FILENO);
  constexpr unsigned kFirstOther = 3;
  keep_only(prepared.report.writer.get(), kFirstOther);  // execve closes it
  if (chdir(directory) != 0) end_launch(prepared, Step::directory);
  umask(S_IWGRP | S_IWOTH);
  bound_resources();
  if (personality(ADDR_NO_RANDOMIZE) < 0) say(prepared, Step::addresses, errno);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(options.cpu), &one);
  sched_setaffinity(0, sizeof one, &one);
#if defined(__x86_64__)
  prctl(PR_SET_TSC, PR_TSC_SIGSEGV, 0, 0, 0);
#endif
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const sock_fprog filter{static_cast<unsigned short>(options.filter.size()),
                          const_cast<sock_filter*>(options.filter.data())};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) != 0)
    end_launch(prepared, Step::filter);
  execve(prepared.arguments.front(), prepared.arguments.data(), prepared.environment.data());
  end_launch(prepared, Step::execve);
}

// Until we have said that it goes on: by then it is traced.
void wait_for_go(const Prepared& prepared) {
  constexpr int kNobodyThere = 125;
  char byte = 0;
  if (read(prepared.go.reader.get(), &byte, 1) != 1) _exit(kNobodyThere);
}

void write_file(const char* path, const char* text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  [[maybe_unused]] const auto written = write(file, text, std::strlen(text));
  close(file);
}

// Who has fewer than another may not look at that one's descriptors.
void drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  syscall(SYS_capset, &header, none.data());
}

// In a new namespace of users it is who it was.
void keep_user(const Prepared& prepared) {
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", prepared.user_map.data());
  write_file("/proc/self/gid_map", prepared.group_map.data());
}

// In a new namespace of mounts: /proc shows its own processes alone, and its directory has the name
// that it has in each run. Where it works then.
const char* mount_own(const Prepared& prepared) {
  const char* directory = prepared.options.directory.c_str();
  // Else what is mounted here would be mounted for all.
  if (mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) {
    say(prepared, Step::own_processes, errno);
    return directory;
  }
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
    say(prepared, Step::own_processes, errno);
  const char* parent = prepared.parent_directory.c_str();
  return mount(parent, kDirectories, nullptr, MS_BIND, nullptr) == 0
             ? prepared.own_directory.c_str()
             : directory;
}

[[noreturn]] void be_init(const Prepared& prepared, const char* directory) {
  wait_for_go(prepared);
  pid_t number = prepared.options.number;
  clone_args wished{};
  wished.exit_signal = SIGCHLD;
  wished.set_tid = reinterpret_cast<std::uint64_t>(&number);
  wished.set_tid_size = 1;
  long made = syscall(SYS_clone3, &wished, sizeof wished);
  if (made < 0) made = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (made == 0) become_program(prepared, directory);
  keep_only(prepared.options.shared, 0);
  drop_capabilities();
  for (;;) {
    if (waitpid(-1, nullptr, __WALL) < 0 && errno == ECHILD) pause();
  }
}

pid_t clone_process(unsigned long flags) {
  return static_cast<pid_t>(syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0));
}

// The next stop or end of that process.
int wait_for(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, __WALL) < 0) {
    if (errno != EINTR) throw LaunchFailure("waitpid", errno);
  }
  return status;
}

void let_go(const Prepared& prepared) {
  if (write(prepared.go.writer.get(), "", 1) != 1) throw LaunchFailure("write", errno);
}

void seize(pid_t process) {
  if (ptrace(PTRACE_SEIZE, process, nullptr, trace_options()) != 0)
    throw LaunchFailure("ptrace", errno);
}

int event_of(int status) {
  constexpr int kEvent = 16;
  return WIFSTOPPED(status) ? status >> kEvent : 0;
}

// The process that init makes is traced from its beginning on, init no longer.
pid_t await_child(pid_t init) {
  for (int status = wait_for(init); event_of(status) != PTRACE_EVENT_FORK;
       status = wait_for(init)) {
    if (!WIFSTOPPED(status)) throw LaunchFailure("clone3", ECHILD);
    ptrace(PTRACE_CONT, init, nullptr, nullptr);
  }
  unsigned long child = 0;
  ptrace(PTRACE_GETEVENTMSG, init, nullptr, &child);
  const auto process = static_cast<pid_t>(child);
  wait_for(process);
  ptrace(PTRACE_DETACH, init, nullptr, nullptr);
  ptrace(PTRACE_CONT, process, nullptr, nullptr);
  return process;
}

std::optional<Report> read_report(const Descriptor& reader) {
  Report report{};
  if (read(reader.get(), &report, sizeof report) != sizeof report) return std::nullopt;
  return report;
}

// Until it stands in its new program.
void await_exec(pid_t process) {
  for (int status = wait_for(process); event_of(status) != PTRACE_EVENT_EXEC;
       status = wait_for(process)) {
    if (!WIFSTOPPED(status)) return;
    if (event_of(status) == PTRACE_EVENT_SECCOMP) return;  // it ends: it has said why
    ptrace(PTRACE_CONT, process, nullptr, nullptr);
  }
}

void end_all(const Launched& launched) {
  for (const pid_t process : {launched.process, launched.init}) {
    if (process == 0) continue;
    kill(process, SIGKILL);
    while (waitpid(process, nullptr, __WALL) > 0 || errno == EINTR) {
    }
  }
}

void trace_from_beginning(const Prepared& prepared, Launched& launched) {
  const pid_t first = launched.init != 0 ? launched.init : launched.process;
  seize(first);
  let_go(prepared);
  if (launched.init != 0) launched.process = await_child(launched.init);
}

void make_process(Prepared& prepared, Launched& launched) {
  constexpr unsigned long kOwnProcesses = CLONE_NEWPID;
  constexpr unsigned long kOwnMounts = CLONE_NEWPID | CLONE_NEWNS;
  constexpr mode_t kAllMayEnter = S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH;
  if (mkdir(kDirectories, kAllMayEnter) == 0) chmod(kDirectories, kAllMayEnter);
  for (const unsigned long namespaces :
       {kOwnMounts, kOwnProcesses, kOwnMounts | CLONE_NEWUSER, kOwnProcesses | CLONE_NEWUSER}) {
    const pid_t init = clone_process(namespaces);
    if (init == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
      if ((namespaces & CLONE_NEWUSER) != 0) keep_user(prepared);
      if ((namespaces & CLONE_NEWNS) != 0) be_init(prepared, mount_own(prepared));
      say(prepared, Step::own_processes, 0);
      be_init(prepared, prepared.options.directory.c_str());
    }
    if (init < 0) continue;
    launched.init = init;
    return;
  }
  const pid_t process = clone_process(0);
  if (process == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    wait_for_go(prepared);
    become_program(prepared, prepared.options.directory.c_str());
  }
  if (process < 0) throw LaunchFailure("clone", errno);
  launched.process = process;
}

}  // namespace

long trace_options() {
  return PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
         PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
}

Launched launch(const LaunchOptions& options) {
  Prepared prepared{options};
  fmt::format_to_n(prepared.user_map.data(), prepared.user_map.size() - 1, "{0} {0} 1", geteuid());
  fmt::format_to_n(prepared.group_map.data(), prepared.group_map.size() - 1, "{0} {0} 1",
                   getegid());
  Launched launched;
  make_process(prepared, launched);
  bool has_own_processes = false;
  try {
    trace_from_beginning(prepared, launched);
    await_exec(launched.process);
    prepared.report.writer.reset();
    never_block(prepared.report.reader);
    launched.has_fixed_addresses = true;
    has_own_processes = launched.init != 0;
    while (const auto report = read_report(prepared.report.reader)) {
      switch (report->step) {
        case Step::addresses:
          launched.has_fixed_addresses = false;
          break;
        case Step::own_processes:
          has_own_processes = false;
          break;
        default:
          throw LaunchFailure(name_of(report->step), report->error);
      }
    }
  } catch (const LaunchFailure&) {
    end_all(launched);
    throw;
  }
  // Who has other namespaces than we may not look at our descriptors, but at those of its init.
  const pid_t keeper = has_own_processes ? 1 : launched.init != 0 ? launched.init : ::getpid();
  launched.shared_path = fmt::format("/proc/{}/fd/{}", keeper, options.shared);
  launched.pipes.input = std::move(prepared.input.writer);
  launched.pipes.input_reader = std::move(prepared.input.reader);
  launched.pipes.output = std::move(prepared.output.reader);
  launched.pipes.error = std::move(prepared.error.reader);
  for (const Descriptor* pipe :
       {&launched.pipes.input, &launched.pipes.output, &launched.pipes.error}) {
    let_hold_much(*pipe);
    never_block(*pipe);
  }
  return launched;
}

}  // namespace eddy::nodes::process
