// A cluster of Raft cores under a random schedule: messages are delivered in any order, lost,
// doubled and kept back, timers fire at any time, nodes restart from what they persisted, also in
// the middle of carrying out their actions. No simulation, no time: only the cores.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "eddy/sim/random.h"
#include "nodes/raft/invariants.h"
#include "nodes/raft/raft.h"

namespace eddy::nodes::raft {

using CoreFactory =
    std::function<std::unique_ptr<Raft>(sim::NodeId, std::vector<sim::NodeId>, Stable)>;

template <class Core>
std::unique_ptr<Raft> make_core(sim::NodeId self, std::vector<sim::NodeId> cluster, Stable saved) {
  return std::make_unique<Core>(self, std::move(cluster), std::move(saved));
}

// How often, of 1,000 steps, something goes wrong.
struct Weather {
  std::uint64_t loss = 0;
  std::uint64_t duplication = 0;
  std::uint64_t restart = 0;
  std::uint64_t timeout = 30;
};

class Schedule {
 public:
  Schedule(std::uint64_t seed, std::size_t count, CoreFactory make);

  void run(std::size_t steps, const Weather& weather);
  // Nothing goes wrong any more, timers fire only when no message is left: until each node has
  // applied a new command, or for this many steps.
  bool settles(std::size_t steps);

  const Invariants& invariants() const { return invariants_; }
  Raft& node(std::size_t i) { return *places_[i].core; }
  std::size_t size() const { return places_.size(); }
  // Commands applied by node i since its last start.
  const std::vector<Command>& applied(std::size_t i) const { return places_[i].applied; }
  std::size_t elections() const { return elections_; }
  std::size_t restarts() const { return restarts_; }
  std::size_t answered() const { return answered_; }

 private:
  struct Place {
    std::unique_ptr<Raft> core;
    Stable disk;
    std::vector<Command> applied;
  };
  struct InFlight {
    sim::NodeId from;
    sim::NodeId to;
    Message message;
  };

  void start(std::size_t i);
  void step(std::size_t i, const Event& event, bool crashes);
  // Carries out the first `count` actions.
  void carry_out(std::size_t i, const std::vector<Action>& actions, std::size_t count);
  void deliver(std::size_t which, bool keeps_a_copy, bool crashes);
  void propose(std::size_t i);

  sim::Random random_;
  CoreFactory make_;
  std::vector<sim::NodeId> ids_;
  std::vector<Place> places_;
  std::vector<InFlight> network_;
  Invariants invariants_;
  std::uint64_t proposed_ = 0;
  std::size_t elections_ = 0;
  std::size_t restarts_ = 0;
  std::size_t answered_ = 0;
};

}  // namespace eddy::nodes::raft
