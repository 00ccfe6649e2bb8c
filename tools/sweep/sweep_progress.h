// How far a sweep has come: on a terminal one line that is written over, elsewhere a plain line now
// and then, on standard error.
//
// * A terminal sees nothing of a sweep of less than a second. Elsewhere there is a line every ten
//   seconds; EDDY_PROGRESS_AFTER sets this, too, in milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tools/progress_line.h"

namespace eddy::tools {

struct SweepPosition {
  std::uint64_t done = 0;
  std::uint64_t planned = 0;
  std::uint64_t done_now = 0;  // without those that an earlier run of the sweep did
  std::uint64_t failing = 0;
  std::optional<std::uint64_t> new_behaviours;  // of late; nothing: nobody looks for them
  std::chrono::nanoseconds elapsed{0};          // of these
  std::optional<std::chrono::nanoseconds> budget;
};

// "412 of 1,000 seeds, 1,830 a second, 3 failing, 12 new behaviours, 1 s left".
std::string progress_of_sweep(const SweepPosition& position);
// The same behind a bar: "[########------------] 412 of …".
std::string bar_of_sweep(const SweepPosition& position);

class SweepProgress {
 public:
  SweepProgress();

  void show(const SweepPosition& position);
  void clear() { line_.clear(); }

 private:
  ProgressLine line_;
  std::chrono::milliseconds interval_;
  std::chrono::nanoseconds told_{0};
};

}  // namespace eddy::tools
