#include "nodes/process/virtual_time/vdso.h"

#include <elf.h>
#include <fmt/format.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

#include "nodes/process/virtual_time/guest_page.h"
#include "nodes/process/virtual_time/tracee.h"

#if defined(__x86_64__)

// int clock_gettime(clockid_t rdi, timespec* rsi), on the page whose address stands in the first
// instruction. After so many readings in a burst it asks the kernel instead, that is us, so that a
// program that only looks at the clock is seen. CPU clocks are the kernel's, too.
static_assert(offsetof(eddy::nodes::process::ClockPage, now) == 0 &&
              offsetof(eddy::nodes::process::ClockPage, reads) == 8 &&
              offsetof(eddy::nodes::process::ClockPage, step) == 16 &&
              offsetof(eddy::nodes::process::ClockPage, monotonic_origin) == 24 &&
              offsetof(eddy::nodes::process::ClockPage, wall_origin) == 32);
asm(R"(
.pushsection .rodata
.globl eddy_clock_begin, eddy_clock_end
.hidden eddy_clock_begin, eddy_clock_end
eddy_clock_begin:
  movabs $0x1122334455667788, %r8
  mov $1, %eax
  lock xadd %rax, 8(%r8)
  cmp $50000, %rax
  ja 9f
  cmp $7, %edi
  ja 9f
  mov $0xc, %eax
  bt %edi, %eax
  jc 9f
  mov 24(%r8), %r10
  mov $0x21, %eax
  bt %edi, %eax
  cmovc 32(%r8), %r10
  mov 16(%r8), %rax
  mov %rax, %r9
  lock xadd %rax, 0(%r8)
  add %r9, %rax
  add %r10, %rax
  xor %edx, %edx
  mov $1000000000, %r9d
  div %r9
  mov %rax, (%rsi)
  mov %rdx, 8(%rsi)
  xor %eax, %eax
  ret
9: mov $228, %eax
  syscall
  ret
eddy_clock_end:
.popsection
)");
#elif defined(__aarch64__)

