#pragma once

#include <vector>

#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/broadcast.h"
#include "nodes/shown.h"

namespace eddy::nodes::broken {

struct Copied {
  static constexpr std::string_view type = "copied";
  boost::json::value value;
};
BOOST_DESCRIBE_STRUCT(Copied, (), (value))

// Bug: acknowledges a value, then stores it in a read-modify-write that a second one may overlap: a
// lost update.
class BroadcastForgets final : public sim::Node {
 public:
  explicit BroadcastForgets(sim::Host& host);

  const boost::json::array& stored() const { return stored_; }
  std::optional<boost::json::value> state() const override {
    return boost::json::object{{"seen", seen_.size()}, {"stored", shown_list(stored_)}};
  }

 private:
  sim::Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& m);
  sim::Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& m,
                                                     sim::NodeId from);
  sim::Result<sim::broadcast::ReadOk> read(const sim::broadcast::Read& m);
  void copied(const Copied& m, sim::NodeId from);

  void take(const boost::json::value& value, sim::NodeId from);
  sim::Task<void> store(boost::json::value value);

  std::vector<sim::NodeId> neighbours_;
  ValueSet seen_;  // what has been forwarded; a value lost here is never sent again
  boost::json::array stored_;
};

}  // namespace eddy::nodes::broken
