// What we can tell of the file descriptors of a process: see kernel.h.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {

std::optional<Descriptor> Kernel::borrow(const Thread& thread, int descriptor) const {
  errno = 0;
  if (!thread.process->handle) return std::nullopt;
  const long copy = syscall(SYS_pidfd_getfd, thread.process->handle.get(), descriptor, 0);
  if (copy < 0) return std::nullopt;
  return Descriptor(static_cast<int>(copy));
}

bool Kernel::may_wait(const Thread& thread, int descriptor) const {
  const std::string of_process = fmt::format("/proc/{}", thread.process->pid);
  struct stat status {};
  const std::string file = fmt::format("{}/fd/{}", of_process, descriptor);
  if (stat(file.c_str(), &status) != 0) return false;
  if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) return false;
  constexpr std::string_view kFlags = "flags:\t";
  constexpr int kOctal = 8;
  const std::string told = read_proc(fmt::format("{}/fdinfo/{}", of_process, descriptor));
  const std::size_t at = told.find(kFlags);
  if (at == std::string::npos) return true;
  return (std::strtol(told.c_str() + at + kFlags.size(), nullptr, kOctal) & O_NONBLOCK) == 0;
}

namespace {

std::optional<struct stat> status_of(const Thread& thread, int descriptor) {
  struct stat status {};
  const std::string file = fmt::format("/proc/{}/fd/{}", thread.process->pid, descriptor);
  if (stat(file.c_str(), &status) != 0) return std::nullopt;
  return status;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> file_of(const Thread& thread,
                                                               int descriptor) {
  const auto status = status_of(thread, descriptor);
  if (!status) return std::nullopt;
  return std::pair<std::uint64_t, std::uint64_t>(status->st_dev, status->st_ino);
}

}  // namespace

void Kernel::add_random_file(const Thread& thread, int descriptor) {
  if (const auto file = file_of(thread, descriptor)) random_files_.insert(*file);
}

bool Kernel::is_random_file(const Thread& thread, int descriptor) const {
  if (random_files_.empty()) return false;
  const auto file = file_of(thread, descriptor);
  return file && random_files_.contains(*file);
}

bool Kernel::is_socket(const Thread& thread, int descriptor) {
  const auto status = status_of(thread, descriptor);
  return status && S_ISSOCK(status->st_mode);
}

short Kernel::readiness(Thread& thread, int descriptor, short events) {
  if (is_main_input(thread, descriptor) && events == POLLIN)
    return streams_.has_input() ? POLLIN : static_cast<short>(0);
  if (const auto ours = borrow(thread, descriptor)) {
    pollfd entry{ours->get(), events, 0};
    ::poll(&entry, 1, 0);
    return entry.revents;
  }
  if (errno == EBADF || descriptor < 0) return POLLNVAL;
  // The process asks itself, at once.
  struct Question {
    pollfd entry;
    std::array<std::int64_t, 2> no_time;
  };
  Question question{{descriptor, events, 0}, {}};
  std::memcpy(scratch(), &question, sizeof question);
  const std::uint64_t at = scratch_in(thread);
  make_call(thread, SYS_ppoll, {at, 1, at + offsetof(Question, no_time), 0, 0});
  std::memcpy(&question, scratch(), sizeof question);
  return question.entry.revents;
}

Answer Kernel::wait_for_input(Thread& thread, std::optional<std::int64_t> timeout) {
  if (thread.is_ready(*this, thread)) {
    thread.idle_polls = 0;
    return Answer::native();
  }
  if (thread.signal_mask && has_signal(thread)) return Answer::native();
  if (timeout && *timeout <= 0) return poll_in_vain(thread);
  park(thread, Waiting::input, timeout ? std::optional(after(*timeout)) : std::nullopt);
  return Answer::wait();
}

bool Kernel::reads_main_input(const Thread& thread) const {
  const long call = thread.registers.call();
  return (call == SYS_read || call == SYS_readv) &&
         is_main_input(thread, static_cast<int>(thread.registers.argument(0)));
}

void Kernel::takes_input(Thread& thread) {
  thread.calls = 0;
  thread.turns = 0;
  rest();
  brief_waits_ = 0;
  has_read_input_ = true;
}

Answer Kernel::poll_in_vain(Thread& thread) {
  // Programs that poll in a loop are right; but for time to pass, they must wait for it.
  constexpr unsigned kPatience = 20;
  if (++thread.idle_polls <= kPatience) return Answer::native();
  wait_for_turn(thread, Answer::native());
  return Answer::wait();
}

}  // namespace eddy::nodes::process
