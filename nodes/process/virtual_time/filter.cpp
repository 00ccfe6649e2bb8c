#include "nodes/process/virtual_time/filter.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "nodes/process/virtual_time/calls.h"

namespace eddy::nodes::process {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

constexpr std::uint32_t kRefuseUnknown = SECCOMP_RET_ERRNO | ENOSYS;
constexpr std::uint32_t kForeignNumbers = 0x40000000;  // from here on: the x32 interface

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

sock_filter answer_with(std::uint32_t what) { return BPF_STMT(BPF_RET | BPF_K, what); }

// Goes on `otherwise` instructions later where the comparison does not hold.
sock_filter unless(std::uint16_t comparison, std::uint32_t value, std::uint8_t otherwise) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | comparison | BPF_K), value, 0, otherwise);
}

std::size_t argument_at(std::size_t which) {
  return offsetof(seccomp_data, args) + which * sizeof(std::uint64_t);
}

void add_row(std::vector<sock_filter>& filter, const Call& call) {
  const auto number = static_cast<std::uint32_t>(call.number);
  if (call.when == Call::When::never) {
    filter.push_back(unless(BPF_JEQ, number, 1));
    filter.push_back(answer_with(SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(call.error)));
    return;
  }
  if (call.when == Call::When::always) {
    filter.push_back(unless(BPF_JEQ, number, 1));
    filter.push_back(answer_with(SECCOMP_RET_TRACE));
    return;
  }
  constexpr std::uint8_t kRest = 4;
  constexpr std::uint32_t kLastStandard = 2;
  constexpr std::size_t kProtection = 2;
  filter.push_back(unless(BPF_JEQ, number, kRest));
  if (call.when == Call::When::maps_code) {
    filter.push_back(load(argument_at(kProtection)));
    filter.push_back(unless(BPF_JSET, PROT_EXEC, 1));
    filter.push_back(answer_with(SECCOMP_RET_TRACE));
  } else {
    filter.push_back(load(argument_at(call.when == Call::When::first_is_standard ? 0 : 1)));
    filter.push_back(
        BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | BPF_JGT | BPF_K), kLastStandard, 1, 0));
    filter.push_back(answer_with(SECCOMP_RET_TRACE));
  }
  filter.push_back(answer_with(SECCOMP_RET_ALLOW));
}

}  // namespace

std::vector<sock_filter> make_filter() {
  std::vector<sock_filter> filter;
  filter.push_back(load(offsetof(seccomp_data, arch)));
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0));
  filter.push_back(answer_with(kRefuseUnknown));
  filter.push_back(load(offsetof(seccomp_data, nr)));
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kForeignNumbers, 0, 1));
  filter.push_back(answer_with(kRefuseUnknown));
  for (const Call& call : calls()) add_row(filter, call);
  filter.push_back(answer_with(SECCOMP_RET_ALLOW));
  return filter;
}

}  // namespace eddy::nodes::process
