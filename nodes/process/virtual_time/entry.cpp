// How a process begins a program: see kernel.h.
#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "nodes/process/virtual_time/instructions.h"
#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/random_code.h"
#include "nodes/process/virtual_time/tracee.h"
#include "nodes/process/virtual_time/vdso.h"

namespace eddy::nodes::process {

// It stands at the first instruction of a new program.
void Kernel::on_program(Thread& thread) {
  Process& process = *thread.process;
  thread.tid = process.pid;
  thread.inner = process.inner;
  for (const auto& other : threads_) {
    if (other->process != &process || other.get() == &thread) continue;
    other->state = Thread::State::gone;
    std::erase(runnable_, other.get());
  }
  release_vfork_parent(thread);
  process.random_instructions.clear();
  process.page = 0;
  timers_.remove_of<SignalTimer>(process);
  enter_program(thread);
}

void Kernel::enter_program(Thread& thread) {
  thread.registers.load(thread.tid);
  // The stack holds argc, argv, the environment, and what the kernel tells besides.
  std::uint64_t at = thread.registers.stack();
  const auto next = [&]() -> std::uint64_t {
    const auto word = read_value<std::uint64_t>(thread.tid, at);
    at += sizeof(std::uint64_t);
    return word.value_or(0);
  };
  const std::uint64_t count = next();
  at += (count + 1) * sizeof(std::uint64_t);
  while (next() != 0) {
  }
  std::uint64_t vdso = 0;
  std::uint64_t headers = 0;
  for (;;) {
    const std::uint64_t kind = next();
    const std::uint64_t value = next();
    if (kind == AT_NULL) break;
    if (kind == AT_SYSINFO_EHDR) vdso = value;
    if (kind == AT_PHDR) headers = value;
    if (kind == AT_RANDOM)
      write_value(thread.tid, value, std::array<std::uint64_t, 2>{draw(), draw()});
  }
  const auto functions = functions_of_image(thread.tid, vdso);
  const auto room = room_in_vdso(functions);
  if (!room) {
    give_up(is_of_32_bits(thread.tid)
                ? "is a 32-bit program, which virtual time does not know: build it for 64 bits"
                : "has no vDSO that virtual time knows: this kernel is not supported");
    return;
  }
  map_page(thread, *room);
  if (!end_ && !rewrite_vdso(thread.tid, functions, thread.process->page))
    give_up("has a vDSO that cannot be rewritten: this kernel is not supported");
  constexpr std::uint64_t kLength = 3;  // behind a prefix
  for (const std::uint64_t address :
       random_instructions_of(fmt::format("/proc/{}/exe", thread.tid), headers))
    trap_random(thread, address - 1, kLength + 1);
}

// int3; syscall; int3: the first one leaves execve, whose own end would write over a result.
void Kernel::map_page(Thread& thread, std::uint64_t room) {
  const pid_t tid = thread.tid;
  const Registers before = thread.registers;
  write_memory(tid, room, CallInstructions::kBytes.data(), CallInstructions::kBytes.size());
  Registers registers = before;
  const auto run_to_trap = [&] {
    registers.store(tid);
    ptrace(PTRACE_CONT, tid, nullptr, nullptr);
    wait_for_stop(tid);
    registers.load(tid);
  };
  registers.jump(room);
  run_to_trap();
  const auto call = [&](long number, std::initializer_list<std::uint64_t> arguments) {
    std::size_t which = 0;
    for (const std::uint64_t argument : arguments) registers.set_argument(which++, argument);
    registers.jump(room + CallInstructions::kCallAt);
    registers.raw_call(number);
    run_to_trap();
    return registers.result();
  };
  const std::string& path = launched_.shared_path;
  const std::uint64_t text = (before.stack() - 512) & ~std::uint64_t{63};
  const std::array<std::uint64_t, 3> how = {O_RDWR | O_CLOEXEC, 0, 0};
  const std::uint64_t how_at = text + 128;
  write_memory(tid, text, path.c_str(), path.size() + 1);
  write_value(tid, how_at, how);
  const auto here = static_cast<std::uint64_t>(AT_FDCWD);
  // openat2, since openat is one of the calls that we would be asked about.
  const std::int64_t file = call(SYS_openat2, {here, text, how_at, sizeof how});
  const std::int64_t page = file < 0
                                ? file
                                : call(SYS_mmap, {0, GuestPage::kBytes, PROT_READ | PROT_WRITE,
                                                  MAP_SHARED, static_cast<std::uint64_t>(file), 0});
  if (file >= 0) call(SYS_close, {static_cast<std::uint64_t>(file)});
  thread.registers = before;
  thread.registers.skip_with(0);
  thread.registers.store(tid);
  if (page < 0 && page > -4096) {
    give_up(std::string("cannot share memory with us: ") + std::strerror(static_cast<int>(-page)));
    return;
  }
  thread.process->page = static_cast<std::uint64_t>(page);
}

}  // namespace eddy::nodes::process
