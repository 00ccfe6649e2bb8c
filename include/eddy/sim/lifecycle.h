// The state that a host is in.
//
//   not started ──init──► up ◄──pause, resume──► paused
//        ▲                │ │                       │
//        │                │ └──exception──► failed  │
//        └────restart── down ◄─────────kill─────────┘
//
//   * A host that is not started takes nothing but its init, and replies.
//   * At a paused one, messages and timers that come due wait, and come in their order when it is
//     resumed; it notices nothing but the time.
//   * One that is down has lost its program. What arrives is lost, but for as many messages as its
//     backlog takes; these it gets once its next life has started.
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

struct NotStarted {
  // Of the time when it was down; null: nothing.
  std::unique_ptr<std::vector<HeldMail>> backlog;
};
struct Up {};
struct Paused {
  struct Held {
    bool was_started = true;
    std::unique_ptr<std::vector<HeldMail>> backlog;  // if it was not
    std::vector<HeldMail> mail;                      // in the order of arrival
    TimerQueue timers;
  };
  std::unique_ptr<Held> held = std::make_unique<Held>();
};
struct Down {
  std::size_t most_kept = 0;
  std::unique_ptr<std::vector<HeldMail>> backlog = std::make_unique<std::vector<HeldMail>>();
};
struct Failed {
  std::unique_ptr<std::string> text;  // of the exception
};

// Small, for each host has one: what waits stands elsewhere.
using Lifecycle = std::variant<NotStarted, Up, Paused, Down, Failed>;

}  // namespace eddy::sim
