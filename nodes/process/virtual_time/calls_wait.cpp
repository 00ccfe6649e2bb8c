// Waiting for descriptors.
#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/time_values.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process::answer {
namespace {

constexpr std::size_t kMostDescriptors = 65'536;

bool first_is_readable(Kernel& kernel, Thread& thread) {
  return kernel.readiness(thread, static_cast<int>(thread.registers.argument(0)), POLLIN) != 0;
}

// Of the calls that take a mask of signals while they wait.
void take_mask(Thread& thread, std::uint64_t address) {
  if (address != 0) thread.signal_mask = read_value<std::uint64_t>(thread.tid, address);
}

// In ms, negative: for ever.
std::optional<std::int64_t> in_milliseconds(std::uint64_t argument) {
  const auto time = static_cast<std::int32_t>(argument);
  if (time < 0) return std::nullopt;
  return time * kNanosecondsInMillisecond;
}

// A timespec that need not be there.
std::optional<std::int64_t> in_time_value(const Thread& thread, std::uint64_t address) {
  return address == 0 ? std::nullopt : read_time(thread, address);
}

std::vector<pollfd> polled(const Thread& thread) {
  std::vector<pollfd> entries(
      std::min<std::uint64_t>(thread.registers.argument(1), kMostDescriptors));
  if (!read_memory(thread.tid, thread.registers.argument(0), entries.data(),
                   entries.size() * sizeof(pollfd)))
    entries.clear();
  return entries;
}

bool is_any_polled_ready(Kernel& kernel, Thread& thread) {
  const auto entries = polled(thread);
  return std::any_of(entries.begin(), entries.end(), [&](const pollfd& entry) {
    return entry.fd >= 0 && kernel.readiness(thread, entry.fd, entry.events) != 0;
  });
}

std::int64_t nothing_polled(Kernel&, Thread& thread) {
  auto entries = polled(thread);
  for (pollfd& entry : entries) entry.revents = 0;
  write_memory(thread.tid, thread.registers.argument(0), entries.data(),
               entries.size() * sizeof(pollfd));
  return 0;
}

Answer poll_for(Kernel& kernel, Thread& thread, std::optional<std::int64_t> timeout) {
  thread.is_ready = &is_any_polled_ready;
  thread.time_is_up = &nothing_polled;
  return kernel.wait_for_input(thread, timeout);
}

// The sets of select: to be read, to be written, in trouble.
constexpr std::array<short, 3> kSetEvents = {POLLIN, POLLOUT, POLLPRI};

std::vector<std::uint64_t> selected(const Thread& thread, std::size_t set) {
  const std::uint64_t address = thread.registers.argument(set + 1);
  if (address == 0) return {};
  constexpr std::uint64_t kBits = 64;
  const std::uint64_t count =
      std::min<std::uint64_t>(thread.registers.argument(0), kMostDescriptors);
  std::vector<std::uint64_t> words((count + kBits - 1) / kBits);
  if (!read_memory(thread.tid, address, words.data(), words.size() * sizeof(std::uint64_t)))
    words.clear();
  return words;
}

bool is_any_selected_ready(Kernel& kernel, Thread& thread) {
  constexpr std::size_t kBits = 64;
  for (std::size_t set = 0; set < kSetEvents.size(); ++set) {
    const auto words = selected(thread, set);
    for (std::size_t i = 0; i < words.size() * kBits; ++i) {
      if (((words[i / kBits] >> (i % kBits)) & 1U) == 0) continue;
      if (kernel.readiness(thread, static_cast<int>(i), kSetEvents.at(set)) != 0) return true;
    }
  }
  return false;
}

std::int64_t nothing_selected(Kernel&, Thread& thread) {
  for (std::size_t set = 0; set < kSetEvents.size(); ++set) {
    auto words = selected(thread, set);
    std::fill(words.begin(), words.end(), 0);
    if (!words.empty())
      write_memory(thread.tid, thread.registers.argument(set + 1), words.data(),
                   words.size() * sizeof(std::uint64_t));
  }
  return 0;
}

Answer select_for(Kernel& kernel, Thread& thread, std::optional<std::int64_t> timeout) {
  thread.is_ready = &is_any_selected_ready;
  thread.time_is_up = &nothing_selected;
  return kernel.wait_for_input(thread, timeout);
}

// Does reading never make it wait, whatever is there?
bool never_waits(const Descriptor& descriptor) {
  struct stat status {};
  if (fstat(descriptor.get(), &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
    return true;
  return (fcntl(descriptor.get(), F_GETFL) & O_NONBLOCK) != 0;
}

Answer read_for(Kernel& kernel, Thread& thread) {
  const auto descriptor = static_cast<int>(thread.registers.argument(0));
  thread.is_ready = &first_is_readable;
  if (!kernel.is_main_input(thread, descriptor)) {
    const auto ours = kernel.borrow(thread, descriptor);
    if (ours && never_waits(*ours)) return Answer::native();
    if (!ours && !kernel.may_wait(thread, descriptor)) return Answer::native();
  }
  if (first_is_readable(kernel, thread)) {
    thread.idle_polls = 0;
    if (kernel.is_main_input(thread, descriptor)) kernel.takes_input(thread);
    return Answer::native();
  }
  kernel.park(thread, Waiting::input, std::nullopt);
  return Answer::wait();
}

}  // namespace

Answer epoll_wait(Kernel& kernel, Thread& thread) {
  if (thread.registers.call() == SYS_epoll_pwait) take_mask(thread, thread.registers.argument(4));
  thread.is_ready = &first_is_readable;
  return kernel.wait_for_input(thread, in_milliseconds(thread.registers.argument(3)));
}

Answer epoll_pwait2(Kernel& kernel, Thread& thread) {
  take_mask(thread, thread.registers.argument(4));
  thread.is_ready = &first_is_readable;
  return kernel.wait_for_input(thread, in_time_value(thread, thread.registers.argument(3)));
}

Answer poll(Kernel& kernel, Thread& thread) {
  return poll_for(kernel, thread, in_milliseconds(thread.registers.argument(2)));
}

Answer ppoll(Kernel& kernel, Thread& thread) {
  take_mask(thread, thread.registers.argument(3));
  return poll_for(kernel, thread, in_time_value(thread, thread.registers.argument(2)));
}

Answer select(Kernel& kernel, Thread& thread) {
  const std::uint64_t address = thread.registers.argument(4);
  const auto value = address == 0 ? std::nullopt : read_value<TimeValue>(thread.tid, address);
  return select_for(kernel, thread,
                    value ? std::optional(from_microsecond_value(*value)) : std::nullopt);
}

Answer pselect(Kernel& kernel, Thread& thread) {
  // The sixth argument points to the address of the mask and its size.
  const std::uint64_t packed = thread.registers.argument(5);
  if (packed != 0) {
    const auto address = read_value<std::uint64_t>(thread.tid, packed);
    if (address) take_mask(thread, *address);
  }
  return select_for(kernel, thread, in_time_value(thread, thread.registers.argument(4)));
}

Answer read(Kernel& kernel, Thread& thread) { return read_for(kernel, thread); }

Answer receive(Kernel& kernel, Thread& thread) {
  const bool is_message = thread.registers.call() == SYS_recvmsg;
  const std::uint64_t flags = thread.registers.argument(is_message ? 2 : 3);
  return (flags & MSG_DONTWAIT) != 0 ? Answer::native() : read_for(kernel, thread);
}

Answer accept(Kernel& kernel, Thread& thread) { return read_for(kernel, thread); }

// One of its standard streams is replaced: from now on each is looked at.
Answer change_standard(Kernel&, Thread& thread) {
  thread.process->has_own_streams = false;
  return Answer::native();
}

}  // namespace eddy::nodes::process::answer
