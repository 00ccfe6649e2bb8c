// Raft nodes that are killed, whose disks tear, fill up, fail and rot, and that come back.
#include "eddy/testing.h"
#include "nodes/raft/invariants.h"
#include "nodes/raft/lin_kv_raft.h"
#include "nodes/raft/saved.h"
#include "tests/effort.h"

namespace eddy::nodes::raft {
namespace TEST_FILE {

using namespace std::chrono_literals;
using namespace sim::lin_kv;
using eddy::testing::Cluster;

bool has_leader(Cluster& cluster) {
  return cluster.run_until(
      [&] {
        for (std::size_t i = 0; i < cluster.nodes().size(); ++i) {
          sim::Host& host = cluster.simulation().host(Cluster::n(i));
          if (host.program() == nullptr) continue;
          const Raft& core = cluster.program<LinKvRaft>(i).core();
          if (core.leads() && core.commit() == core.log().last()) return true;
        }
        return false;
      },
      30s);
}

TEST_CASE("raft: when all nodes are killed nothing that was acknowledged is lost") {
  for (const std::uint64_t seed : eddy::testing::seeds(eddy::testing::effort(100, 10))) {
    Cluster cluster(3, &sim::make_node<LinKvRaft>, {.seed = seed});
    cluster.keep(cluster_invariants().front());
    for (std::size_t i = 0; i < 3; ++i) cluster.disk_fault(i, sim::DiskTrouble::torn);
    for (std::int64_t round = 1; round <= 3; ++round) {
      REQUIRE(has_leader(cluster));
      cluster.run_for(300ms);
      REQUIRE(cluster.rpc(cluster.n(seed % 3), Write{"k", round}));
      for (std::size_t i = 0; i < 3; ++i) cluster.kill(i);
      for (std::size_t i = 0; i < 3; ++i) cluster.restart(i);
      REQUIRE(has_leader(cluster));
      cluster.run_for(300ms);
      const auto read = cluster.rpc(cluster.n((seed + 1) % 3), Read{"k"});
      REQUIRE(read);
      CHECK(read->value == round);
    }
    CHECK_FALSE(cluster.breach());
  }
}

TEST_CASE("raft: no leader refuses what it, or an earlier life of it, may have put into its log") {
  Cluster cluster(3, &sim::make_node<LinKvRaft>, {.seed = 5});
  REQUIRE(has_leader(cluster));
  const auto leads = [&](std::size_t i) { return cluster.program<LinKvRaft>(i).core().leads(); };
  std::size_t leader = 0;
  while (!leads(leader)) ++leader;
  const std::size_t other = (leader + 1) % 3;
  const std::size_t third = (leader + 2) % 3;
  const auto name = [](std::size_t i) { return fmt::format("n{}", i); };
  Forward forward{cluster.program<LinKvRaft>(leader).core().term(), {}};
  forward.command.f = "write";
  forward.command.key = "k";
  forward.command.to = 1;
  forward.command.origin = Cluster::n(other);
  forward.command.serial = 1'000'000;
  forward.command.oldest = 1'000'000;
  const auto code_of = [&](const Forward& m, sim::Duration patience = 1s) {
    const auto reply = cluster.rpc(Cluster::n(leader), m, patience);
    REQUIRE_FALSE(reply);
    return reply.error().code;
  };
  cluster.partition({{name(leader)}, {name(other), name(third)}});
  CHECK(code_of(forward, 100ms) == sim::ErrorCode::timeout);  // it is in one log
  REQUIRE(cluster.run_until([&] { return leads(other) || leads(third); }, 10s));
  cluster.heal();
  REQUIRE(cluster.run_until([&] { return !leads(leader); }, 10s));
  CHECK(code_of(forward) == sim::ErrorCode::timeout);
  Forward unseen = forward;
  unseen.command.serial = unseen.command.oldest = 1'000'001;
  CHECK(code_of(unseen) == sim::ErrorCode::temporarily_unavailable);
  cluster.run_for(1s);
  cluster.kill(leader);
  cluster.restart(leader);
  cluster.run_for(1s);
  REQUIRE_FALSE(leads(leader));
  CHECK(code_of(forward) == sim::ErrorCode::timeout);
  CHECK(code_of(unseen) == sim::ErrorCode::timeout);
}

// n0 has entries, its disk has rotted, and it comes back.
void rot(Cluster& cluster) {
  cluster.keep(cluster_invariants().front());
  REQUIRE(has_leader(cluster));
  cluster.run_for(300ms);
  for (std::int64_t i = 0; i < 20; ++i) REQUIRE(cluster.rpc(cluster.n(1), Write{"k", i}));
  cluster.run_for(300ms);
  cluster.disk_fault(0, sim::DiskTrouble::bitrot);
  cluster.kill(0);
  cluster.restart(0);
}

TEST_CASE(
    "raft: a node whose log has rotted is restored by the others, and keeps what they gave it") {
  std::size_t restored = 0;
  for (const std::uint64_t seed : eddy::testing::seeds(eddy::testing::effort(100, 10))) {
    Cluster cluster(3, &sim::make_node<LinKvRaft>, {.seed = seed});
    rot(cluster);
    cluster.run_for(10s);
    if (!cluster.labels().contains("raft: restored from others") ||
        !cluster.labels().find("raft: restored from others")->second)
      continue;  // its mark has rotted, too
    ++restored;
    CHECK(cluster.program<LinKvRaft>(0).is_settled());
    cluster.heal_disk(0);
    // It counts again: without another one it makes a majority.
    cluster.kill(2);
    REQUIRE(cluster.rpc(cluster.n(1), Write{"k", 77}, 20s));
    cluster.kill(0);
    cluster.restart(0);
    cluster.run_for(5s);
    CHECK(cluster.program<LinKvRaft>(0).core().log().last() > 20);
    CHECK_FALSE(cluster.breach());
  }
  CHECK(restored > 0);
}

TEST_CASE(
    "raft: alone with one other, a node whose log has rotted elects nobody until it can be read") {
  for (const std::uint64_t seed : eddy::testing::seeds(eddy::testing::effort(50, 5))) {
    Cluster cluster(3, &sim::make_node<LinKvRaft>, {.seed = seed});
    cluster.keep(cluster_invariants().front());
    REQUIRE(has_leader(cluster));
    cluster.run_for(300ms);
    REQUIRE(cluster.rpc(cluster.n(1), Write{"k", 1}));
    cluster.run_for(300ms);
    for (std::size_t i = 0; i < 3; ++i) cluster.kill(i);
    cluster.disk_fault(0, sim::DiskTrouble::bitrot);
    cluster.restart(0);
    cluster.restart(1);
    cluster.run_for(10s);
    CHECK_FALSE(cluster.program<LinKvRaft>(0).core().leads());
    CHECK_FALSE(cluster.program<LinKvRaft>(1).core().leads());
    CHECK(cluster.labels().find("raft: found rot")->second);
    cluster.heal_disk(0);
    cluster.run_for(10s);
    const auto read = cluster.rpc(cluster.n(0), Read{"k"});
    REQUIRE(read);
    CHECK(read->value == 1);
    CHECK_FALSE(cluster.breach());
  }
}

TEST_CASE("raft: a node that has lost what it had saved gives no vote, and none in a term of old") {
  const std::vector<sim::NodeId> ids = {sim::NodeId::node(0), sim::NodeId::node(1),
                                        sim::NodeId::node(2)};
  Raft raft(ids[0], ids);
  raft.restore({.term = 4, .last = 2, .last_term = 3});
  raft.start();
  const auto sent = [&](const Message& message) {
    std::vector<Message> messages;
    for (const Action& action : raft.step(Received{ids[1], message})) {
      if (const auto* send = std::get_if<Send>(&action)) messages.push_back(send->message);
    }
    return messages;
  };
  CHECK(sent(RequestVote{9, 9, 9}).empty());
  CHECK(raft.is_being_restored());
  // A leader of a term that it knows to be over has nothing for it.
  CHECK(std::holds_alternative<Mismatched>(sent(AppendEntries{3, 0, 0, {}, 0}).at(0)));
  const std::vector<Entry> old = {{1, std::nullopt}, {3, std::nullopt}};
  CHECK(std::get<Restoring>(sent(AppendEntries{9, 0, 0, old, 2}).at(0)).next == 3);
  CHECK(raft.commit() == 0);
  const std::vector<Entry> own = {{9, std::nullopt}};
  CHECK(std::get<Appended>(sent(AppendEntries{9, 2, 3, own, 2}).at(0)).match == 3);
  CHECK_FALSE(raft.is_being_restored());
  CHECK_FALSE(std::get<Vote>(sent(RequestVote{9, 9, 9}).at(0)).granted);
  CHECK(std::get<Vote>(sent(RequestVote{10, 9, 9}).at(0)).granted);
}

TEST_CASE("raft: entries of the leader's term that it had saved are waited for") {
  const std::vector<sim::NodeId> ids = {sim::NodeId::node(0), sim::NodeId::node(1)};
  Raft raft(ids[0], ids);
  raft.restore({.term = 4, .last = 3, .last_term = 4});
  raft.start();
  const std::vector<Entry> two = {{1, std::nullopt}, {4, std::nullopt}};
  const std::vector<Entry> third = {{4, Command{}}};
  raft.step(Received{ids[1], AppendEntries{4, 0, 0, two, 0}});
  CHECK(raft.is_being_restored());
  raft.step(Received{ids[1], AppendEntries{4, 2, 4, third, 0}});
  CHECK_FALSE(raft.is_being_restored());
}

TEST_CASE("raft: what was persisted is the same when it is read back") {
  Stable stable;
  std::vector<std::string> records;
  const auto persist = [&](Persist one) {
    stable.term = one.term;
    stable.vote = one.vote;
    stable.log.replace(one.first, one.entries);
    records.push_back(encoded(one));
  };
  Command write;
  write.origin = sim::NodeId::node(2);
  write.serial = (std::uint64_t{3} << 32U) + 1;
  write.f = "write";
  write.key = "k";
  write.to = boost::json::object{{"a", nullptr}};
  persist({1, sim::NodeId::node(1), 1, {}});
  persist({2, std::nullopt, 1, {{2, std::nullopt}, {2, write}}});
  persist({3, std::nullopt, 2, {{3, std::nullopt}}});
  persist({3, std::nullopt, 3, {{3, write}}});
  const Stable read = restored(records);
  CHECK(read.term == 3);
  CHECK_FALSE(read.vote);
  REQUIRE(read.log.last() == 3);
  for (Index index = 1; index <= 3; ++index) CHECK(read.log.at(index) == stable.log.at(index));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::raft
