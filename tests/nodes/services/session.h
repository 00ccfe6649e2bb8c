// A client of a cluster that asks one thing after the other, for tests of the services.
#pragma once

#include "eddy/testing.h"

namespace eddy::nodes::test {

class Session {
 public:
  // REQUIRES: a service, and a client or node of that cluster.
  Session(eddy::testing::Cluster& cluster, sim::NodeId service, sim::NodeId who)
      : cluster_(cluster), service_(service), host_(cluster.simulation().host(who)) {}

  template <class M>
  sim::Result<typename M::Reply> ask(const M& message) {
    std::optional<sim::Result<typename M::Reply>> result;
    const auto call = [&]() -> sim::Task<void> {
      result.emplace(co_await host_.rpc(service_, message, std::chrono::seconds(5)));
    };
    host_.spawn(call);
    cluster_.run_until([&] { return result.has_value(); }, std::chrono::seconds(10));
    REQUIRE(result);
    return std::move(*result);
  }

 private:
  eddy::testing::Cluster& cluster_;
  sim::NodeId service_;
  sim::Host& host_;
};

// The error's code, or nothing when all went well.
template <class T>
std::optional<sim::ErrorCode> error_of(const sim::Result<T>& result) {
  if (result) return std::nullopt;
  return result.error().code;
}

}  // namespace eddy::nodes::test
