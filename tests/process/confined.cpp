// confined [--nobody] [--docker] PROGRAM ARGUMENTS...: runs a program with fewer rights.
//   --nobody  as the user 65534, without groups and capabilities, and with no way back to them; whoever is no
//             superuser stays what he is
//   --docker  under a filter of system calls that refuses what Docker's default profile refuses to a container that
//             has no capabilities (https://docs.docker.com/engine/security/seccomp/)
// Exits with 77 where that cannot be had, and with 127 where the program cannot be run.
#include <fmt/format.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

constexpr int kSkipped = 77;
constexpr int kNotRun = 127;
constexpr unsigned kNobody = 65534;

// Refused whatever their arguments are.
constexpr std::array kRefused = {
    SYS_acct,
    SYS_add_key,
    SYS_bpf,
    SYS_chroot,
    SYS_clock_adjtime,
    SYS_clock_settime,
    SYS_delete_module,
    SYS_fanotify_init,
    SYS_finit_module,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fsopen,
    SYS_fspick,
    SYS_get_mempolicy,
    SYS_init_module,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_io_uring_setup,
    SYS_ioperm,
    SYS_iopl,
    SYS_kcmp,
    SYS_kexec_file_load,
    SYS_kexec_load,
    SYS_keyctl,
    SYS_lookup_dcookie,
    SYS_mbind,
    SYS_mount,
    SYS_mount_setattr,
    SYS_move_mount,
    SYS_move_pages,
    SYS_open_by_handle_at,
    SYS_open_tree,
    SYS_perf_event_open,
    SYS_pidfd_getfd,
    SYS_pivot_root,
    SYS_process_madvise,
    SYS_quotactl,
    SYS_reboot,
    SYS_request_key,
    SYS_set_mempolicy,
    SYS_setdomainname,
    SYS_sethostname,
    SYS_setns,
    SYS_settimeofday,
    SYS_swapoff,
    SYS_swapon,
    SYS_sysfs,
    SYS_syslog,
    SYS_umount2,
    SYS_unshare,
    SYS_uselib,
    SYS_userfaultfd,
    SYS_ustat,
    SYS_vhangup,
};

// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
constexpr std::uint32_t kNewNamespaces = 0x7e020000;

// What personality(2) may be asked for: Linux, also with 2.6 as its version, as it is, and what it is. Not that
// addresses are not drawn.
constexpr std::array<std::uint32_t, 5> kPersonalities = {0x0, 0x8, 0x20000, 0x20008, 0xffffffff};

class Filter {
 public:
  Filter() {
    load(offsetof(seccomp_data, arch));
    jump(BPF_JEQ, AUDIT_ARCH_X86_64, 1, 0);
    answer(SECCOMP_RET_ERRNO | EPERM);
    load(offsetof(seccomp_data, nr));
    for (const long number : kRefused) {
      jump(BPF_JEQ, static_cast<std::uint32_t>(number), 0, 1);
      answer(SECCOMP_RET_ERRNO | EPERM);
    }
    // Its flags are in memory, which no filter sees: whoever is told that there is no such call uses clone.
    jump(BPF_JEQ, SYS_clone3, 0, 1);
    answer(SECCOMP_RET_ERRNO | ENOSYS);
    jump(BPF_JEQ, SYS_clone, 0, 4);
    load(offsetof(seccomp_data, args));
    jump(BPF_JSET, kNewNamespaces, 0, 1);
    answer(SECCOMP_RET_ERRNO | EPERM);
    answer(SECCOMP_RET_ALLOW);
    jump(BPF_JEQ, SYS_personality, 1, 0);
    answer(SECCOMP_RET_ALLOW);
    load(offsetof(seccomp_data, args));
    for (const std::uint32_t personality : kPersonalities) {
      jump(BPF_JEQ, personality, 0, 1);
      answer(SECCOMP_RET_ALLOW);
    }
    answer(SECCOMP_RET_ERRNO | EPERM);
  }

  // False: the system does not take it.
  bool install() {
    const sock_fprog program{static_cast<unsigned short>(code_.size()), code_.data()};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
  }

 private:
  void load(std::size_t offset) {
    code_.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
  }
  void jump(std::uint16_t test, std::uint32_t value, std::uint8_t if_so, std::uint8_t if_not) {
    const auto code = static_cast<std::uint16_t>(BPF_JMP | test | BPF_K);
    code_.push_back({code, if_so, if_not, value});
  }
  void answer(std::uint32_t what) { code_.push_back(BPF_STMT(BPF_RET | BPF_K, what)); }

  std::vector<sock_filter> code_;
};

int failed(std::string_view what, int status) {
  fmt::print(stderr, "confined: {}: {}\n", what, std::strerror(errno));
  return status;
}

void drop_bounding_set() {
  for (unsigned long capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0;)
    ++capability;
}

bool become_nobody() {
  drop_bounding_set();
  return geteuid() != 0 ||
         (setgroups(0, nullptr) == 0 && setresgid(kNobody, kNobody, kNobody) == 0 &&
          setresuid(kNobody, kNobody, kNobody) == 0);
}

}  // namespace

int main(int /*count*/, char** words) {
  ++words;
  bool is_nobody = false;
  bool is_filtered = false;
  for (; *words != nullptr; ++words) {
    const std::string_view option = *words;
    if (option == "--nobody") {
      is_nobody = true;
    } else if (option == "--docker") {
      is_filtered = true;
    } else {
      break;
    }
  }
  if (*words == nullptr) {
    fmt::print(stderr, "usage: confined [--nobody] [--docker] PROGRAM ARGUMENTS...\n");
    return kNotRun;
  }
  if (is_nobody && !become_nobody()) return failed("cannot become nobody", kSkipped);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("no_new_privs", kSkipped);
  if (is_filtered && !Filter().install()) return failed("cannot filter", kSkipped);
  execvp(*words, words);
  return failed(*words, kNotRun);
}
