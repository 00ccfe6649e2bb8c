// Memory that a guest's processes share with us: the clock that their vDSO reads without a system
// call, and room for what we hand to system calls in their name.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace eddy::nodes::process {

// The layout is known to the vDSO's replacement: see vdso.cpp.
struct ClockPage {
  std::atomic<std::int64_t> now{0};     // ns of the guest since the start of the run
  std::atomic<std::uint64_t> reads{0};  // of the clock, in this burst, without a system call
  std::int64_t step = 0;                // ns that a reading takes
  std::int64_t monotonic_origin = 0;    // what the monotonic clock showed at the start of the run
  std::int64_t wall_origin = 0;         // the same of the wall clock, in ns since 1970
};
static_assert(sizeof(ClockPage) == 40);

// In a burst; after so many, the clock asks the kernel, that is us.
inline constexpr std::uint64_t kMostReadings = 50'000;

class GuestPage {
 public:
  static constexpr std::size_t kBytes = std::size_t{16} * 1024;
  static constexpr std::size_t kScratchAt = 4096;
  static constexpr std::size_t kScratchBytes = kBytes - kScratchAt;

  // Throws std::system_error.
  GuestPage();
  ~GuestPage();
  GuestPage(const GuestPage&) = delete;
  GuestPage& operator=(const GuestPage&) = delete;

  ClockPage& clock() { return *static_cast<ClockPage*>(memory_); }
  std::byte* scratch() { return static_cast<std::byte*>(memory_) + kScratchAt; }
  // Of the file that it is.
  int descriptor() const { return file_; }

 private:
  int file_;
  void* memory_;
};

}  // namespace eddy::nodes::process
