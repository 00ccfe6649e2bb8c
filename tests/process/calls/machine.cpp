// What the machine is, and what is drawn at random.
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>
#include <vector>

#include "tests/process/calls/calls.h"

namespace calls {
namespace {

std::string text_of(const char* path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string first_line(const char* path) {
  const std::string text = text_of(path);
  return text.substr(0, text.find('\n'));
}

void facts() {
  struct sysinfo info {};
  sysinfo(&info);
  Say{"memory: {} {} {}", info.totalram, info.freeram, info.mem_unit};
  Say{"since its start: {}", info.uptime};
  utsname names{};
  uname(&names);
  Say{"name: {} {}", static_cast<const char*>(names.nodename),
      static_cast<const char*>(names.sysname)};
  std::array<char, 64> name{};
  gethostname(name.data(), name.size());
  Say{"name: {}", name.data()};
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  Say{"processors: {} {}", CPU_COUNT(&set), CPU_ISSET(0, &set)};
  Say{"processors: {} {}", sysconf(_SC_NPROCESSORS_ONLN), sysconf(_SC_NPROCESSORS_CONF)};
  Say{"processors: {} {}", std::thread::hardware_concurrency(), get_nprocs()};
  Say{"this one: {}", sched_getcpu()};
  unsigned number = 9;
  unsigned node = 9;
  Say{"this one: {} {} {}", outcome(syscall(SYS_getcpu, &number, &node, nullptr)), number, node};
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  Say{"bound: {}", outcome(sched_setaffinity(0, sizeof set, &set))};
  Say{"{}", first_line("/proc/meminfo")};
  Say{"{}", first_line("/proc/stat")};
  Say{"{}", first_line("/proc/loadavg")};
  Say{"{}", first_line("/proc/self/cgroup")};
  Say{"{}", first_line("/sys/devices/system/cpu/online")};
  Say{"{}", first_line("/sys/fs/cgroup/memory.max")};
}

void refusals() {
  Say{"a network: {}", outcome(socket(AF_INET, SOCK_STREAM, 0))};
  Say{"a network: {}", outcome(socket(AF_INET6, SOCK_DGRAM, 0))};
  const int local = socket(AF_UNIX, SOCK_STREAM, 0);
  Say{"a local one: {}", local >= 0};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  for (const char* path : {"/run/nscd/socket", "/var/run/dbus", "./nobody"}) {
    std::strcpy(static_cast<char*>(address.sun_path), path);
    Say{"{}: {}", path,
        outcome(connect(local, reinterpret_cast<const sockaddr*>(&address), sizeof address))};
  }
  Say{"ptrace: {}", outcome(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr))};
  Say{"rseq: {}", outcome(syscall(SYS_rseq, nullptr, 0, 0, 0))};
  Say{"io_uring: {}", outcome(syscall(SYS_io_uring_setup, 1, nullptr))};
  Say{"futex_waitv: {}", outcome(syscall(449, nullptr, 0, 0, nullptr, 0))};
  Say{"perf: {}", outcome(syscall(SYS_perf_event_open, nullptr, 0, 0, -1, 0))};
  Say{"signalfd: {}", outcome(syscall(SYS_signalfd4, -1, nullptr, 8, 0))};
  // All of what they are given is wrong, in case that they are there.
  for (const auto& [name, call] :
       std::initializer_list<std::pair<const char*, long>>{{"clock_settime", SYS_clock_settime},
                                                           {"settimeofday", SYS_settimeofday},
                                                           {"adjtimex", SYS_adjtimex},
                                                           {"clock_adjtime", SYS_clock_adjtime}})
    Say{"{}: {}", name, outcome(syscall(call, 8, 8))};
}

void refusals_by_argument() {
  std::array<unsigned char, 16> mask{};
  Say{"no room: {}", outcome(syscall(SYS_sched_getaffinity, 0, 4, mask.data()))};
  Say{"nowhere: {} {}", outcome(syscall(SYS_sysinfo, 8)), outcome(syscall(SYS_uname, 8))};
  Say{"nowhere: {}", outcome(syscall(SYS_getrandom, 8, 4, 0))};
  Say{"an unknown flag: {}", outcome(syscall(SYS_getrandom, mask.data(), 4, 99))};
  Say{"nothing: {}", outcome(syscall(SYS_getrandom, mask.data(), 0, 0))};
  Say{"nobody: {}", outcome(syscall(SYS_connect, -1, nullptr, 0))};
  Say{"not there: {}", outcome(open("/dev/nowhere", O_RDONLY))};
  Say{"nowhere: {}", outcome(syscall(SYS_openat, AT_FDCWD, 8, O_RDONLY))};
}

std::string hex(const void* bytes, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += fmt::format("{:02x}", static_cast<const unsigned char*>(bytes)[i]);
  return text;
}

std::string read_from(const char* path) {
  std::array<unsigned char, 8> bytes{};
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (read(file, bytes.data(), bytes.size()) != 8) return "too little";
  close(file);
  return hex(bytes.data(), bytes.size());
}

void randomness() {
  Say{"auxiliary {}", hex(reinterpret_cast<const void*>(getauxval(AT_RANDOM)), 16)};
  std::array<unsigned char, 16> bytes{};
  syscall(SYS_getrandom, bytes.data(), bytes.size(), 0);
  Say{"getrandom {}", hex(bytes.data(), bytes.size())};
  if (getentropy(bytes.data(), bytes.size()) == 0)
    Say{"getentropy {}", hex(bytes.data(), bytes.size())};
  Say{"urandom {}", read_from("/dev/urandom")};
  Say{"urandom {}", read_from("/dev/urandom")};
  Say{"random {}", read_from("/dev/random")};
#ifdef SYS_open
  const auto file = static_cast<int>(syscall(SYS_open, "/dev/urandom", O_RDONLY));
  if (read(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()))
    Say{"opened {}", hex(bytes.data(), bytes.size())};
#endif
  Say{"device {:08x}", std::random_device()()};
  Say{"device {:08x}", std::random_device("/dev/urandom")()};
  std::random_device device;
  Say{"device {:08x} {:08x}", device(), device()};
  Say{"uuid {}", first_line("/proc/sys/kernel/random/uuid")};
}

// What is the same for all lives, and what is not drawn at all.
void places() {
  static int fixed = 0;
  int local = 0;
  const auto allocated = std::make_unique<int>();
  const std::vector<char> large(10'000'000);
  Say{"places {} {} {} {}", static_cast<const void*>(&fixed), static_cast<const void*>(&local),
      static_cast<const void*>(allocated.get()), static_cast<const void*>(large.data())};
  Say{"environment {}", getenv("TZ") == nullptr ? "" : getenv("TZ")};
}

void number() { Say{"{}", getpid()}; }

void much_randomness() {
  const int file = open("/dev/urandom", O_RDONLY);
  std::vector<char> bytes(100'000);
  std::size_t sum = 0;
  for (int i = 0; i < 3; ++i) {
    const ssize_t length = read(file, bytes.data(), bytes.size());
    if (length > 0) sum += static_cast<std::size_t>(length);
  }
  Say{"{}", sum};
  const long got = syscall(SYS_getrandom, bytes.data(), bytes.size(), 0);
  Say{"{}", got};
}

void order() {
  std::mutex mutex;
  std::string letters;
  std::vector<std::thread> threads;
  for (const char letter : std::string_view("abcdef")) {
    threads.emplace_back([&, letter] {
      for (int i = 0; i < 4; ++i) {
        std::this_thread::yield();
        const std::lock_guard lock(mutex);
        letters += letter;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Say{"{}", letters};
}

constexpr Attempt kMachine[] = {
    {"machine: facts", &facts},
    {"machine: refusals", &refusals},
    {"machine: refusals by argument", &refusals_by_argument},
    {"randomness", &randomness},
    {"randomness: places", &places},
    {"randomness: number", &number},
    {"randomness: much", &much_randomness},
    {"threads: order", &order},
};

}  // namespace

std::span<const Attempt> machine() { return kMachine; }

}  // namespace calls
