// The processes and threads of a node, as the simulated kernel knows them.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include "nodes/process/descriptor.h"
#include "nodes/process/virtual_time/calls.h"
#include "nodes/process/virtual_time/registers.h"

namespace eddy::nodes::process {

// A moment of one of the clocks of a guest, in ns since the start of the run.
struct Moment {
  enum class Clock : std::uint8_t { monotonic, wall };
  Clock clock = Clock::monotonic;
  std::int64_t at = 0;
};

struct Process {
  pid_t pid = 0;    // as we see it
  pid_t inner = 0;  // as it sees itself
  Process* parent = nullptr;
  Descriptor handle;            // of pidfd_open
  std::uint64_t page = 0;       // where the guest's page is mapped; 0: nowhere
  bool has_own_streams = true;  // its descriptors 0 to 2 are those of the node
  bool has_ended = false;
  // Instructions that draw random numbers, by address: they were written over.
  std::map<std::uint64_t, std::array<unsigned char, 4>> random_instructions;
};

// What a parked thread waits for.
enum class Waiting : std::uint8_t {
  nothing,
  futex,
  sleep,
  input,  // readiness of descriptors
  child,
  signal,
  turn,    // it has spun: its time to go on
  kernel,  // a process that it has made by vfork: it is not stopped
};

struct Thread {
  enum class State : std::uint8_t { runnable, running, parked, gone };

  pid_t tid = 0;
  pid_t inner = 0;
  Process* process = nullptr;
  State state = State::runnable;
  Registers registers;          // where it has stopped
  bool is_after_call = false;   // it has stopped behind a call, which was another one than its own
  bool lets_call_pass = false;  // its next call is one that was handled already
  Answer next = Answer::native();  // how it goes on
  bool makes_call_again = false;   // or so: its call comes once more, to be answered anew
  bool is_interrupted = false;     // by a signal
  int signal = 0;                  // that it is given when it goes on

  Waiting waiting = Waiting::nothing;
  std::optional<Moment> deadline;
  bool is_brief = false;                    // it is to be met closely
  Waiting last_waiting = Waiting::nothing;  // until it has gone on, what it waited for
  std::optional<Moment> last_deadline;
  std::uint64_t sequence = 0;                // of its parking
  std::optional<std::uint64_t> signal_mask;  // of its call; nothing: as it is
  bool awaits_signals = false;               // it takes all that the mask lets through
  // Of those that wait for input: is it there? And what the call returns if its time is up.
  bool (*is_ready)(Kernel&, Thread&) = nullptr;
  std::int64_t (*time_is_up)(Kernel&, Thread&) = nullptr;
  // Of those that are told how much of their time is left, in ns: writes it where they want it.
  void (*tell_time_left)(const Thread&, std::int64_t) = nullptr;
  // Makes the call once it need not wait, and tells its result; nothing: it waits anew. Null: the
  // kernel makes it.
  std::optional<std::int64_t> (*make_ready_call)(Kernel&, Thread&) = nullptr;
  std::int64_t written = 0;  // bytes, by a call that writes more
  Answer after_turn = Answer::native();

  std::uint64_t futex = 0;  // its address
  std::uint32_t futex_bits = 0;
  bool is_futex_private = true;
  bool has_ended = false;  // it is the first one of a process in which others go on
  Thread* vfork_parent = nullptr;

  unsigned calls = 0;       // since it waited
  unsigned turns = 0;       // that it has spun away
  unsigned idle_polls = 0;  // in a row
};

}  // namespace eddy::nodes::process
