// The simulated network: decides what becomes of a message.
//
// Semantics are Maelstrom's where it has them:
//   * a message between nodes and services, also one to oneself, takes a hop and the latency. Both
//     are drawn when it is sent. Each message has its own, so messages of one link may overtake
//     each other (Maelstrom's receivers do sleep on the head of their queue);
//   * loss is drawn at send; a partition is tested at delivery, by directed link;
//   * a message with a client at either end is never lost, cut or slowed, takes client_latency and
//     no hop;
//   * one with a service at either end has the network's hop, latency, loss and duplication. Faults
//     pass it by, unless NetworkOptions::fault_services; but a partition cuts what its groups name;
//   * NetworkOptions::client_faults gives a message with a client at either end the loss,
//     duplication and slowness of the others; no partition cuts it;
//   * an exception (eddy/sim/message_exception.h) befalls any message, whoever its ends are.
// Every draw is keyed by (seed, purpose, src, dest, time of sending); see DrawKey.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/sim/latency.h"
#include "eddy/sim/message_exception.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/probability.h"
#include "eddy/sim/random.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

struct NetworkOptions {
  // Mean of what every message between nodes and services takes, drawn exponentially, as between
  // processes of one machine. 0: all happens at one instant, which hides races.
  Duration hop = std::chrono::microseconds(500);
  Latency latency = {};         // between nodes and services, in addition
  Latency client_latency = {};  // with a client at either end
  Probability loss = {};
  Probability duplicate = {};
  bool fault_services = false;  // do faults reach the services, too?
  bool client_faults = false;   // are messages of clients lost, doubled and slowed, too?

  friend bool operator==(const NetworkOptions&, const NetworkOptions&) = default;
};

// Which draw of a link a message takes: the life of its source, the time of its sending, and how
// many messages the source had sent at that very instant (eddy/sim/message_id.h).
struct DrawKey {
  Time sent;
  std::uint32_t number = 0;
  std::uint32_t incarnation = 0;
};

class Network {
 public:
  Network(std::uint64_t seed, const NetworkOptions& options) : seed_(seed), options_(options) {}

  // From now on, another seed keys the draws.
  void draw_from(std::uint64_t seed) { seed_ = seed; }

  // What is drawn when a message is sent: how long each copy of it travels.
  struct Travel {
    std::optional<Duration> first;   // nothing: lost, and then there is no duplicate either
    std::optional<Duration> second;  // the duplicate, if there is one

    friend bool operator==(const Travel&, const Travel&) = default;
  };
  Travel send(NodeId src, NodeId dest, DrawKey key) const {
    if (draws_ && (options_.client_faults || !is_of_client(src, dest)))
      return draw_fate(src, dest, key);
    if (is_of_client(src, dest)) {
      const Latency& latency = options_.client_latency;
      if (latency.is_constant()) return {latency.mean, std::nullopt};
      return {latency.sample(bits(Purpose::latency, src, dest, key)), std::nullopt};
    }
    return {options_.latency.mean + hop(Purpose::hop, src, dest, key), std::nullopt};
  }

  // What a link does to a message that arrives now.
  enum class Passage : std::uint8_t { open, cut, held };
  Passage passage(NodeId src, NodeId dest) const {
    auto passage = Passage::open;
    for (const ActiveCut& active : cuts_) {
      if (!active.cut.blocks(src, dest)) continue;
      if (active.passage == Passage::cut) return Passage::cut;
      passage = Passage::held;
    }
    return passage;
  }

  // The fault that cuts the link, or whose loss is the one that is drawn for a message that is sent
  // now. Nothing: none does, or what the options say is as strong.
  std::optional<FaultId> cut_by(NodeId src, NodeId dest) const;
  std::optional<FaultId> lost_by(NodeId src, NodeId dest, Time sent) const;

  // What becomes of a message by an exception, instead of what is drawn.
  Travel fate_by(const MessageException& exception, Travel drawn, NodeId src, NodeId dest,
                 DrawKey key) const;

  // Several faults may be active at once: cuts add up; of two losses, duplications or slownesses
  // the stronger counts.
  void inject(FaultId id, const Partition& partition) {
    cuts_.push_back({id, Cut(partition), Passage::cut});
  }
  void inject(FaultId id, const HeldPartition& partition) {
    cuts_.push_back({id, Cut(partition.partition()), Passage::held});
  }
  void inject(FaultId id, const Flaky& flaky);
  void inject(FaultId id, const Loss& loss);
  void inject(FaultId id, const Duplication& duplication);
  void inject(FaultId id, const Slowness& slowness);
  void heal(FaultId id);
  bool faults_clients() const { return options_.client_faults; }
  bool faults_services() const { return options_.fault_services; }
  // Nothing is lost or duplicated from now on but by faults; hop and latency stay.
  void calm();

 private:
  struct ActiveCut {
    FaultId id;
    Cut cut;
    Passage passage;  // of what it blocks
  };
  // What can befall a message, but for cuts.
  struct Weather {
    Probability loss;
    Probability duplicate;
    Duration slowness{0};
  };
  struct ActiveWeather {
    FaultId id;
    Weather weather;
  };
  struct ActiveFlaky {
    FaultId id;
    Flaky flaky;
  };
  // How long a link that is flaky stays as it is.
  static constexpr Duration kFlakyTime = std::chrono::milliseconds(500);

  static bool is_of_client(NodeId src, NodeId dest) { return src.is_client() || dest.is_client(); }

  std::uint64_t bits(Purpose purpose, NodeId src, NodeId dest, DrawKey key) const {
    return draw(seed_, purpose, (std::uint64_t{src.raw()} << 32U) | dest.raw(),
                static_cast<std::uint64_t>(nanoseconds(key.sent)),
                (std::uint64_t{key.incarnation} << 32U) | key.number);
  }
  Duration hop(Purpose purpose, NodeId src, NodeId dest, DrawKey key) const {
    if (options_.hop.count() == 0) return Duration(0);
    return exponential(bits(purpose, src, dest, key), options_.hop);
  }
  // Hop, latency and slowness.
  Duration travel(Purpose latency, Purpose hop, NodeId src, NodeId dest, DrawKey key,
                  const Weather& weather) const;
  Weather weather_of(NodeId src, NodeId dest, Time sent) const;
  bool is_spared(NodeId src, NodeId dest) const {
    return !options_.fault_services && (src.is_service() || dest.is_service());
  }
  Weather weather_of(const ActiveFlaky& flaky, NodeId src, NodeId dest, Time sent) const;
  Travel draw_fate(NodeId src, NodeId dest, DrawKey key) const;
  void settle();

  std::uint64_t seed_;
  NetworkOptions options_;
  std::vector<ActiveCut> cuts_;
  std::vector<ActiveWeather> active_;
  std::vector<ActiveFlaky> flaky_;
  // By the options alone.
  Weather calm_{options_.loss, options_.duplicate, Duration(0)};
  Weather weather_ = calm_;  // with the active faults
  bool draws_ =
      !options_.latency.is_constant() || !weather_.loss.never() || !weather_.duplicate.never();
};

}  // namespace eddy::sim
