// Instructions that we write into a process, or carry out on its behalf.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <functional>

#include "nodes/process/virtual_time/threads.h"

namespace eddy::nodes::process {

#if defined(__x86_64__)
// int3; syscall; int3
inline constexpr std::array<unsigned char, 4> kCallInstructions = {0xcc, 0x0f, 0x05, 0xcc};
inline constexpr std::uint64_t kCallOffset = 1;
#endif

// What a thread asks for when it makes another.
struct CloneArguments {
  bool is_thread = false;
  std::uint64_t clear_at_exit = 0;  // 0: nothing
};
CloneArguments clone_arguments(const Thread& thread);

// The processor's own clock and its random numbers, which a process may read without a system call.
// Has the signal come from one of them, and was it carried out?
bool carry_out_clock(Thread& thread, const std::function<std::int64_t()>& clock);
bool carry_out_random(Thread& thread, const std::function<std::uint64_t()>& draw);
// From now on the instructions for random numbers between these addresses come to us.
void trap_random(Thread& thread, std::uint64_t begin, std::uint64_t bytes);

}  // namespace eddy::nodes::process
