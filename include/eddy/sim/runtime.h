// What a host runs on: the simulation, or anything else that carries messages and keeps time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/body.h"
#include "eddy/sim/envelope.h"
#include "eddy/sim/fault.h"
#include "eddy/sim/lifecycle.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/shared.h"
#include "eddy/sim/time.h"
#include "eddy/sim/timer.h"

namespace eddy::sim {

// Leaves a handler that goes on sending after its run has reached a bound, so that it cannot hang,
// and one that gives up.
struct RunStopped {};

class Runtime {
 public:
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  Time now() const { return now_; }
  std::uint64_t seed() const { return seed_; }
  // How late a node's timers may be: see SimulationOptions.
  Duration timer_slack() const { return timer_slack_; }
  BodyPool& pool() { return pool_; }
  const std::vector<NodeId>& nodes() const { return *nodes_; }
  // The same list, for messages that carry it.
  const Shared<std::vector<NodeId>>& shared_nodes() const { return nodes_; }

  // At once if `after` is negative; never if it is beyond the end of time. Throws RunStopped when
  // more timers are armed than a run may have.
  void arm(Timer& timer, Duration after) {
    if (timers_.size() >= most_timers_) too_many_timers();
    const Duration left = Time::max() - now_;
    timers_.arm(timer, now_ + std::clamp(after, Duration(0), left), next_sequence());
  }

  // Throws RunStopped when the run has been stopped.
  virtual void transmit(Envelope&& envelope) = 0;
  // Arrives now, after all that is due.
  virtual void deliver_now(HeldMail mail) = 0;
  virtual bool exists(NodeId id) const = 0;
  // Does anybody want the nodes' logs? Else nothing is formatted.
  virtual bool is_logging() const = 0;
  virtual void log(NodeId node, std::string_view line) = 0;
  virtual void learned(NodeId node, const boost::json::value& value) = 0;
  virtual void failed(NodeId node, std::uint32_t incarnation, std::string_view text) = 0;
  // A sync of its disk begins, or has ended.
  virtual void syncing(Host& host) = 0;
  virtual void synced(Host& host) = 0;
  // A disk fault has befallen an access.
  virtual void disk_troubled(FaultId id) = 0;
  // A label that was looked for: see Host::sometimes.
  virtual void looked_for(std::string_view label, bool was_reached) = 0;
  // Is this label taken more often in this run: see Host::chance.
  virtual bool has_chance(std::string_view label) = 0;
  // An invariant of that node's program does not hold.
  virtual void broken(NodeId node, const std::string& invariant, const std::string& text) = 0;
  // What that node does may differ the next time: see Host::unrepeatable.
  virtual void unrepeatable(NodeId /*node*/, std::string_view /*why*/) {}
  // That node cannot be run any further: this event is the last one. See Host::give_up.
  virtual void gave_up(NodeId /*node*/, std::string_view /*why*/) {}
  // The number of the event at hand; 0: none.
  std::uint64_t handling() const { return handling_; }

 protected:
  Runtime(std::uint64_t seed, Duration timer_slack) : seed_(seed), timer_slack_(timer_slack) {}
  virtual ~Runtime() = default;
  std::uint64_t next_sequence() { return ++last_sequence_; }
  void draw_from(std::uint64_t seed) { seed_ = seed; }
  [[noreturn]] virtual void too_many_timers() = 0;

  BodyPool pool_;  // outlives every body below
  TimerQueue timers_;
  Shared<std::vector<NodeId>> nodes_;
  Time now_{};
  std::size_t most_timers_ = 0;
  std::uint64_t handling_ = 0;

 private:
  std::uint64_t seed_;
  Duration timer_slack_;
  std::uint64_t last_sequence_ = 0;
};

}  // namespace eddy::sim
