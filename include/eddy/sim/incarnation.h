// One life of a host's program: all that ends when the node fails or goes down.
//
// What outlives it is in the Host: who it is, and the state it is in (eddy/sim/lifecycle.h).
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eddy/sim/program.h"
#include "eddy/sim/random.h"
#include "eddy/sim/rpc.h"
#include "eddy/sim/task.h"
#include "eddy/sim/timer.h"
#include "eddy/sim/wait.h"

namespace eddy::sim {

// A timer of Host::after and every; it knows its place in its incarnation.
class OwnTimer : public Timer {
 public:
  OwnTimer(Host& host, std::function<void()> action) : Timer(&host), action_(std::move(action)) {}
  ~OwnTimer() override = default;

 protected:
  std::function<void()> action_;

 private:
  friend class Host;
  friend struct Incarnation;
  std::list<std::unique_ptr<OwnTimer>>::iterator place_;
};

struct Incarnation {
  // Requests get ids from `first_msg_id` on, so that no reply to an earlier life is taken for one
  // to this.
  Incarnation(std::uint64_t seed, NodeId host, std::uint32_t number, std::uint64_t first_msg_id)
      : key(draw(seed, Purpose::node_program, host.raw(), number)),
        random(seed, Purpose::node_program, host.raw(), number),
        pending(first_msg_id) {}
  Incarnation(const Incarnation&) = delete;
  Incarnation& operator=(const Incarnation&) = delete;
  // REQUIRES: end() was called, or nothing runs.
  ~Incarnation() = default;

  // Destroys coroutines, timers and program, in the order in which they use one another.
  void end() {
    roots.destroy();
    timers.clear();
    pending.clear();
    waiting.clear();
    invariants.clear();
    program.reset();
  }

  // Draws depend on this life and on the event at hand, on nothing that was drawn before.
  void handle(std::uint64_t event_key) { random.restart(mix(key, event_key)); }

  // Handlers that begin from now on draw by another seed.
  void draw_from(std::uint64_t seed, NodeId host, std::uint32_t number) {
    key = draw(seed, Purpose::node_program, host.raw(), number);
  }

  // What must hold after each event: what is wrong, or nothing.
  struct Invariant {
    std::string name;
    std::function<std::optional<std::string>()> breach;
  };

  std::uint64_t key;
  Random random;
  PendingRpcs pending;
  std::vector<Waiting*> waiting;  // in the order they came
  std::vector<Invariant> invariants;
  std::unique_ptr<Program> program;
  std::list<std::unique_ptr<OwnTimer>> timers;
  Roots roots;  // goes first: its coroutines use all of the above
};

}  // namespace eddy::sim
