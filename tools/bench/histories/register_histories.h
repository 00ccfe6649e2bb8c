// Histories of registers with read, write and cas, as large as one likes: linearizable, or with one
// fault near the end.
#pragma once

#include "eddy/checkers/history.h"

#include <cstddef>
#include <cstdint>

namespace eddy::bench {

struct RegisterShape {
  std::size_t calls = 10'000;
  std::size_t keys = 1;
  std::int64_t clients = 10;
  std::int64_t values = 5;  ///< from 0 up; every register holds 0 at first
};

/// Operations on [key, value]. The same history for the same shape.
checkers::History register_history(const RegisterShape& shape);

/// Near the end an ok read shows a value that nobody ever wrote.
void plant_fault(checkers::History& history, const RegisterShape& shape);

}  // namespace eddy::bench
