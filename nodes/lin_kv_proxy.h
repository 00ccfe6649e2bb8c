// lin-kv-proxy: hands each request on to the service lin-kv, once, and its answer back.
//
// A read is asked again while no answer comes. A write or cas is not: its first copy may have taken
// effect, and then others' writes, so that a second one would bring back what they have
// overwritten. For the same reason it does not survive a network that duplicates requests.
#pragma once

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/lin_kv.h"

namespace eddy::nodes {

class LinKvProxy : public sim::Node {
 public:
  explicit LinKvProxy(sim::Host& host);

 protected:
  // Asks that service.
  LinKvProxy(sim::Host& host, sim::NodeId service);

 private:
  static constexpr sim::Duration kPatience = std::chrono::seconds(5);
  static constexpr int kReadTries = 10;

  sim::Task<sim::Result<sim::lin_kv::ReadOk>> read(const sim::lin_kv::Read& m);
  sim::Task<sim::Result<sim::lin_kv::WriteOk>> write(const sim::lin_kv::Write& m);
  sim::Task<sim::Result<sim::lin_kv::CasOk>> cas(const sim::lin_kv::Cas& m);

  sim::NodeId service_;
};

}  // namespace eddy::nodes
