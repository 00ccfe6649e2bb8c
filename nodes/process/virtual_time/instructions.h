// Instructions that we write into a process, or carry out on its behalf.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <functional>

#include "nodes/process/virtual_time/threads.h"

namespace eddy::nodes::process {

// Room for a call that we make in the name of a process: a trap, the call, a trap.
struct CallInstructions {
#if defined(__x86_64__)
  // int3; syscall; int3
  static constexpr std::array<unsigned char, 4> kBytes = {0xcc, 0x0f, 0x05, 0xcc};
  static constexpr std::uint64_t kCallAt = 1;
#elif defined(__aarch64__)
  // brk #0; svc #0; brk #0
  static constexpr std::array<unsigned char, 12> kBytes = {0x00, 0x00, 0x20, 0xd4, 0x01, 0x00,
                                                           0x00, 0xd4, 0x00, 0x00, 0x20, 0xd4};
  static constexpr std::uint64_t kCallAt = 4;
#endif
};

// Does a thread that makes another, by clone or fork, make one of its own process?
bool makes_thread(const Thread& thread);

// The processor's own clock and its random numbers, which a process may read without a system call.
// Has the signal come from one of them, and was it carried out?
bool carry_out_clock(Thread& thread, const std::function<std::int64_t()>& clock);
bool carry_out_random(Thread& thread, const std::function<std::uint64_t()>& draw);
// From now on the instructions for random numbers between these addresses come to us.
void trap_random(Thread& thread, std::uint64_t begin, std::uint64_t bytes);

}  // namespace eddy::nodes::process
