// What broadcast-efficient and broadcast-batched share: every value has an origin and a sequence
// number, each program spreads new values in its own quick way, which may fail, and comparing
// version vectors now and then (anti-entropy; Demers et al., 1987) finds and fills every gap.
//
//   1. Now and then a node offers its vector to another node drawn at random.
//   2. Who is offered a vector that misses something sends it.
//   3. Who is offered a vector that is ahead of its own waits for the quick way to bring the
//   values, and
//      if that does not happen offers its own.
//   4. Who has found a difference compares much more often for a while: after a partition, news of
//      the other side spread like an epidemic.
//
// All nodes are neighbours: the topology message is answered and ignored.
#pragma once

#include <cstdint>
#include <vector>

#include "nodes/broadcast/origin_log.h"
#include "nodes/broadcast/value_set.h"
#include "sim/node.h"
#include "sim/protocol/broadcast.h"

namespace eddy::nodes {

// New values, on the quick way.
struct News {
  static constexpr std::string_view type = "news";
  std::vector<Run> runs;
};
BOOST_DESCRIBE_STRUCT(News, (), (runs))

// "I have this much; what do I lack?"
struct Offer {
  static constexpr std::string_view type = "offer";
  Counts counts;
};
BOOST_DESCRIBE_STRUCT(Offer, (), (counts))

// What the sender of an offer lacked.
struct Missing {
  static constexpr std::string_view type = "missing";
  std::vector<Run> runs;
};
BOOST_DESCRIBE_STRUCT(Missing, (), (runs))

class AntiEntropy : public sim::Node {
 public:
  const ValueSet& known() const { return known_; }

 protected:
  // `grace`: how long a value may take on the quick way before others step in.
  AntiEntropy(sim::Host& host, sim::Duration grace);

 private:
  // The quick way: called for all that this node learns, be it from a client, by news or by repair.
  virtual void spread(const Run& run) = 0;

  sim::Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& m);
  sim::Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& m);
  sim::Result<sim::broadcast::ReadOk> read(const sim::broadcast::Read& m);
  void news(const News& m);
  sim::Task<void> offered(const Offer& m, sim::NodeId from);
  void repair(const Missing& m);

  // Was any of it new?
  bool learn(const std::vector<Run>& runs);
  void compare();
  sim::Task<void> compare_rarely();
  sim::Task<void> compare_often();
  void differs();

  sim::Duration grace_;
  OriginLog log_;
  ValueSet known_;
  std::uint32_t urgent_rounds_ = 0;            // left to compare_often(), which runs unless it is 0
  sim::Time last_request_ = sim::Time::min();  // when this node last asked for what it lacks
};

}  // namespace eddy::nodes
