// https://man7.org/linux/man-pages/man2/futex.2.html
#include <linux/futex.h>

#include <cerrno>
#include <cstdint>
#include <ctime>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/time_values.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process::answer {
namespace {

constexpr std::uint32_t kAnyBit = ~0U;

struct FutexCall {
  explicit FutexCall(const Registers& registers)
      : address(registers.argument(0)),
        operation(static_cast<int>(registers.argument(1)) & FUTEX_CMD_MASK),
        is_private((registers.argument(1) & FUTEX_PRIVATE_FLAG) != 0),
        is_wall((registers.argument(1) & FUTEX_CLOCK_REALTIME) != 0),
        value(static_cast<std::uint32_t>(registers.argument(2))),
        fourth(registers.argument(3)),
        other(registers.argument(4)),
        third_value(static_cast<std::uint32_t>(registers.argument(5))) {}

  std::uint64_t address;
  int operation;
  bool is_private;
  bool is_wall;
  std::uint32_t value;
  std::uint64_t fourth;  // the address of a timeout, or a second count
  std::uint64_t other;   // a second address
  std::uint32_t third_value;
};

Answer wait(Kernel& kernel, Thread& thread, const FutexCall& call) {
  std::int64_t time = 0;
  if (call.fourth != 0) time = read_time(thread, call.fourth);
  if (time < 0) return Answer::result(time);
  const auto value = read_value<std::uint32_t>(thread.tid, call.address);
  if (!value) return Answer::result(-EFAULT);
  if (*value != call.value) return Answer::result(-EAGAIN);
  std::optional<Moment> deadline;
  if (call.fourth != 0) {
    deadline = call.operation == FUTEX_WAIT
                   ? kernel.after(time)
                   : kernel.moment(call.is_wall ? CLOCK_REALTIME : CLOCK_MONOTONIC, time);
    if (kernel.is_due(*deadline)) return Answer::result(-ETIMEDOUT);
  }
  thread.futex = call.address;
  thread.futex_bits = call.operation == FUTEX_WAIT_BITSET ? call.third_value : kAnyBit;
  thread.is_futex_private = call.is_private;
  thread.time_is_up = [](Kernel&, Thread&) -> std::int64_t { return -ETIMEDOUT; };
  kernel.park(thread, Waiting::futex, deadline);
  return Answer::wait();
}

// Where none is to be woken, one is: so it has always been, but for moving.
std::int64_t wake(Kernel& kernel, Thread& thread, const FutexCall& call, std::uint64_t address,
                  std::size_t most, std::uint32_t bits) {
  if (most == 0 && call.operation != FUTEX_REQUEUE && call.operation != FUTEX_CMP_REQUEUE) most = 1;
  return static_cast<std::int64_t>(
      kernel.wake_futex(*thread.process, address, most, bits, call.is_private));
}

Answer requeue(Kernel& kernel, Thread& thread, const FutexCall& call) {
  if (call.operation == FUTEX_CMP_REQUEUE) {
    const auto value = read_value<std::uint32_t>(thread.tid, call.address);
    if (!value) return Answer::result(-EFAULT);
    if (*value != call.third_value) return Answer::result(-EAGAIN);
  }
  const std::int64_t woken = wake(kernel, thread, call, call.address, call.value, kAnyBit);
  const auto most = static_cast<std::int32_t>(call.fourth);
  const std::size_t moved =
      kernel.requeue_futex(*thread.process, call.address, call.other,
                           static_cast<std::size_t>(std::max(most, 0)), call.is_private);
  return Answer::result(woken + static_cast<std::int64_t>(moved));
}

// The fields of FUTEX_WAKE_OP, from the highest bits down: 4 operation, 4 comparison, 12 and 12
// signed arguments of these.
struct WakeOperation {
  explicit WakeOperation(std::uint32_t bits)
      : operation((bits >> 28U) & 7U),
        is_shift((bits >> 31U) != 0),
        comparison((bits >> 24U) & 15U),
        argument(signed12(bits >> 12U)),
        compared(signed12(bits)) {}

  static std::int32_t signed12(std::uint32_t bits) {
    return static_cast<std::int32_t>(bits << 20U) >> 20;
  }
  std::uint32_t changed(std::uint32_t value) const {
    const auto number = is_shift ? 1U << (static_cast<std::uint32_t>(argument) & 31U)
                                 : static_cast<std::uint32_t>(argument);
    switch (operation) {
      case FUTEX_OP_SET:
        return number;
      case FUTEX_OP_ADD:
        return value + number;
      case FUTEX_OP_OR:
        return value | number;
      case FUTEX_OP_ANDN:
        return value & ~number;
      default:
        return value ^ number;
    }
  }
  bool holds(std::uint32_t value) const {
    const auto number = static_cast<std::int32_t>(value);
    switch (comparison) {
      case FUTEX_OP_CMP_EQ:
        return number == compared;
      case FUTEX_OP_CMP_NE:
        return number != compared;
      case FUTEX_OP_CMP_LT:
        return number < compared;
      case FUTEX_OP_CMP_LE:
        return number <= compared;
      case FUTEX_OP_CMP_GT:
        return number > compared;
      default:
        return number >= compared;
    }
  }

  std::uint32_t operation;
  bool is_shift;
  std::uint32_t comparison;
  std::int32_t argument;
  std::int32_t compared;
};

Answer wake_and_change(Kernel& kernel, Thread& thread, const FutexCall& call) {
  const auto before = read_value<std::uint32_t>(thread.tid, call.other);
  if (!before) return Answer::result(-EFAULT);
  const WakeOperation operation(call.third_value);
  write_value(thread.tid, call.other, operation.changed(*before));
  std::int64_t woken = wake(kernel, thread, call, call.address, call.value, kAnyBit);
  if (operation.holds(*before))
    woken += wake(kernel, thread, call, call.other, call.fourth, kAnyBit);
  return Answer::result(woken);
}

}  // namespace

Answer futex(Kernel& kernel, Thread& thread) {
  const FutexCall call(thread.registers);
  const bool names_bits =
      call.operation == FUTEX_WAIT_BITSET || call.operation == FUTEX_WAKE_BITSET;
  if (call.address % sizeof(std::uint32_t) != 0 || (names_bits && call.third_value == 0))
    return Answer::result(-EINVAL);
  switch (call.operation) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
      return wait(kernel, thread, call);
    case FUTEX_WAKE:
      return Answer::result(wake(kernel, thread, call, call.address, call.value, kAnyBit));
    case FUTEX_WAKE_BITSET:
      return Answer::result(wake(kernel, thread, call, call.address, call.value, call.third_value));
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
      return requeue(kernel, thread, call);
    case FUTEX_WAKE_OP:
      return wake_and_change(kernel, thread, call);
    default:
      return Answer::result(-ENOSYS);
  }
}

}  // namespace eddy::nodes::process::answer
