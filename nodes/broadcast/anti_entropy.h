// What broadcast-efficient, broadcast-batched and g-set-gossip share: every value has an origin and
// a sequence number, each program spreads new values in its own quick way, which may fail, and
// comparing version vectors now and then (anti-entropy; Demers et al., 1987) finds and fills every
// gap.
//
//   1. Now and then a node offers its vector to another node drawn at random.
//   2. Who is offered a vector that misses something sends what is missing; who lacks something
//      itself offers its own vector in return.
//   3. Neither minds a value that is younger than the grace: the quick way may yet bring it.
//   4. Who got news with a gap before them offers its vector to their sender, if after the grace
//   the
//      gap is still there.
//   5. Who has found a difference compares much more often for a while: after a partition, what
//   only
//      one side had spreads like an epidemic.
//
// All nodes are neighbours. What clients ask is for the programs to handle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/node.h"
#include "nodes/broadcast/origin_log.h"

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
  Counts ripe;  // those of them that are older than the grace
};
BOOST_DESCRIBE_STRUCT(Offer, (), (counts, ripe))

// What the sender of an offer lacked.
struct Missing {
  static constexpr std::string_view type = "missing";
  std::vector<Run> runs;
};
BOOST_DESCRIBE_STRUCT(Missing, (), (runs))

class AntiEntropy : public sim::Node {
 public:
  const ValueSet& known() const { return known_; }
  std::optional<boost::json::value> state() const override { return shown(known_); }

 protected:
  // `grace`: how long a value may take on the quick way before others step in.
  AntiEntropy(sim::Host& host, sim::Duration grace);

  // A client's value.
  void add(const boost::json::value& value);

 private:
  // The quick way: called for all that this node learns, be it from a client, by news or by repair.
  virtual void spread(const Run& run) = 0;
  // Called for all news, after they have been learned.
  virtual void received(const News& /*m*/, sim::NodeId /*from*/, std::size_t /*new_values*/) {}

  sim::Task<void> news(const News& m, sim::NodeId from);
  void offered(const Offer& m, sim::NodeId from);
  void repair(const Missing& m);

  // How many of the values were new?
  std::size_t learn(const std::vector<Run>& runs, sim::Time since);
  void offer(sim::NodeId peer);
  // Offers, unless an answer to the last such offer may be on its way.
  void request(sim::NodeId peer);
  sim::NodeId any_peer();
  sim::Task<void> compare_rarely();
  sim::Task<void> compare_often();
  void differs();

  sim::Duration grace_;
  OriginLog log_;
  ValueSet known_;
  std::uint32_t urgent_rounds_ = 0;  // left to compare_often(), which runs unless it is 0
  std::optional<sim::Time> last_request_;
};

}  // namespace eddy::nodes
