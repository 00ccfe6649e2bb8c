#include "eddy/testing.h"
#include "nodes/lin_kv_proxy.h"
#include "nodes/lin_kv_single.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using namespace sim::lin_kv;
using eddy::testing::Cluster;
using sim::ErrorCode;

void check_store(Cluster& cluster) {
  const std::size_t last = cluster.nodes().size() - 1;
  CHECK(cluster.rpc(cluster.n(0), Read{"k"}).error().code == ErrorCode::key_does_not_exist);
  CHECK(cluster.rpc(cluster.n(0), Cas{"k", 1, 2}).error().code == ErrorCode::key_does_not_exist);
  CHECK(cluster.rpc(cluster.n(0), Write{"k", 1}));
  CHECK(cluster.rpc(cluster.n(last), Read{"k"})->value == 1);
  CHECK(cluster.rpc(cluster.n(last), Cas{"k", 1, 2}));
  CHECK(cluster.rpc(cluster.n(0), Cas{"k", 1, 2}).error().code == ErrorCode::precondition_failed);
  CHECK(cluster.rpc(cluster.n(0), Read{"k"})->value == 2);
}

TEST_CASE("lin-kv: one node keeps the keys") {
  Cluster cluster(1, &sim::make_node<LinKvSingle>);
  check_store(cluster);
}

TEST_CASE("lin-kv: each node of lin-kv-proxy asks the service") {
  Cluster cluster(3, &sim::make_node<LinKvProxy>, {.network = {.latency = {.mean = 10ms}}});
  check_store(cluster);
}

TEST_CASE("lin-kv-proxy asks again when a read is lost, but not when a write is") {
  std::size_t lost_writes = 0;
  for (const std::uint64_t seed : eddy::testing::seeds(20)) {
    Cluster cluster(1, &sim::make_node<LinKvProxy>,
                    {.seed = seed, .network = {.loss = sim::Probability::percent(30)}});
    const auto read = cluster.rpc(cluster.n(0), Read{"k"}, 10s);
    CHECK(read.error().code == ErrorCode::key_does_not_exist);
    const auto written = cluster.rpc(cluster.n(0), Write{"k", 2}, 10s);
    if (written) continue;
    CHECK(written.error().code == ErrorCode::timeout);
    ++lost_writes;
  }
  CHECK(lost_writes > 0);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
