// What the key-value services have in common, and how the network treats services.
#include "eddy/nodes/services/services.h"

#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/sim/protocol/lin_tso.h"
#include "nodes/echo.h"
#include "tests/nodes/services/session.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::ErrorCode;
using sim::lin_kv::Cas;
using sim::lin_kv::Read;
using sim::lin_kv::Write;
using test::error_of;
using test::Session;

constexpr sim::NodeId kKeyValueServices[] = {sim::kLinKv, sim::kSeqKv, sim::kLwwKv};

TEST_CASE("services: a key that is not there is error 20, another value than expected error 22") {
  for (const sim::NodeId service : kKeyValueServices) {
    CAPTURE(service.name());
    eddy::testing::Cluster cluster(1, &sim::make_node<Echo>);
    Session session(cluster, service, sim::NodeId::client(0));
    CHECK(error_of(session.ask(Read{"k"})) == ErrorCode::key_does_not_exist);
    CHECK(error_of(session.ask(Cas{"k", 1, 2})) == ErrorCode::key_does_not_exist);
    CHECK(error_of(session.ask(Cas{"k", 1, 2, false})) == ErrorCode::key_does_not_exist);
    CHECK(session.ask(Cas{"k", 1, 2, true}));  // whatever `from` is
    cluster.run_for(10s);                      // so that the replicas of lww-kv agree
    CHECK(session.ask(Read{"k"})->value == 2);
    CHECK(error_of(session.ask(Cas{"k", 1, 3})) == ErrorCode::precondition_failed);
    CHECK(error_of(session.ask(Cas{"k", 1, 3, true})) == ErrorCode::precondition_failed);
    CHECK(session.ask(Cas{"k", 2, 3}));
    cluster.run_for(10s);
    CHECK(session.ask(Read{"k"})->value == 3);
    CHECK(session.ask(Write{"k", {{"deep", {1, nullptr}}}}));
    cluster.run_for(10s);
    CHECK(session.ask(Cas{"k", {{"deep", {1, nullptr}}}, 4}));
  }
}

TEST_CASE("services: keys are any JSON, and the number 1 is not the text \"1\"") {
  for (const sim::NodeId service : kKeyValueServices) {
    CAPTURE(service.name());
    eddy::testing::Cluster cluster(1, &sim::make_node<Echo>);
    Session session(cluster, service, sim::NodeId::client(0));
    const boost::json::value keys[] = {1, "1", nullptr, {1, 2}, {{"a", 1}, {"b", 2}}, true, 1.5};
    for (std::size_t i = 0; i < std::size(keys); ++i) REQUIRE(session.ask(Write{keys[i], i}));
    cluster.run_for(10s);
    for (std::size_t i = 0; i < std::size(keys); ++i) {
      CHECK(session.ask(Read{keys[i]})->value == boost::json::value(i));
    }
  }
}

TEST_CASE("services: they have stores of their own") {
  eddy::testing::Cluster cluster(1, &sim::make_node<Echo>);
  REQUIRE(cluster.rpc(sim::kLinKv, Write{"k", 1}));
  CHECK(error_of(cluster.rpc(sim::kSeqKv, Read{"k"})) == ErrorCode::key_does_not_exist);
  CHECK(error_of(cluster.rpc(sim::kLwwKv, Read{"k"})) == ErrorCode::key_does_not_exist);
  CHECK(error_of(cluster.rpc(sim::kLinTso, Read{"k"})) == ErrorCode::not_supported);
  CHECK(error_of(cluster.rpc(sim::kLinKv, sim::lin_tso::Ts{})) == ErrorCode::not_supported);
}

