// Memory of a traced process, and what the system tells of its threads.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace eddy::nodes::process {

// False: not all of it could be read or written. Writing reaches pages that the process itself may
// only read.
bool read_memory(pid_t process, std::uint64_t address, void* to, std::size_t bytes);
bool write_memory(pid_t process, std::uint64_t address, const void* from, std::size_t bytes);

template <class T>
std::optional<T> read_value(pid_t process, std::uint64_t address) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value{};
  if (!read_memory(process, address, &value, sizeof value)) return std::nullopt;
  return value;
}

template <class T>
bool write_value(pid_t process, std::uint64_t address, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return write_memory(process, address, &value, sizeof value);
}

// The next stop or end of a thread that our thread traces, whatever interrupts the waiting; 0: it is
// gone already.
int wait_for_stop(pid_t thread);

// Up to its NUL, at most `most` bytes.
std::string read_text(pid_t process, std::uint64_t address, std::size_t most);

// A short file of /proc; empty: it is not there.
std::string read_proc(const std::string& path);

// Of /proc/TID/stat: R runs, S sleeps, D waits for a disk, Z has ended, t is stopped by us. '\0': it
// is gone.
char state_of(pid_t thread);
// How long it has run, in ns of processor time.
std::int64_t processor_time(pid_t thread);
// How much memory the process has, in bytes.
std::int64_t resident_bytes(pid_t process);
// The number of the call that it sleeps in; nothing: it is in none.
std::optional<long> call_in_progress(pid_t thread);

// What lies at an address: a file that processes share, and where in it. One without a name: it is the
// process's own.
struct SharedPlace {
  std::string file;
  std::uint64_t offset = 0;
  bool operator==(const SharedPlace&) const = default;
};
SharedPlace shared_place(pid_t process, std::uint64_t address);

// What the kernel calls the eventfd that a process has by that number; nothing: it is none.
std::optional<long> number_of_event(pid_t process, int descriptor);
// Of all that a process has, the number of that eventfd; nothing: it has it not.
std::optional<int> find_event(pid_t process, long number);

// What /proc/TID/status tells of its signals, a bit each, bit 0 for signal 1.
struct SignalSets {
  std::uint64_t pending = 0;  // to the thread
  std::uint64_t shared = 0;   // to its process: one of its threads takes it
  std::uint64_t blocked = 0;
  std::uint64_t ignored = 0;
  std::uint64_t caught = 0;
};
SignalSets signals_of(pid_t thread);

// The number that it has within its own namespace of processes.
pid_t inner_number(pid_t thread);

}  // namespace eddy::nodes::process
