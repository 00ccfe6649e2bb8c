#include "nodes/process/virtual_time/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "eddy/sim/hash.h"

namespace eddy::nodes::process {
namespace {

constexpr std::int64_t kOneSecond = 1'000'000'000;
constexpr std::int64_t kNewYear2026 = 1'767'225'600 * kOneSecond;
constexpr std::int64_t kUptime = 1000 * kOneSecond;
constexpr std::uint64_t kMostOffset = 10'000'000;  // ns

constexpr std::uint64_t kWallKey = 2;
constexpr std::uint64_t kMonotonicKey = 3;
constexpr std::uint64_t kNumberKey = 4;

// Of the caller's environment; the rest would differ between two shells, and with it where the
// stack of the program lies.
constexpr const char* kHandedOn[] = {
    "PATH",          "HOME",           "USER",       "LOGNAME",     "LD_LIBRARY_PATH", "JAVA_HOME",
    "CLASSPATH",     "NODE_PATH",      "PYTHONPATH", "PYTHONHOME",  "VIRTUAL_ENV",     "RUBYLIB",
    "RUBYOPT",       "GEM_HOME",       "GEM_PATH",   "GOPATH",      "GOROOT",          "GODEBUG",
    "GOTRACEBACK",   "RUST_BACKTRACE", "RUST_LOG",   "DOTNET_ROOT", "ERL_LIBS",        "PYENV_ROOT",
    "PYENV_VERSION", "NVM_DIR",        "RBENV_ROOT", "ASDF_DIR",    "BUNDLE_GEMFILE"};

constexpr std::pair<std::string_view, std::string_view> kFiles[] = {
    {"/proc/meminfo",
     "MemTotal:        4194304 kB\nMemFree:         3145728 kB\nMemAvailable:    3145728 kB\n"
     "Buffers:               0 kB\nCached:                0 kB\nSwapTotal:             0 kB\n"
     "SwapFree:              0 kB\n"},
    {"/proc/stat",
     "cpu  1000 0 1000 98000 0 0 0 0 0 0\ncpu0 1000 0 1000 98000 0 0 0 0 0 0\nintr 0\nctxt 0\n"
     "btime 1767224600\nprocesses 100\nprocs_running 1\nprocs_blocked 0\n"},
    {"/proc/loadavg", "0.00 0.00 0.00 1/100 100\n"},
    {"/proc/uptime", "1000.00 980.00\n"},
    {"/proc/self/cgroup", "0::/\n"},
    {"/proc/cgroups", "#subsys_name\thierarchy\tnum_cgroups\tenabled\n"},
    {"/proc/sys/vm/overcommit_memory", "0\n"},
    {"/sys/devices/system/cpu/online", "0\n"},
    {"/sys/devices/system/cpu/possible", "0\n"},
    {"/sys/devices/system/cpu/present", "0\n"},
    {"/sys/fs/cgroup/memory.max", "max\n"},
    {"/sys/fs/cgroup/cpu.max", "max 100000\n"},
    {"/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "1000000\n"},
    {"/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1000000\n"},
};

std::uint64_t machine_draw(const GuestSetup& setup, std::uint64_t key) {
  return sim::mix(setup.node_draw, key);
}

}  // namespace

std::int64_t wall_origin(const GuestSetup& setup) {
  return kNewYear2026 + static_cast<std::int64_t>(machine_draw(setup, kWallKey) % kMostOffset);
}

std::int64_t monotonic_origin(const GuestSetup& setup) {
  return kUptime + static_cast<std::int64_t>(machine_draw(setup, kMonotonicKey) % kOneSecond);
}

pid_t number_of_process(const GuestSetup& setup) {
  constexpr std::uint64_t kFirst = 300;
  constexpr std::uint64_t kCount = 20'000;
  const std::uint64_t draw = sim::mix(machine_draw(setup, kNumberKey), setup.incarnation);
  return static_cast<pid_t>(kFirst + draw % kCount);
}

std::string host_name(const GuestSetup& setup) { return setup.node; }

std::vector<std::string> environment() {
  std::vector<std::string> list = {
      "LANG=C.UTF-8",
      "TZ=UTC",
      "TMPDIR=.",  // its working directory, whose name may differ from run to run
      // What Python compiles would be found by the next life, which would then go another way.
      "PYTHONDONTWRITEBYTECODE=1",
      // The compiler that takes long computes in virtual time, too: 2.4 times as fast without it.
      "JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData",
  };
  for (const char* name : kHandedOn) {
    if (const char* value = std::getenv(name)) list.push_back(fmt::format("{}={}", name, value));
  }
  return list;
}

std::optional<std::string_view> text_of_machine(std::string_view path) {
  const auto found = std::find_if(std::begin(kFiles), std::end(kFiles),
                                  [path](const auto& file) { return file.first == path; });
  if (found == std::end(kFiles)) return std::nullopt;
  return found->second;
}

}  // namespace eddy::nodes::process
