// The state that a host is in.
//
//   not started ──init──► starting ──init answered──► up
//        ▲                   any of the three ◄──pause, resume──► paused
//        │                                 └──exception──► failed
//        └────restart── down ◄──kill── any but failed
//
//   * A host that is not started takes nothing but its init, and replies.
//   * One that is starting has its program, which gets its init and replies. Other messages wait
//     until the program has answered its init.
//   * At a paused one, messages and timers that come due wait, and come in their order when it is
//     resumed; it notices nothing but the time.
//   * One that is down has lost its program. What arrives is lost, but for as many messages as its
//     backlog takes, also while its next life is not started; these it gets once it is up.
//   * A failed one stays so: an exception left its program. What arrives is lost.
// A host without a program, such as a client's, is up from its beginning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "eddy/sim/envelope.h"
#include "eddy/sim/time.h"
#include "eddy/sim/timer.h"

namespace eddy::sim {

// A message that has arrived and waits.
struct HeldMail {
  Time arrival;
  std::uint64_t sequence;  // its place among all that arrive or come due at that time
  std::uint64_t sent;      // the number of the event of its sending
  Envelope envelope;
};

using Backlog = std::unique_ptr<std::vector<HeldMail>>;  // null: nothing

struct NotStarted {
  std::size_t most_kept = 0;
  Backlog backlog;
};
struct Starting {
  NodeId asked_by;  // whose init it has to answer
  std::uint64_t msg_id = 0;
  Backlog backlog;
};
struct Up {};
struct Paused {
  struct Held {
    std::variant<NotStarted, Starting, Up> before;
    std::vector<HeldMail> mail;  // in the order of arrival
    TimerQueue timers;
    std::vector<Envelope> outgoing;  // what it was about to send
  };
  std::unique_ptr<Held> held = std::make_unique<Held>();
};
struct Down {
  std::size_t most_kept = 0;
  Backlog backlog;
};
struct Failed {
  std::unique_ptr<std::string> text;  // of the exception
};

// Small, for each host has one: what waits stands elsewhere.
using Lifecycle = std::variant<NotStarted, Starting, Up, Paused, Down, Failed>;

}  // namespace eddy::sim
