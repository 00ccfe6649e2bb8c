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
#include <cstddef>
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

// How long a call waits at most.
struct Timeout {
  bool is_valid = true;              // else the kernel is to say what is wrong with it
  std::optional<std::int64_t> time;  // ns; nothing: for ever
};

// A timespec that need not be there.
Timeout in_time_value(const Thread& thread, std::uint64_t address) {
  if (address == 0) return {};
  const std::int64_t time = read_time(thread, address);
  return {time >= 0, time};
}

// A timeval, too.
Timeout in_microsecond_value(const Thread& thread, std::uint64_t address) {
  if (address == 0) return {};
  const auto value = read_value<TimeValue>(thread.tid, address);
  if (!value || value->seconds < 0 || value->rest < 0) return {false, {}};
  return {true, from_microsecond_value(*value)};
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

Answer poll_for(Kernel& kernel, Thread& thread, const Timeout& timeout) {
  const bool is_readable = thread.registers.argument(1) == 0 || !polled(thread).empty();
  if (!timeout.is_valid || !is_readable) return Answer::native();
  thread.is_ready = &is_any_polled_ready;
  thread.time_is_up = &nothing_polled;
  return kernel.wait_for_input(thread, timeout.time);
}

// The sets of select: to be read, to be written, in trouble.
constexpr std::size_t kTimeoutOfSelect = 4;
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

// Linux tells how much of the time is left.
void tell_time_left(const Thread& thread, std::int64_t left) {
  const std::uint64_t at = thread.registers.argument(kTimeoutOfSelect);
  if (at == 0) return;
  left = std::max<std::int64_t>(left, 0);
  write_value(
      thread.tid, at,
      thread.registers.call() == SYS_pselect6 ? to_time_value(left) : to_microsecond_value(left));
}

// The call, without a time, so that none of the real time is told.
std::int64_t select_at_once(Kernel& kernel, Thread& thread, std::int64_t left) {
  const Registers& registers = thread.registers;
  std::memset(kernel.scratch(), 0, sizeof(TimeValue));
  const std::int64_t result =
      kernel.make_call(thread, registers.call(),
                       {registers.argument(0), registers.argument(1), registers.argument(2),
                        registers.argument(3), Kernel::scratch_in(thread), registers.argument(5)});
  tell_time_left(thread, left);
  return result;
}

std::optional<std::int64_t> select_after_waiting(Kernel& kernel, Thread& thread) {
  if (!thread.last_deadline) return std::nullopt;
  return select_at_once(kernel, thread, kernel.until(*thread.last_deadline));
}

std::int64_t nothing_selected(Kernel&, Thread& thread) {
  tell_time_left(thread, 0);
  for (std::size_t set = 0; set < kSetEvents.size(); ++set) {
    auto words = selected(thread, set);
    std::fill(words.begin(), words.end(), 0);
    if (!words.empty())
      write_memory(thread.tid, thread.registers.argument(set + 1), words.data(),
                   words.size() * sizeof(std::uint64_t));
  }
  return 0;
}

Answer select_for(Kernel& kernel, Thread& thread, const Timeout& timeout) {
  if (!timeout.is_valid) return Answer::native();
  if (timeout.time && *timeout.time > 0 && is_any_selected_ready(kernel, thread)) {
    thread.idle_polls = 0;
    return Answer::result(select_at_once(kernel, thread, *timeout.time));
  }
  thread.is_ready = &is_any_selected_ready;
  thread.time_is_up = &nothing_selected;
  const Answer answer = kernel.wait_for_input(thread, timeout.time);
  if (answer.kind == Answer::Kind::wait && timeout.time && *timeout.time > 0) {
    thread.tell_time_left = &tell_time_left;
    thread.make_ready_call = &select_after_waiting;
  }
  return answer;
}

// Does reading never make it wait, whatever is there?
bool never_waits(const Descriptor& descriptor) {
  struct stat status {};
  if (fstat(descriptor.get(), &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
    return true;
  return (fcntl(descriptor.get(), F_GETFL) & O_NONBLOCK) != 0;
}

// How long reading from a socket waits at most, in ns; nothing: for ever.
std::optional<std::int64_t> patience_of_socket(Kernel& kernel, Thread& thread, int descriptor) {
  if (kernel.is_main_input(thread, descriptor)) return std::nullopt;
  if (!kernel.is_socket(thread, descriptor)) return std::nullopt;
  struct Option {
    TimeValue time;
    socklen_t bytes = sizeof(TimeValue);
  };
  Option option;
  if (const auto ours = kernel.borrow(thread, descriptor)) {
    getsockopt(ours->get(), SOL_SOCKET, SO_RCVTIMEO, &option.time, &option.bytes);
  } else {
    std::memcpy(kernel.scratch(), &option, sizeof option);
    const std::uint64_t at = Kernel::scratch_in(thread);
    kernel.make_call(thread, SYS_getsockopt,
                     {static_cast<std::uint64_t>(descriptor), SOL_SOCKET, SO_RCVTIMEO, at,
                      at + offsetof(Option, bytes)});
    std::memcpy(&option, kernel.scratch(), sizeof option);
  }
  const std::int64_t patience = from_microsecond_value(option.time);
  return patience == 0 ? std::nullopt : std::optional(patience);
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
  thread.time_is_up = [](Kernel&, Thread&) -> std::int64_t { return -EAGAIN; };
  const auto patience = patience_of_socket(kernel, thread, descriptor);
  kernel.park(thread, Waiting::input,
              patience ? std::optional(kernel.after(*patience)) : std::nullopt);
  return Answer::wait();
}

bool takes_events(const Thread& thread) {
  return static_cast<std::int32_t>(thread.registers.argument(2)) > 0;
}

}  // namespace

Answer epoll_wait(Kernel& kernel, Thread& thread) {
  if (thread.registers.call() == SYS_epoll_pwait) take_mask(thread, thread.registers.argument(4));
  if (!takes_events(thread)) return Answer::native();
  thread.is_ready = &first_is_readable;
  return kernel.wait_for_input(thread, in_milliseconds(thread.registers.argument(3)));
}

Answer epoll_pwait2(Kernel& kernel, Thread& thread) {
  take_mask(thread, thread.registers.argument(4));
  const Timeout timeout = in_time_value(thread, thread.registers.argument(3));
  if (!timeout.is_valid || !takes_events(thread)) return Answer::native();
  thread.is_ready = &first_is_readable;
  return kernel.wait_for_input(thread, timeout.time);
}

Answer poll(Kernel& kernel, Thread& thread) {
  return poll_for(kernel, thread, {true, in_milliseconds(thread.registers.argument(2))});
}

Answer ppoll(Kernel& kernel, Thread& thread) {
  take_mask(thread, thread.registers.argument(3));
  return poll_for(kernel, thread, in_time_value(thread, thread.registers.argument(2)));
}

Answer select(Kernel& kernel, Thread& thread) {
  return select_for(kernel, thread,
                    in_microsecond_value(thread, thread.registers.argument(kTimeoutOfSelect)));
}

Answer pselect(Kernel& kernel, Thread& thread) {
  // The sixth argument points to the address of the mask and its size.
  const std::uint64_t packed = thread.registers.argument(5);
  if (packed != 0) {
    const auto address = read_value<std::uint64_t>(thread.tid, packed);
    if (address) take_mask(thread, *address);
  }
  return select_for(kernel, thread,
                    in_time_value(thread, thread.registers.argument(kTimeoutOfSelect)));
}

Answer read(Kernel& kernel, Thread& thread) {
  const Registers& registers = thread.registers;
  if (registers.call() == SYS_read) {
    if (registers.argument(2) == 0) return Answer::native();
    if (kernel.is_random_file(thread, static_cast<int>(registers.argument(0))))
      return draw_into(kernel, thread, registers.argument(1), registers.argument(2));
  }
  return read_for(kernel, thread);
}

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
