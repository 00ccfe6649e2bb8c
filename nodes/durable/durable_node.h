// A node program that has something to do with its disk before it takes part: it counts its lives
// (nodes/durable/epoch.h), and may read what an earlier one has left. Its init is answered after
// that.
#pragma once

#include <cstdint>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/init.h"

namespace eddy::nodes::durable {

class DurableNode : public sim::Node {
 protected:
  explicit DurableNode(sim::Host& host);

  // Done once, when the epoch is known.
  virtual sim::Task<void> prepare() { co_return; }

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
