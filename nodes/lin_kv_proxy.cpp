#include "nodes/lin_kv_proxy.h"

namespace eddy::nodes {

using namespace sim::lin_kv;
using sim::Error;
using sim::ErrorCode;

LinKvProxy::LinKvProxy(sim::Host& host) : LinKvProxy(host, sim::kLinKv) {}

LinKvProxy::LinKvProxy(sim::Host& host, sim::NodeId service) : Node(host), service_(service) {
  on(&LinKvProxy::read);
  on(&LinKvProxy::write);
  on(&LinKvProxy::cas);
}

sim::Task<sim::Result<ReadOk>> LinKvProxy::read(const Read& m) {
  for (int tries = 0; tries < kReadTries; ++tries) {
    auto answer = co_await rpc(service_, m, kPatience / kReadTries);
    if (answer || answer.error().code != ErrorCode::timeout) co_return answer;
  }
  co_return Error{ErrorCode::temporarily_unavailable, "the service does not answer"};
}

sim::Task<sim::Result<WriteOk>> LinKvProxy::write(const Write& m) {
  auto answer = co_await rpc(service_, m, kPatience);
  co_return answer;
}

sim::Task<sim::Result<CasOk>> LinKvProxy::cas(const Cas& m) {
  auto answer = co_await rpc(service_, m, kPatience);
  co_return answer;
}

}  // namespace eddy::nodes
