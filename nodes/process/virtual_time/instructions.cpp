#include "nodes/process/virtual_time/instructions.h"

#include <linux/sched.h>
#include <sched.h>
#include <sys/syscall.h>

#include <cstddef>
#include <string>
#include <vector>

#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {

bool makes_thread(const Thread& thread) {
  const Registers& registers = thread.registers;
  std::uint64_t flags = 0;
  if (registers.call() == SYS_clone3) {
    // They come first in its structure.
    flags = read_value<std::uint64_t>(thread.tid, registers.argument(0)).value_or(0);
  } else if (registers.call() == SYS_clone) {
    flags = registers.argument(0);
  }
  return (flags & CLONE_THREAD) != 0;
}

#if defined(__x86_64__)

namespace {

using Bytes = std::array<unsigned char, 4>;

// The general registers by their numbers in instructions.
unsigned long long& general_register(user_regs_struct& raw, std::size_t number) {
  unsigned long long* const all[] = {&raw.rax, &raw.rcx, &raw.rdx, &raw.rbx, &raw.rsp, &raw.rbp,
                                     &raw.rsi, &raw.rdi, &raw.r8,  &raw.r9,  &raw.r10, &raw.r11,
                                     &raw.r12, &raw.r13, &raw.r14, &raw.r15};
  return *all[number];
}

}  // namespace

// rdtsc: 0f 31, rdtscp: 0f 01 f9
bool carry_out_clock(Thread& thread, const std::function<std::int64_t()>& clock) {
  Registers& registers = thread.registers;
  if (!registers.load(thread.tid)) return false;
  const auto bytes =
      read_value<std::array<unsigned char, 3>>(thread.tid, registers.next_instruction());
  if (!bytes || (*bytes)[0] != 0x0f) return false;
  const bool is_short = (*bytes)[1] == 0x31;
  const bool is_long = (*bytes)[1] == 0x01 && (*bytes)[2] == 0xf9;
  if (!is_short && !is_long) return false;
  constexpr unsigned kHalf = 32;
  const auto now = static_cast<std::uint64_t>(clock());
  user_regs_struct& raw = registers.raw();
  raw.rax = static_cast<std::uint32_t>(now);
  raw.rdx = now >> kHalf;
  if (is_long) raw.rcx = 0;
  raw.rip += is_short ? 2 : 3;
  return registers.store(thread.tid);
}

// rdrand and rdseed: 0f c7 f0 to ff, with a prefix or without. We have written int3 over the 0f, and
// kept the byte before it and the two behind it.
bool carry_out_random(Thread& thread, const std::function<std::uint64_t()>& draw) {
  auto& known = thread.process->random_instructions;
  if (known.empty()) return false;
  Registers& registers = thread.registers;
  if (!registers.load(thread.tid)) return false;
  const auto found = known.find(registers.next_instruction() - 1);
  if (found == known.end()) return false;
  const auto [prefix, first, second, unused] = found->second;
  constexpr unsigned kLowBits = 7;
  constexpr unsigned kIsPrefix = 0x40;
  constexpr unsigned kPrefixMask = 0xf0;
  constexpr unsigned kWide = 0x08;
  constexpr unsigned kHighRegister = 0x01;
  const bool has_prefix = (prefix & kPrefixMask) == kIsPrefix;
  const std::size_t number =
      (second & kLowBits) | (has_prefix && (prefix & kHighRegister) != 0 ? 8U : 0U);
  const std::uint64_t value = draw();
  user_regs_struct& raw = registers.raw();
  general_register(raw, number) =
      has_prefix && (prefix & kWide) != 0 ? value : static_cast<std::uint32_t>(value);
  constexpr unsigned long long kStatusFlags = 0x8d5;
  raw.eflags = (raw.eflags & ~kStatusFlags) | 1;  // carry: it has succeeded
  raw.rip += 2;
  return registers.store(thread.tid);
}

void trap_random(Thread& thread, std::uint64_t begin, std::uint64_t bytes) {
  constexpr std::uint64_t kMost = std::uint64_t{64} << 20U;
  std::string code(std::min(bytes, kMost), '\0');
  if (!read_memory(thread.tid, begin, code.data(), code.size())) return;
  for (std::size_t at = code.find("\x0f\xc7"); at != std::string::npos && at + 2 < code.size();
       at = code.find("\x0f\xc7", at + 1)) {
    const auto byte = [&](std::size_t place) { return static_cast<unsigned char>(code[place]); };
    constexpr unsigned char kFirstForm = 0xf0;
    if (byte(at + 2) < kFirstForm) continue;
    const unsigned char prefix = at > 0 ? byte(at - 1) : 0;
    thread.process->random_instructions[begin + at] = {prefix, byte(at + 1), byte(at + 2), 0};
    const unsigned char trap = 0xcc;
    write_value(thread.tid, begin + at, trap);
  }
}

#else

// This processor's own clock (cntvct_el0) cannot be trapped everywhere, and its random numbers are
// an extension that few libraries use: both stay as they are.
bool carry_out_clock(Thread&, const std::function<std::int64_t()>&) { return false; }
bool carry_out_random(Thread&, const std::function<std::uint64_t()>&) { return false; }
void trap_random(Thread&, std::uint64_t, std::uint64_t) {}

#endif

}  // namespace eddy::nodes::process
