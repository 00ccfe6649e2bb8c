// The service lin-kv: a linearizable key-value store, for it is one node that answers at once.
#pragma once

#include <optional>
#include <vector>

#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/node.h"
#include "eddy/sim/service_program.h"
#include "nodes/services/key_value.h"

namespace eddy::nodes {

class LinKv final : public sim::Node {
 public:
  LinKv(sim::Host& host, const sim::ServiceOptions& options);

  std::optional<boost::json::value> state() const override;

 private:
  template <class M>
  sim::Result<typename M::Reply> perform(const M& m);

  ValueSet keys_;
  std::vector<boost::json::value> values_;  // by the key's number
  std::optional<ValueSet::Number> latest_;  // the key that was written last
};

}  // namespace eddy::nodes
