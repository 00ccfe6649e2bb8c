// A process that takes part in a run: bytes go to its standard input, lines come from its outputs.
//
// It is given something at one instant of virtual time and works until all its threads wait. What
// it did until then is a burst, which belongs to that instant. A guest lives in one thread of ours,
// and takes its process with it when it is destroyed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::nodes::process {

// What a node's clocks show, in ns.
struct ClockReading {
  std::int64_t monotonic = 0;  // since the start of the run; never goes back
  std::int64_t wall = 0;       // the same, but that faults make it jump, also back
};

enum class Stream : std::uint8_t { output, error };

// Without its line feed. Of the last one before an end, also what no line feed ends.
struct Line {
  Stream stream = Stream::output;
  std::string text;
};

// How a process has ended.
struct End {
  enum class Kind : std::uint8_t {
    exited,       // `code` is its exit status
    signalled,    // `code` is the number of the signal
    not_started,  // it could not be; `text` says why and what to do
    given_up,     // what it does cannot be run under virtual time; `text` says what it is
  };
  Kind kind = Kind::exited;
  int code = 0;
  std::string text;
};

struct Burst {
  std::vector<Line> lines;
  // When it wants to be woken, by its monotonic clock in ns; nothing: it waits for input alone.
  std::optional<std::int64_t> wake_at;
  std::optional<End> end;  // then it takes nothing any more
  // Why this run may differ from others of its seed, a sentence each; told once.
  std::vector<std::string> unrepeatable;
};

class Guest {
 public:
  Guest() = default;
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  virtual ~Guest() = default;

  // Those that no virtual time holds have something to tell at any moment: `call`, which lasts as long
  // as the guest, then asks for a wake. It may be called between bursts alone.
  virtual void when_ready(std::function<void()> /*call*/) {}

  // `draw`: 64 bits that all randomness of the burst comes from.
  // Starts it. Called first, and once.
  virtual Burst start(const ClockReading& now, std::uint64_t draw) = 0;
  // `bytes` are whole lines, with their line feeds.
  virtual Burst give(std::string_view bytes, const ClockReading& now, std::uint64_t draw) = 0;
  // Its time to be woken has come, or one of its clocks was set.
  virtual Burst wake(const ClockReading& now, std::uint64_t draw) = 0;
  // Nothing more comes: for programs that write only when their input ends.
  virtual Burst close_input(const ClockReading& now, std::uint64_t draw) = 0;
  // A fault has paused its node, or lets it go on. Nothing is asked of it in between.
  virtual void pause() {}
  virtual void resume() {}
  // It stands still, so that a debugger can be attached: the numbers of its processes, the program's
  // own first. Nothing else may be asked of it after that.
  virtual std::vector<std::int64_t> stand_still() = 0;
};

}  // namespace eddy::nodes::process
