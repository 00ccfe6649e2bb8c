// lin-kv-single: a key-value store on this node alone; for a cluster of one.
#pragma once

#include <map>
#include <string>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/lin_kv.h"

namespace eddy::nodes {

class LinKvSingle final : public sim::Node {
 public:
  explicit LinKvSingle(sim::Host& host);

  std::optional<boost::json::value> state() const override;

 private:
  template <class M>
  sim::Result<typename M::Reply> perform(const M& m);

  std::map<std::string, boost::json::value> values_;  // by the key's text
  std::string latest_;                                // the key that was written last
};

}  // namespace eddy::nodes