TEST_CASE("services: lin-kv shows each write to whoever asks next") {
  eddy::testing::Cluster cluster(3, &sim::make_node<Echo>);
  cluster.simulation().add_clients(3);
  for (int i = 0; i < 100; ++i) {
    const auto writer = sim::NodeId::client(static_cast<std::uint32_t>(i % 4));
    const auto reader = sim::NodeId::client(static_cast<std::uint32_t>((i + 1) % 4));
    REQUIRE(Session(cluster, sim::kLinKv, writer).ask(Write{"k", i}));
    CHECK(Session(cluster, sim::kLinKv, reader).ask(Read{"k"})->value == i);
  }
}

TEST_CASE("services: lin-tso gives out 0, 1, 2, … to whoever asks") {
  eddy::testing::Cluster cluster(2, &sim::make_node<Echo>);
  for (std::int64_t i = 0; i < 20; ++i) {
    const auto who = i % 2 == 0 ? sim::NodeId::client(0) : cluster.n(1);
    CHECK(Session(cluster, sim::kLinTso, who).ask(sim::lin_tso::Ts{})->ts == i);
  }
}

TEST_CASE("services: the nemesis leaves them alone, a partition and any other fault") {
  eddy::testing::Cluster cluster(
      2, &sim::make_node<Echo>,
      {.network = {.hop = 0ms, .latency = {sim::LatencyDistribution::constant, 30ms}}});
  cluster.partition({{"n0"}, {"n1"}});
  cluster.inject(sim::Loss{sim::Probability::percent(100)});
  cluster.inject(sim::Duplication{sim::Probability::percent(100)});
  cluster.inject(sim::Slowness{1s});
  for (std::size_t i = 0; i < 2; ++i) {
    const sim::Time before = cluster.now();
    CHECK(Session(cluster, sim::kLinKv, cluster.n(i)).ask(Write{"k", 1}));
    CHECK(cluster.now() - before == 60ms);
  }
  const sim::Time before = cluster.now();
  CHECK(Session(cluster, sim::kLinKv, sim::NodeId::client(0)).ask(Read{"k"}));
  CHECK(cluster.now() == before);
}

TEST_CASE("services: the network's own loss and duplication are theirs too") {
  eddy::testing::Cluster lossy(1, &sim::make_node<Echo>,
                               {.network = {.loss = sim::Probability::percent(100)}});
  CHECK(error_of(Session(lossy, sim::kLinKv, lossy.n(0)).ask(Write{"k", 1})) == ErrorCode::timeout);
  CHECK(Session(lossy, sim::kLinKv, sim::NodeId::client(0)).ask(Write{"k", 1}));
  eddy::testing::Cluster doubling(1, &sim::make_node<Echo>,
                                  {.network = {.duplicate = sim::Probability::percent(100)}});
  CHECK(Session(doubling, sim::kLinTso, doubling.n(0)).ask(sim::lin_tso::Ts{}));
  doubling.run_for(1s);
  CHECK(Session(doubling, sim::kLinTso, sim::NodeId::client(0)).ask(sim::lin_tso::Ts{})->ts == 2);
}

TEST_CASE("services: a run that does not use them is the same without them") {
  workloads::Options options;
  options.plan.workload = "broadcast";
  options.run.program = "broadcast-gossip";
  options.run.network.latency = {sim::LatencyDistribution::exponential, 20ms};
  const auto workload = workloads::find_workload("broadcast")->make();
  sim::NodeProgram program = find("broadcast-gossip")->program();
  program.services = {};
  const auto without = workloads::experiment(options, *workload, program);
  program.services.assign(std::begin(kServices), std::end(kServices));
  const auto with = workloads::experiment(options, *workload, program);
  CHECK(without.run.fingerprint == with.run.fingerprint);
  CHECK(without.run.events == with.run.events);
}

TEST_CASE("services: every program of the catalog may ask them") {
  for (const ProgramEntry& program : catalog()) {
    CAPTURE(program.name);
    CHECK(std::equal(program.services.begin(), program.services.end(), std::begin(kServices),
                     std::end(kServices), [](const auto& a, const auto& b) {
                       return a.id == b.id && a.make == b.make;
                     }));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
