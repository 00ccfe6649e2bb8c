// Who waits for a futex, and who is woken or moved first: see kernel.h.
#include <algorithm>
#include <optional>
#include <vector>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {

// Those that wait for what lies at that address of that process, in the order in which they began to.
std::vector<Thread*> Kernel::waiters(const Process& process, std::uint64_t address,
                                     bool is_private) const {
  std::vector<Thread*> list;
  std::optional<SharedPlace> place;  // once it is asked for
  const auto is_same_elsewhere = [&](const Thread& thread) {
    if (is_private || thread.is_futex_private) return false;
    if (!place) place = shared_place(process.pid, address);
    return !place->file.empty() && *place == shared_place(thread.process->pid, thread.futex);
  };
  for (const auto& thread : threads_) {
    if (thread->state != Thread::State::parked || thread->waiting != Waiting::futex) continue;
    const bool is_same =
        thread->process == &process ? thread->futex == address : is_same_elsewhere(*thread);
    if (is_same) list.push_back(thread.get());
  }
  std::sort(list.begin(), list.end(),
            [](const Thread* a, const Thread* b) { return a->sequence < b->sequence; });
  return list;
}

std::size_t Kernel::wake_futex(const Process& process, std::uint64_t address, std::size_t most,
                               std::uint32_t bits, bool is_private) {
  std::size_t woken = 0;
  for (Thread* thread : waiters(process, address, is_private)) {
    if (woken == most) break;
    if ((thread->futex_bits & bits) == 0) continue;
    go_on(*thread, Answer::result(0));
    ++woken;
  }
  return woken;
}

std::size_t Kernel::requeue_futex(const Process& process, std::uint64_t from, std::uint64_t to,
                                  std::size_t most, bool is_private) {
  std::size_t moved = 0;
  for (Thread* thread : waiters(process, from, is_private)) {
    if (moved == most) break;
    ++moved;
    if (from == to) continue;
    if (thread->process == &process) {
      thread->futex = to;
      thread->sequence = next_sequence();
    } else {
      // Where it is there, we do not know; whoever waits must be ready to be woken for nothing.
      go_on(*thread, Answer::result(0));
    }
  }
  return moved;
}

// A thread has ended: the kernel has cleared its number, and has left its locks to others. Who waits
// for either looks again; whoever else waits so does, too.
void Kernel::wake_heirs() {
  for (const auto& thread : threads_) {
    if (thread->state == Thread::State::parked && thread->waiting == Waiting::futex &&
        !thread->is_futex_private)
      go_on(*thread, Answer::result(0));
  }
}

}  // namespace eddy::nodes::process
