// broadcast-gossip: tells each neighbour every value until the neighbour has acknowledged it.
//
// A new value goes to all neighbours at once, but not to whom it came from. What stays
// unacknowledged is sent again, all of one neighbour in one message. So a value gets through every
// partition that ends and every loss that is not total; duplicates are harmless. Two neighbours
// that tell each other the same at once need no acknowledgement. A node that waits for none sets no
// timer.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eddy/nodes/broadcast/outbox.h"
#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/broadcast.h"

namespace eddy::nodes {

struct Rumour {
  static constexpr std::string_view type = "rumour";
  std::int64_t sent = 0;                  // ns, by the sender's clock
  std::vector<ValueSet::Number> numbers;  // the sender's numbers for the values
  std::vector<boost::json::value> values;
};
BOOST_DESCRIBE_STRUCT(Rumour, (), (sent, numbers, values))

// Acknowledges a rumour, by the rumour's own time and numbers.
struct Heard {
  static constexpr std::string_view type = "heard";
  std::int64_t sent = 0;
  std::vector<ValueSet::Number> numbers;
};
BOOST_DESCRIBE_STRUCT(Heard, (), (sent, numbers))

class Gossip final : public sim::Node {
 public:
  explicit Gossip(sim::Host& host);

  const ValueSet& known() const { return known_; }
  std::optional<boost::json::value> state() const override { return shown(known_); }

 private:
  struct Link {
    sim::NodeId neighbour;
    Outbox outbox;
  };

  sim::Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& m);
  sim::Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& m,
                                                     sim::NodeId from);
  sim::Result<sim::broadcast::ReadOk> read(const sim::broadcast::Read& m);
  void rumour(const Rumour& m, sim::NodeId from);
  void heard(const Heard& m, sim::NodeId from);

  // Takes in what is new and passes it on. Of how many values was it in doubt whether `from`, which
  // tells them, has them?
  std::size_t learn(std::span<const boost::json::value> values, sim::NodeId from);
  void tell(Link& link, std::vector<ValueSet::Number> numbers);
  Link* link_to(sim::NodeId neighbour);
  // Sees to it that tell_again() runs when something is overdue.
  void watch();
  void tell_again(sim::Time at);

  std::vector<Link> links_;  // by neighbour
  ValueSet known_;
  std::optional<sim::Time> alarm_;  // when tell_again() runs next
};

}  // namespace eddy::nodes