// The same for int clock_gettime(clockid_t x0, timespec* x1). Untried.
asm(R"(
.pushsection .rodata
.balign 8
.globl eddy_clock_begin, eddy_clock_end
.hidden eddy_clock_begin, eddy_clock_end
eddy_clock_begin:
  ldr x9, 8f
  add x10, x9, #8
1: ldxr x11, [x10]
  add x11, x11, #1
  stxr w12, x11, [x10]
  cbnz w12, 1b
  mov x12, #50000
  cmp x11, x12
  b.hi 9f
  cmp w0, #7
  b.hi 9f
  mov w12, #1
  lsl w12, w12, w0
  tst w12, #0xc
  b.ne 9f
  ldr x13, [x9, #24]
  mov w14, #0x21
  tst w12, w14
  b.eq 2f
  ldr x13, [x9, #32]
2: ldr x14, [x9, #16]
3: ldxr x11, [x9]
  add x11, x11, x14
  stxr w12, x11, [x9]
  cbnz w12, 3b
  add x11, x11, x13
  movz x12, #0xca00
  movk x12, #0x3b9a, lsl #16
  udiv x13, x11, x12
  msub x14, x13, x12, x11
  stp x13, x14, [x1]
  mov w0, #0
  ret
9: mov x8, #113
  svc #0
  ret
.balign 8
8: .quad 0x1122334455667788
eddy_clock_end:
.popsection
)");

#endif

extern "C" const char eddy_clock_begin[];
extern "C" const char eddy_clock_end[];

namespace eddy::nodes::process {
namespace {

template <class T>
std::vector<T> read_table(pid_t process, std::uint64_t address, std::size_t count) {
  constexpr std::size_t kMostEntries = 4096;
  std::vector<T> table(std::min(count, kMostEntries));
  if (!read_memory(process, address, table.data(), table.size() * sizeof(T))) table.clear();
  return table;
}

struct DynamicTables {
  std::uint64_t symbols = 0;
  std::uint64_t names = 0;
  std::uint64_t hash = 0;
};

std::optional<DynamicTables> find_tables(pid_t process, std::uint64_t base) {
  const auto header = read_value<Elf64_Ehdr>(process, base);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return std::nullopt;
  constexpr std::size_t kMostDynamic = 64;
  for (const auto& part :
       read_table<Elf64_Phdr>(process, base + header->e_phoff, header->e_phnum)) {
    if (part.p_type != PT_DYNAMIC) continue;
    DynamicTables tables;
    for (std::size_t i = 0; i < kMostDynamic; ++i) {
      const auto entry =
          read_value<Elf64_Dyn>(process, base + part.p_vaddr + i * sizeof(Elf64_Dyn));
      if (!entry || entry->d_tag == DT_NULL) break;
      if (entry->d_tag == DT_SYMTAB) tables.symbols = base + entry->d_un.d_ptr;
      if (entry->d_tag == DT_STRTAB) tables.names = base + entry->d_un.d_ptr;
      if (entry->d_tag == DT_HASH) tables.hash = base + entry->d_un.d_ptr;
    }
    if (tables.symbols != 0 && tables.names > tables.symbols) return tables;
  }
  return std::nullopt;
}

#if defined(__x86_64__)

// mov $NUMBER, %eax; syscall; ret
std::string asking_the_kernel(long number) {
  std::string code("\xb8\0\0\0\0\x0f\x05\xc3", 8);
  const auto call = static_cast<std::uint32_t>(number);
  std::memcpy(code.data() + 1, &call, sizeof call);
  return code;
}

// mov $-ENOSYS, %rax; ret: who asks goes on with the system call.
std::string not_there() {
  std::string code("\x48\xc7\xc0\0\0\0\0\xc3", 8);
  const std::int32_t refused = -ENOSYS;
  std::memcpy(code.data() + 3, &refused, sizeof refused);
  return code;
}

std::string clock_code(std::uint64_t page) {
  std::string code(eddy_clock_begin, static_cast<std::size_t>(eddy_clock_end - eddy_clock_begin));
  std::memcpy(code.data() + 2, &page, sizeof page);  // of `movabs`
  return code;
}

constexpr const char* kClockFunction = "__vdso_clock_gettime";

#elif defined(__aarch64__)

// mov x8, #NUMBER; svc #0; ret
std::string asking_the_kernel(long number) {
  constexpr std::uint32_t kMoveToX8 = 0xd2800008U;
  constexpr std::uint32_t kImmediateAt = 5;
  const std::array<std::uint32_t, 3> code = {
      kMoveToX8 | (static_cast<std::uint32_t>(number) << kImmediateAt), 0xd4000001U, 0xd65f03c0U};
  return {reinterpret_cast<const char*>(code.data()), sizeof code};
}

// The address stands behind the code.
std::string clock_code(std::uint64_t page) {
  std::string code(eddy_clock_begin, static_cast<std::size_t>(eddy_clock_end - eddy_clock_begin));
  std::memcpy(code.data() + code.size() - sizeof page, &page, sizeof page);
  return code;
}

constexpr const char* kClockFunction = "__kernel_clock_gettime";

#endif

}  // namespace

std::map<std::string, std::uint64_t> functions_of_image(pid_t process, std::uint64_t base) {
  std::map<std::string, std::uint64_t> functions;
  const auto tables = find_tables(process, base);
  if (!tables) return functions;
  // A hash table says how many symbols there are; without it, the names follow them.
  std::size_t count = (tables->names - tables->symbols) / sizeof(Elf64_Sym);
  if (tables->hash != 0) {
    const auto sizes = read_value<std::array<std::uint32_t, 2>>(process, tables->hash);
    if (sizes) count = (*sizes)[1];
  }
  constexpr std::size_t kLongestName = 64;
  for (const auto& symbol : read_table<Elf64_Sym>(process, tables->symbols, count)) {
    if (symbol.st_value == 0) continue;
    functions[read_text(process, tables->names + symbol.st_name, kLongestName)] =
        base + symbol.st_value;
  }
  return functions;
}

bool is_of_32_bits(pid_t process) {
  const std::string head = read_proc(fmt::format("/proc/{}/exe", process));
  return head.size() > EI_CLASS && head[EI_CLASS] == ELFCLASS32;
}

std::optional<std::uint64_t> room_in_vdso(const std::map<std::string, std::uint64_t>& functions) {
  const auto found = functions.find(kClockFunction);
  if (found == functions.end()) return std::nullopt;
  return found->second;
}

bool rewrite_vdso(pid_t process, const std::map<std::string, std::uint64_t>& functions,
                  std::uint64_t page) {
  const auto write = [&](const char* name, const std::string& code) {
    const auto found = functions.find(name);
    return found == functions.end() ||
           write_memory(process, found->second, code.data(), code.size());
  };
  if (!functions.contains(kClockFunction) || !write(kClockFunction, clock_code(page))) return false;
#if defined(__x86_64__)
  return write("__vdso_gettimeofday", asking_the_kernel(SYS_gettimeofday)) &&
         write("__vdso_time", asking_the_kernel(SYS_time)) &&
         write("__vdso_getcpu", asking_the_kernel(SYS_getcpu)) &&
         write("__vdso_getrandom", not_there());
#else
  return write("__kernel_gettimeofday", asking_the_kernel(SYS_gettimeofday));
#endif
}

}  // namespace eddy::nodes::process
