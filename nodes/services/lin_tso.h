// The service lin-tso: a timestamp oracle, which gives out 0, 1, 2, … in the order of the requests.
#pragma once

#include <cstdint>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/lin_tso.h"
#include "eddy/sim/service_program.h"

namespace eddy::nodes {

class LinTso final : public sim::Node {
 public:
  LinTso(sim::Host& host, const sim::ServiceOptions& /*options*/) : Node(host) { on(&LinTso::ts); }

  std::optional<boost::json::value> state() const override {
    return boost::json::object{{"next", next_}};
  }

 private:
  sim::Result<sim::lin_tso::TsOk> ts(const sim::lin_tso::Ts& /*m*/) {
    return sim::lin_tso::TsOk{next_++};
  }

  std::int64_t next_ = 0;
};

}  // namespace eddy::nodes
