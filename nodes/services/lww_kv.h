// The service lww-kv: an eventually consistent key-value store that loses writes.
//
// Five replicas, each with a clock of its own (nodes/services/lww_replica.h). Every request goes to
// one of them, drawn by who asks and when; while they differ, one merges the state of another now
// and then, drawn by the time. An acknowledged write is lost when a write with a later timestamp,
// though made before it, meets it.
#pragma once

#include <optional>
#include <vector>

#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/node.h"
#include "eddy/sim/service_program.h"
#include "nodes/services/key_value.h"
#include "nodes/services/lww_replica.h"
#include "nodes/services/requests.h"

namespace eddy::nodes {

class LwwKv final : public sim::Node {
 public:
  static constexpr std::uint32_t kReplicas = 5;
  static constexpr sim::Duration kMeanGap = std::chrono::milliseconds(100);  // between merges

  LwwKv(sim::Host& host, const sim::ServiceOptions& options);

  // {"kv": {"x": 3}}, or, while the replicas may differ, {"replicas": {"x": [3, 3, 2, null, 3]}}.
  std::optional<boost::json::value> state() const override;

 private:
  template <class M>
  sim::Result<typename M::Reply> perform(const M& m, sim::NodeId from);
  void gossip_later();
  void gossip();
  std::uint64_t gossip_bits(std::uint64_t which) const;

  ValueSet keys_;
  std::optional<ValueSet::Number> latest_;  // the key that was written last
  std::vector<LwwReplica> replicas_;
  bool is_gossiping_ = false;
  RequestKeys request_keys_;
};

}  // namespace eddy::nodes
