// Writing where the other end makes one wait: see kernel.h.
#include <poll.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {
namespace {

std::vector<iovec> read_parts(const Thread& thread, std::uint64_t address, std::uint64_t count) {
  constexpr std::uint64_t kMost = 1024;  // IOV_MAX
  std::vector<iovec> parts(std::min(count, kMost));
  if (!read_memory(thread.tid, address, parts.data(), parts.size() * sizeof(iovec))) parts.clear();
  return parts;
}

// Where that which a call writes lies in the memory of its process.
std::vector<iovec> parts_of(const Thread& thread) {
  const Registers& registers = thread.registers;
  if (registers.call() == SYS_writev)
    return read_parts(thread, registers.argument(1), registers.argument(2));
  if (registers.call() == SYS_sendmsg) {
    const auto message = read_value<msghdr>(thread.tid, registers.argument(1));
    if (!message) return {};
    return read_parts(thread, reinterpret_cast<std::uint64_t>(message->msg_iov),
                      message->msg_iovlen);
  }
  return {{std::bit_cast<void*>(registers.argument(1)), registers.argument(2)}};
}

// What comes behind the first `offset` bytes, as much of it as a pipe takes that takes anything.
std::string next_bytes(const Thread& thread, std::uint64_t offset) {
  constexpr std::size_t kMost = 4096;
  std::string bytes;
  for (const iovec& part : parts_of(thread)) {
    const std::uint64_t skipped = std::min<std::uint64_t>(offset, part.iov_len);
    offset -= skipped;
    std::string piece(std::min(part.iov_len - skipped, kMost - bytes.size()), '\0');
    const auto from = reinterpret_cast<std::uint64_t>(part.iov_base) + skipped;
    if (!read_memory(thread.tid, from, piece.data(), piece.size())) break;
    bytes += piece;
  }
  return bytes;
}

bool can_write(Kernel& kernel, Thread& thread) {
  const auto descriptor = static_cast<int>(thread.registers.argument(0));
  return kernel.readiness(thread, descriptor, POLLOUT) != 0;
}

std::int64_t write_piece(Kernel& kernel, Thread& thread, const std::string& piece) {
  const Registers& registers = thread.registers;
  std::memcpy(kernel.scratch(), piece.data(), piece.size());
  const std::uint64_t at = Kernel::scratch_in(thread);
  const int call = registers.call();
  if (call == SYS_write || call == SYS_writev)
    return kernel.make_call(thread, SYS_write, {registers.argument(0), at, piece.size()});
  const std::uint64_t flags = registers.argument(call == SYS_sendto ? 3 : 2);
  return kernel.make_call(thread, SYS_sendto,
                          {registers.argument(0), at, piece.size(), flags, 0, 0});
}

// Goes on in pieces that never wait, until all is written or it has to wait anew.
std::optional<std::int64_t> write_on(Kernel& kernel, Thread& thread) {
  for (;;) {
    const std::string piece = next_bytes(thread, static_cast<std::uint64_t>(thread.written));
    if (piece.empty()) return thread.written;
    if (!can_write(kernel, thread)) {
      kernel.park(thread, Waiting::input, std::nullopt);
      return std::nullopt;
    }
    const std::int64_t written = write_piece(kernel, thread, piece);
    if (written <= 0) return thread.written;
    thread.written += written;
  }
}

}  // namespace

// A pipe or a socket is full. Whoever empties it runs meanwhile; then the call is made once more, or
// its rest.
bool Kernel::waits_to_write(Thread& thread, long call) {
  constexpr int kEvent = 16;
  if (!is_writing(call) || ptrace(PTRACE_INTERRUPT, thread.tid, nullptr, nullptr) != 0)
    return false;
  const int status = wait_for_stop(thread.tid);
  if (status >> kEvent != PTRACE_EVENT_STOP) {
    on_stop(thread, status);
    return true;
  }
  watchdog_.hurry();
  thread.registers.load(thread.tid);
  thread.written = 0;
  if (!thread.registers.was_interrupted()) {
    if (thread.registers.call() == call)
      thread.written = std::max<std::int64_t>(thread.registers.result(), 0);
    if (thread.written == 0 ||
        next_bytes(thread, static_cast<std::uint64_t>(thread.written)).empty()) {
      ptrace(PTRACE_CONT, thread.tid, nullptr, nullptr);
      return true;
    }
    thread.make_ready_call = &write_on;
  }
  thread.is_after_call = true;
  thread.is_ready = &can_write;
  something_happened_ = true;
  park(thread, Waiting::input, std::nullopt);
  return true;
}

}  // namespace eddy::nodes::process
