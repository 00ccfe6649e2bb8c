// A program that does nothing but make a system call which its tracer answers: what a stop costs, with
// as few calls of ours as that takes.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace eddy::bench {

class BareTrap {
 public:
  // Throws std::system_error.
  BareTrap();
  ~BareTrap();
  BareTrap(const BareTrap&) = delete;
  BareTrap& operator=(const BareTrap&) = delete;

  void answer(std::size_t calls) const;

 private:
  pid_t process_;
};

}  // namespace eddy::bench
