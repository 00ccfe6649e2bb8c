// lin-mutex-single: a lock that this node alone keeps; for a cluster of one.
#pragma once

#include <optional>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/lin_mutex.h"

namespace eddy::nodes {

class LinMutexSingle : public sim::Node {
 public:
  explicit LinMutexSingle(sim::Host& host);

  std::optional<boost::json::value> state() const override;

 private:
  struct Grant {
    sim::NodeId holder;
    sim::Time at;
  };

  sim::Result<sim::lin_mutex::AcquireOk> acquire(const sim::lin_mutex::Acquire& m,
                                                 sim::NodeId from);
  sim::Result<sim::lin_mutex::ReleaseOk> release(const sim::lin_mutex::Release& m,
                                                 sim::NodeId from);

  // May the lock be taken from who has had it for so long? Never.
  virtual bool is_over(sim::Duration /*held*/) const { return false; }

  std::optional<Grant> grant_;  // nothing: the lock is free
};

}  // namespace eddy::nodes
