// lin-mutex-proxy: a lock in the service lin-kv: one key, which holds [holder, turn]: the name of
// the client that has the lock, or null, and how often the lock has changed hands.
//
// No state comes twice. So a cas that expects one takes effect at most once, however often it is
// sent or doubled, and is sent again until that state has been left: the turn after it tells whose
// cas did that. Once sent, no other cas is tried for the same request, or it might count twice.
#pragma once

#include <cstdint>
#include <optional>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/lin_mutex.h"

namespace eddy::nodes {

class LinMutexProxy final : public sim::Node {
 public:
  explicit LinMutexProxy(sim::Host& host);

 private:
  struct Lock {
    boost::json::value holder;  // null: the lock is free
    std::int64_t turn = 0;
  };

  static constexpr sim::Duration kPatience = std::chrono::milliseconds(500);
  static constexpr int kTries = 8;

  sim::Task<sim::Result<sim::lin_mutex::AcquireOk>> acquire(const sim::lin_mutex::Acquire& m,
                                                            sim::NodeId from);
  sim::Task<sim::Result<sim::lin_mutex::ReleaseOk>> release(const sim::lin_mutex::Release& m,
                                                            sim::NodeId from);

  // The lock goes from this holder to that one, or why not.
  sim::Task<sim::Result<void>> pass(const boost::json::value& from, const boost::json::value& to);
  // What became of a cas, now that the state which it expected has been left.
  static sim::Result<void> outcome(const Lock& lock, std::int64_t asked_for,
                                   const boost::json::value& from, const boost::json::value& to);
  static sim::Error held(const Lock& lock);
  sim::Task<sim::Result<Lock>> look();
  sim::Task<sim::Result<void>> change(const Lock& before, const boost::json::value& holder);
};

}  // namespace eddy::nodes
