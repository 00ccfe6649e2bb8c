// A program that keeps a run of the engine busy in every way: one-way messages, requests, timers,
// coroutines, conditions and its own randomness.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim::test {

class Gossip final : public Node {
 public:
  explicit Gossip(Host& host) : Node(host) {
    using namespace std::chrono_literals;
    on(&Gossip::note);
    on(&Gossip::ping);
    every(150ms, [this] { push(); });
    spawn(count());
  }
  const std::set<std::string>& known() const { return known_; }

 private:
  void push() {
    send(any_node(), Note{id().name() + " at " + to_string(now())});
    spawn(ask(any_node()));
  }
  void note(const Note& note) {
    if (known_.insert(note.text).second && random().chance(Probability::percent(60))) {
      send(any_node(), note);
    }
  }
  Task<Result<Pong>> ping(const Ping& ping) {
    co_await sleep(random().uniform(std::chrono::milliseconds(20)));
    co_return Pong{ping.number + 1};
  }
  Task<void> ask(NodeId whom) {
    using namespace std::chrono_literals;
    const Ping ping{static_cast<std::int64_t>(random().below(1'000))};
    const auto reply = co_await rpc(whom, ping, 250ms);
    known_.insert(reply ? std::to_string(reply->number) : reply.error().text);
  }
  Task<void> count() {
    using namespace std::chrono_literals;
    for (std::size_t goal = 10;; goal += 10) {
      const bool there = co_await until([this, goal] { return known_.size() >= goal; }, 1s);
      if (there) host().learned(static_cast<std::int64_t>(goal));
    }
  }
  NodeId any_node() { return nodes()[random().below(nodes().size())]; }

  std::set<std::string> known_;
};

// Ten nodes of it on a bad network, for ten seconds.
inline SimulationOptions gossip_options(std::uint64_t seed) {
  using namespace std::chrono_literals;
  return {.seed = seed,
          .network = {.hop = 0ms,
                      .latency = {LatencyDistribution::exponential, 50ms},
                      .loss = Probability::percent(5),
                      .duplicate = Probability::percent(5)}};
}

inline void run_gossip(Simulation& simulation) {
  using namespace std::chrono_literals;
  start(simulation, 10, &make_node<Gossip>);
  simulation.at(Time(2s), [&simulation] {
    simulation.inject(
        Partition{PartitionShape::one, {{NodeId::node(0)}, {NodeId::node(1), NodeId::node(2)}}});
  });
  simulation.at(Time(5s), [&simulation] { simulation.heal_all(); });
  simulation.run_until(Time(10s));
}

}  // namespace eddy::sim::test
