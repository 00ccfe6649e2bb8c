#pragma once

#include <optional>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/lin_mutex.h"

namespace eddy::nodes::broken {

struct Settled {
  static constexpr std::string_view type = "settled";
};
BOOST_DESCRIBE_STRUCT(Settled, (), ())

// A client's wish, brought to the node that keeps the lock.
struct Ask {
  static constexpr std::string_view type = "ask";
  using Reply = Settled;
  sim::NodeId client;
  bool acquires = false;  // else it releases
};
BOOST_DESCRIBE_STRUCT(Ask, (), (client, acquires))

// Bug: n0 keeps the lock, and when it does not answer in time the next node does, which knows
// nothing of what n0 has granted: two clients hold the lock.
class LinMutexFailover final : public sim::Node {
 public:
  explicit LinMutexFailover(sim::Host& host);

  std::optional<boost::json::value> state() const override;

 private:
  static constexpr sim::Duration kPatience = std::chrono::milliseconds(200);

  sim::Task<sim::Result<sim::lin_mutex::AcquireOk>> acquire(const sim::lin_mutex::Acquire& m,
                                                            sim::NodeId from);
  sim::Task<sim::Result<sim::lin_mutex::ReleaseOk>> release(const sim::lin_mutex::Release& m,
                                                            sim::NodeId from);
  sim::Result<Settled> settle(const Ask& m);

  // The answer of the first node that gives one.
  sim::Task<sim::Result<Settled>> ask_around(const Ask& ask);

  std::optional<sim::NodeId> holder_;
};

}  // namespace eddy::nodes::broken
