// What a guest program does to find out how its kernel answers: attempts, each of which prints what it
// has seen, one line a fact. Most print the same under the real kernel and under virtual time.
#pragma once

#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace calls {

struct Attempt {
  std::string_view name;
  void (*run)();
};

std::span<const Attempt> futexes();
std::span<const Attempt> waiting();
std::span<const Attempt> pipes();
std::span<const Attempt> streams();
std::span<const Attempt> signals();
std::span<const Attempt> interruptions();
std::span<const Attempt> processes();
std::span<const Attempt> ends();
std::span<const Attempt> timers();
std::span<const Attempt> clocks();
std::span<const Attempt> machine();

// A line, written at once. In braces, what it tells is found out from left to right.
struct Say {
  template <class... Arguments>
  explicit Say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    std::fputs((fmt::format(format, std::forward<Arguments>(arguments)...) + "\n").c_str(), stdout);
    std::fflush(stdout);
  }
};

// What a call has returned: "0", "EAGAIN".
inline std::string outcome(long result) {
  if (result >= 0) return std::to_string(result);
  const char* name = strerrorname_np(errno);
  return name == nullptr ? std::to_string(errno) : name;
}

// An address where nothing is.
template <class T>
T* nowhere() {
  static volatile std::uintptr_t address = 8;
  return reinterpret_cast<T*>(address);
}

}  // namespace calls
