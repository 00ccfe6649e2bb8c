// The registers of a thread that has stopped at a system call, whatever the processor.
#pragma once

#include <sys/types.h>
#include <sys/user.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace eddy::nodes::process {

#if defined(__x86_64__)

class Registers {
 public:
  // False: the thread is gone.
  bool load(pid_t thread);
  bool store(pid_t thread) const;

  // The number of the call, and its arguments.
  int call() const { return static_cast<int>(raw_.orig_rax); }
  void set_call(long number) {
    raw_.orig_rax = static_cast<std::uint64_t>(number);
    raw_.rax = kNoSuchCall;
  }
  std::uint64_t argument(std::size_t which) const { return raw_.*kArguments[which]; }
  void set_argument(std::size_t which, std::uint64_t value) { raw_.*kArguments[which] = value; }
  // What the call has returned: negative numbers of errors, or what it is for.
  std::int64_t result() const { return static_cast<std::int64_t>(raw_.rax); }

  // The call is not made, and returns this.
  void skip_with(std::int64_t result) {
    raw_.rax = static_cast<std::uint64_t>(result);
    raw_.orig_rax = kNoCall;
  }
  // Goes back before the call, which is then made as if for the first time.
  void rewind(long number) {
    raw_.rax = static_cast<std::uint64_t>(number);
    raw_.orig_rax = kNoCall;
    raw_.rip -= kCallBytes;
  }
  void rewind() { rewind(call()); }

  // As if a signal had ended its waiting: the kernel returns EINTR or makes the call once more, as the
  // handler of the signal wants it. REQUIRES: it stands behind the call.
  void interrupted() { raw_.rax = kRestart; }
  // The kernel returns EINTR where there is a handler, whatever that wants.
  void interrupted_for_good() { raw_.rax = kRestartWithoutHandler; }

  // Has a stop interrupted the call, which the kernel would make once more?
  bool was_interrupted() const;

  std::uint64_t stack() const { return raw_.rsp; }
  std::uint64_t next_instruction() const { return raw_.rip; }
  void jump(std::uint64_t address) {
    raw_.rip = address;
    raw_.orig_rax = kNoCall;
  }
  // Of a call that is yet to be made, by an instruction that comes next.
  void raw_call(long number) { raw_.rax = static_cast<std::uint64_t>(number); }
  // For instructions that are carried out on its behalf.
  user_regs_struct& raw() { return raw_; }

 private:
  static constexpr std::uint64_t kNoCall = ~std::uint64_t{0};
  static constexpr std::uint64_t kNoSuchCall = ~std::uint64_t{0} - 37;  // -ENOSYS, as at any entry
  static constexpr std::uint64_t kRestart = ~std::uint64_t{0} - 511;    // -ERESTARTSYS
  static constexpr std::uint64_t kRestartWithoutHandler =
      ~std::uint64_t{0} - 513;                    // -ERESTARTNOHAND
  static constexpr std::uint64_t kCallBytes = 2;  // of `syscall`
  using Field = unsigned long long user_regs_struct::*;
  static constexpr std::array<Field, 6> kArguments = {
      &user_regs_struct::rdi, &user_regs_struct::rsi, &user_regs_struct::rdx,
      &user_regs_struct::r10, &user_regs_struct::r8,  &user_regs_struct::r9};

  user_regs_struct raw_{};
};

#elif defined(__aarch64__)

// Untried: there was no such machine to run it on.
class Registers {
 public:
  bool load(pid_t thread);
  bool store(pid_t thread) const;

  int call() const { return call_; }
  void set_call(long number) {
    call_ = static_cast<int>(number);
    raw_.regs[kNumber] = static_cast<std::uint64_t>(number);
  }
  std::uint64_t argument(std::size_t which) const { return raw_.regs[which]; }
  void set_argument(std::size_t which, std::uint64_t value) { raw_.regs[which] = value; }
  std::int64_t result() const { return static_cast<std::int64_t>(raw_.regs[0]); }

  void skip_with(std::int64_t result) {
    raw_.regs[0] = static_cast<std::uint64_t>(result);
    call_ = kNoCall;
  }
  void rewind(long number) {
    raw_.regs[kNumber] = static_cast<std::uint64_t>(number);
    call_ = kNoCall;
    raw_.pc -= kCallBytes;
  }
  void rewind() { rewind(call()); }
  void interrupted() { raw_.regs[0] = kRestart; }
  void interrupted_for_good() { raw_.regs[0] = kRestartWithoutHandler; }
  bool was_interrupted() const;

  std::uint64_t stack() const { return raw_.sp; }
  std::uint64_t next_instruction() const { return raw_.pc; }
  void jump(std::uint64_t address) {
    raw_.pc = address;
    call_ = kNoCall;
  }
  void raw_call(long number) { raw_.regs[kNumber] = static_cast<std::uint64_t>(number); }
  user_regs_struct& raw() { return raw_; }

 private:
  static constexpr int kNoCall = -1;
  static constexpr std::uint64_t kRestart = ~std::uint64_t{0} - 511;  // -ERESTARTSYS
  static constexpr std::uint64_t kRestartWithoutHandler = ~std::uint64_t{0} - 513;
  static constexpr std::uint64_t kCallBytes = 4;  // of `svc`
  static constexpr std::size_t kNumber = 8;

  user_regs_struct raw_{};
  int call_ = kNoCall;  // it is kept apart from the registers: NT_ARM_SYSTEM_CALL
};

#endif

}  // namespace eddy::nodes::process
