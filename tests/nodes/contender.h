// A client of a cluster that wants its lock, for tests of programs for lin-mutex.
#pragma once

#include "eddy/sim/protocol/lin_mutex.h"
#include "eddy/testing.h"

namespace eddy::nodes::test {

class Contender {
 public:
  // Talks to that node as client `number` of the cluster.
  Contender(eddy::testing::Cluster& cluster, std::uint32_t number, std::size_t node)
      : cluster_(cluster), client_(sim::NodeId::client(number)), node_(cluster.n(node)) {
    if (!cluster.simulation().exists(client_)) cluster.simulation().add_clients(1);
  }

  sim::Result<sim::lin_mutex::AcquireOk> acquire() { return ask(sim::lin_mutex::Acquire{}); }
  sim::Result<sim::lin_mutex::ReleaseOk> release() { return ask(sim::lin_mutex::Release{}); }

 private:
  template <class M>
  sim::Result<typename M::Reply> ask(const M& message) {
    std::optional<sim::Result<typename M::Reply>> result;
    sim::Host& host = cluster_.simulation().host(client_);
    const auto call = [&]() -> sim::Task<void> {
      result.emplace(co_await host.rpc(node_, message, std::chrono::seconds(5)));
    };
    host.spawn(call);
    cluster_.run_until([&] { return result.has_value(); }, std::chrono::seconds(10));
    REQUIRE(result);
    return std::move(*result);
  }
  eddy::testing::Cluster& cluster_;
  sim::NodeId client_;
  sim::NodeId node_;
};

}  // namespace eddy::nodes::test
