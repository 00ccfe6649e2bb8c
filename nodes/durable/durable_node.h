// A node program that has something to do with its disk before it takes part: it counts its lives
// (nodes/durable/epoch.h), and may read what an earlier one has left. Its init is answered after
// that.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/init.h"

namespace eddy::nodes::durable {

class DurableNode : public sim::Node {
 public:
  // {"epoch": 1} and what show() adds. Nothing as long as the epoch is not known.
  std::optional<boost::json::value> state() const final;

 protected:
  explicit DurableNode(sim::Host& host);

  // Done once, when the epoch is known.
  virtual sim::Task<void> prepare() { co_return; }

  // What it keeps, for state().
  virtual void show(boost::json::object& /*state*/) const {}

  bool is_prepared() const { return is_prepared_; }
  // Waits until it is: for handlers, which tests may call without an init.
  sim::Task<void> prepared();
  // From 1 on; 0: not known yet.
  std::uint64_t epoch() const { return epoch_; }

 private:
  sim::Task<sim::Result<sim::InitOk>> init(const sim::Init& m);
  sim::Task<void> begin();

  std::uint64_t epoch_ = 0;
  bool is_prepared_ = false;
};

}  // namespace eddy::nodes::durable
