// The service seq-kv: a key-value store that is sequential, and no more.
//
// Every client sees the same states in the same order, and never goes back; but what it sees may be
// old. An operation that changes nothing (a read, a cas that fails, a write of what is there) sees
// any of the last 32 states that is not older than what its client last saw; one that changes
// something goes to the newest. Which state is drawn by who asks, and when: taking a request out of
// a run leaves the draws of the others as they were.
#pragma once

#include <cstdint>
#include <map>

#include "eddy/sim/node.h"
#include "eddy/sim/service_program.h"
#include "nodes/services/key_value.h"
#include "nodes/services/requests.h"
#include "nodes/services/versions.h"

namespace eddy::nodes {

class SeqKv final : public sim::Node {
 public:
  SeqKv(sim::Host& host, const sim::ServiceOptions& options);

  std::optional<boost::json::value> state() const override;

 private:
  template <class M>
  sim::Result<typename M::Reply> perform(const M& m, sim::NodeId from);
  std::uint64_t state_for(sim::NodeId from, std::uint64_t seen);

  sim::Probability staleness_;
  Versions versions_;
  std::map<sim::NodeId, std::uint64_t> seen_;  // the state that each client saw last
  RequestKeys keys_;
};

}  // namespace eddy::nodes
