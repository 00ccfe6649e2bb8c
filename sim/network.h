// The simulated network: decides what becomes of a message.
//
// Semantics are Maelstrom's where it has them:
//   * latency is drawn when a message is sent; each message has its own, so a late one never delays
//     one that is due earlier (Maelstrom's receivers do sleep on the head of their queue);
//   * loss is drawn at send; a partition is tested at delivery, by directed link;
//   * a message with a client at either end is never lost, cut or slowed, and takes client_latency;
//   * one with a service at either end has the network's latency, loss and duplication, but faults
//     pass it by.
// Every draw is keyed by (seed, purpose, src, dest, time of sending); see DrawKey.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/fault.h"
#include "sim/latency.h"
#include "sim/node_id.h"
#include "sim/probability.h"
#include "sim/random.h"
#include "sim/time.h"

namespace eddy::sim {

struct NetworkOptions {
  Latency latency = {};         // between nodes and services
  Latency client_latency = {};  // with a client at either end
  Probability loss = {};
  Probability duplicate = {};

  friend bool operator==(const NetworkOptions&, const NetworkOptions&) = default;
};

// Why a message did not arrive.
enum class LossCause : std::uint8_t {
  loss,          // drawn
  partition,     // the link was cut when it would have arrived
  crashed,       // its destination had crashed
  no_such_node,  // nobody has that name
};
inline constexpr std::size_t kLossCauses = 4;
std::string_view name(LossCause cause);

// Which draw of a link a message takes: the time of its sending, and how many messages its source
// had sent at that very instant. Keyed so, and not by a count of all that the link ever carried, a
// message that is no longer sent changes nothing for those that are.
struct DrawKey {
  Time sent;
  std::uint32_t at_that_instant = 0;
};

class Network {
 public:
  Network(std::uint64_t seed, const NetworkOptions& options) : seed_(seed), options_(options) {}

  // What is drawn when a message is sent: how long each copy of it travels.
  struct Fate {
    std::optional<Duration> first;   // nothing: lost, and then there is no duplicate either
    std::optional<Duration> second;  // the duplicate, if there is one

    friend bool operator==(const Fate&, const Fate&) = default;
  };
  Fate send(NodeId src, NodeId dest, DrawKey key) const {
    if (src.is_client() || dest.is_client()) {
      const Latency& latency = options_.client_latency;
      if (latency.is_constant()) return {latency.mean, std::nullopt};
      return {latency.sample(bits(Purpose::latency, src, dest, key)), std::nullopt};
    }
    if (!draws_) return {options_.latency.mean, std::nullopt};
    return draw_fate(src, dest, key);
  }

  // Is the link cut, now that the message would arrive?
  bool is_cut(NodeId src, NodeId dest) const {
    for (const ActiveCut& active : cuts_) {
      if (active.cut.blocks(src, dest)) return true;
    }
    return false;
  }

  // Several faults may be active at once: cuts add up; of two losses, duplications or slownesses
  // the stronger counts.
  using FaultId = std::uint32_t;
  FaultId inject(const Fault& fault);
  void heal(FaultId id);
  void heal_all();
  // Heals all, and nothing is lost or duplicated from now on; the latency stays.
  void calm();

 private:
  struct ActiveCut {
    FaultId id;
    Cut cut;
  };
  struct ActiveDraw {
    FaultId id;
    Fault fault;
  };

  std::uint64_t bits(Purpose purpose, NodeId src, NodeId dest, DrawKey key) const {
    return draw(seed_, purpose, (std::uint64_t{src.raw()} << 32U) | dest.raw(),
                static_cast<std::uint64_t>(nanoseconds(key.sent)), key.at_that_instant);
  }
  Fate draw_fate(NodeId src, NodeId dest, DrawKey key) const;
  void settle();

  std::uint64_t seed_;
  NetworkOptions options_;
  std::vector<ActiveCut> cuts_;
  std::vector<ActiveDraw> others_;
  FaultId last_fault_ = 0;
  // What can befall a message, but for cuts.
  struct Weather {
    Probability loss;
    Probability duplicate;
    Duration slowness;
  };
  // By the options alone: to and from services.
  Weather calm_{options_.loss, options_.duplicate, Duration(0)};
  Weather weather_ = calm_;  // with the active faults
  bool draws_ =
      !options_.latency.is_constant() || !weather_.loss.never() || !weather_.duplicate.never();
};

}  // namespace eddy::sim
