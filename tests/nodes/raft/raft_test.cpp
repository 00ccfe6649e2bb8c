#include "nodes/raft/raft.h"

#include <doctest/doctest.h>

#include "eddy/testing.h"
#include "nodes/broken/lin_kv_raft_double_count.h"
#include "nodes/broken/lin_kv_raft_forgets_vote.h"
#include "nodes/raft/lin_kv_raft.h"
#include "tests/effort.h"
#include "tests/nodes/raft/schedule.h"

namespace eddy::nodes::raft {
namespace TEST_FILE {

constexpr Weather kStorm{.loss = 100, .duplication = 100, .restart = 10, .timeout = 30};

constexpr std::uint64_t kSchedules = testing::effort(5'000, 300);

template <class T>
std::vector<T> all(const std::vector<Action>& actions) {
  std::vector<T> found;
  for (const Action& action : actions) {
    if (const T* one = std::get_if<T>(&action)) found.push_back(*one);
  }
  return found;
}

std::vector<sim::NodeId> ids(std::uint32_t count) {
  std::vector<sim::NodeId> ids;
  for (std::uint32_t i = 0; i < count; ++i) ids.push_back(sim::NodeId::node(i));
  return ids;
}
const sim::NodeId n0 = sim::NodeId::node(0);
const sim::NodeId n1 = sim::NodeId::node(1);
const sim::NodeId n2 = sim::NodeId::node(2);

TEST_CASE("the invariants hold in every schedule of loss, duplication, reordering and restarts") {
  std::size_t elections = 0;
  std::size_t answered = 0;
  std::size_t restarts = 0;
  for (const std::uint64_t seed : testing::seeds(kSchedules)) {
    CAPTURE(seed);
    Schedule schedule(seed, 3 + 2 * (seed % 2), &make_core<Raft>);
    schedule.run(300, kStorm);
    REQUIRE_MESSAGE(schedule.invariants().breaches().empty(),
                    schedule.invariants().breaches().front().text);
    elections += schedule.elections();
    answered += schedule.answered();
    restarts += schedule.restarts();
  }
  CHECK(elections > kSchedules);
  CHECK(answered > kSchedules);
  CHECK(restarts > kSchedules);
}

TEST_CASE("after a storm every node applies the same commands, new ones included") {
  for (const std::uint64_t seed : testing::seeds(kSchedules / 5)) {
    CAPTURE(seed);
    Schedule schedule(seed, 5, &make_core<Raft>);
    schedule.run(300, kStorm);
    REQUIRE(schedule.settles(20'000));
    for (std::size_t i = 1; i < schedule.size(); ++i) {
      CHECK(schedule.applied(i) == schedule.applied(0));
    }
    CHECK(schedule.invariants().breaches().empty());
  }
}

// Does some schedule break this invariant?
template <class Core>
bool breaks(std::string_view invariant) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Schedule schedule(seed, 5, &make_core<Core>);
    schedule.run(300, kStorm);
    for (const Invariants::Broken& breach : schedule.invariants().breaches()) {
      if (breach.invariant == invariant) return true;
    }
  }
  return false;
}

TEST_CASE("the invariants see what the wrong cores do") {
  CHECK(breaks<broken::RaftForgetsVote>("election-safety"));
  CHECK(breaks<broken::RaftForgetsVote>("log-matching"));
  CHECK(breaks<broken::RaftDoubleCount>("leader-completeness"));
  CHECK(breaks<broken::RaftDoubleCount>("state-machine-safety"));
}

TEST_CASE(
    "a node that hears of no leader asks all others for their votes, once it has saved its own") {
  Raft raft(n0, ids(3));
  const auto timers = all<SetTimer>(raft.start());
  REQUIRE(timers.size() == 1);
  CHECK(timers[0].least == Raft::kElection);
  CHECK(timers[0].spread == Raft::kElection);
  const auto actions = raft.step(TimedOut{});
  REQUIRE(std::holds_alternative<Persist>(actions.front()));
  CHECK(std::get<Persist>(actions.front()).term == 1);
  CHECK(std::get<Persist>(actions.front()).vote == n0);
  CHECK(all<Send>(actions).size() == 2);
}

TEST_CASE("a vote is given once a term, and to the same candidate again") {
  Raft raft(n0, ids(3));
  raft.start();
  const auto votes = [&](sim::NodeId from, Term term) {
    const auto sent = all<Send>(raft.step(Received{from, RequestVote{term, 0, 0}}));
    return std::get<Vote>(sent.at(0).message).granted;
  };
  CHECK(votes(n1, 1));
  CHECK_FALSE(votes(n2, 1));
  CHECK(votes(n1, 1));
  CHECK(votes(n2, 2));
  CHECK_FALSE(votes(n1, 1));
}

TEST_CASE("no vote for a log that is behind") {
  Stable saved;
  saved.term = 2;
  saved.log.append({1, std::nullopt});
  saved.log.append({2, std::nullopt});
  Raft raft(n0, ids(3), saved);
  raft.start();
  const auto granted = [&](Term term, Index last, Term last_term) {
    const auto sent = all<Send>(raft.step(Received{n1, RequestVote{term, last, last_term}}));
    return std::get<Vote>(sent.at(0).message).granted;
  };
  CHECK_FALSE(granted(3, 1, 2));  // shorter
  CHECK_FALSE(granted(4, 9, 1));  // longer, but of an older term
  CHECK(granted(5, 2, 2));
  CHECK(granted(6, 1, 3));
}

// n0 leads n1 and n2, and each has the mark of the term.
void elect(Raft& raft) {
  raft.start();
  raft.step(TimedOut{});
  raft.step(Received{n1, Vote{1, true}});
  raft.step(Received{n1, Appended{1, 1}});
  raft.step(Received{n2, Appended{1, 1}});
}

TEST_CASE("a proposal is answered when a majority has it, not before") {
  Raft raft(n0, ids(3));
  elect(raft);
  CHECK(raft.commit() == 1);
  const auto proposed = raft.step(Proposal{7, Command{}});
  CHECK(all<Apply>(proposed).empty());
  CHECK(all<Send>(proposed).size() == 2);
  const auto applied = all<Apply>(raft.step(Received{n2, Appended{1, 2}}));
  REQUIRE(applied.size() == 1);
  CHECK(applied[0].ticket == 7);
  CHECK(all<Apply>(raft.step(Received{n1, Appended{1, 2}})).empty());
}

TEST_CASE("who does not lead refuses proposals, and who leads no more abandons them") {
  Raft raft(n0, ids(3));
  raft.start();
  CHECK(all<Refuse>(raft.step(Proposal{6, Command{}})).at(0).ticket == 6);
  elect(raft);
  raft.step(Proposal{7, Command{}});
  const auto actions = raft.step(Received{n2, Vote{5, false}});
  CHECK(all<Abandon>(actions).at(0).ticket == 7);
  CHECK(all<SetTimer>(actions).at(0).least == Raft::kElection);
  CHECK_FALSE(raft.leads());
}

TEST_CASE("an entry of an earlier term is not committed by counting (figure 8 of the paper)") {
  Stable saved;
  saved.term = 2;
  saved.log.append({2, Command{}});
  Raft raft(n0, ids(3), saved);
  raft.start();
  raft.step(TimedOut{});
  raft.step(Received{n1, Vote{3, true}});
  REQUIRE(raft.leads());
  raft.step(Received{n1, Appended{3, 1}});
  CHECK(raft.commit() == 0);
  CHECK(all<Apply>(raft.step(Received{n1, Appended{3, 2}})).size() == 1);
  CHECK(raft.commit() == 2);
}

TEST_CASE("a follower that misses an entry says where to go on, and gets all from there") {
  Raft leader(n0, ids(3));
  elect(leader);
  for (Ticket ticket = 1; ticket <= 3; ++ticket) leader.step(Proposal{ticket, Command{}});
  Stable saved;
  saved.term = 1;
  saved.log.append({1, std::nullopt});
  Raft late(n2, ids(3), saved);
  late.start();
  auto sent = all<Send>(leader.step(TimedOut{}));
  const Send& heartbeat = sent.at(1);
  REQUIRE(heartbeat.to == n2);
  sent = all<Send>(late.step(Received{n0, heartbeat.message}));
  CHECK(std::get<Mismatched>(sent.at(0).message).retry == 2);
  sent = all<Send>(leader.step(Received{n2, sent.at(0).message}));
  CHECK(std::get<AppendEntries>(sent.at(0).message).previous == 1);
  CHECK(std::get<AppendEntries>(sent.at(0).message).entries.size() == 3);
}

TEST_CASE("a cluster of one leads and answers alone") {
  Raft raft(n0, ids(1));
  raft.start();
  raft.step(TimedOut{});
  CHECK(raft.leads());
  CHECK(all<Apply>(raft.step(Proposal{1, Command{}})).at(0).ticket == 1);
}

TEST_CASE("an election that nobody answers is soon tried again, one answered late waits longer") {
  Raft raft(n0, ids(3));
  raft.start();
  const auto wait_of = [](const std::vector<Action>& actions) {
    return all<SetTimer>(actions).at(0).least;
  };
  for (int lost = 0; lost < 20; ++lost) CHECK(wait_of(raft.step(TimedOut{})) == Raft::kElection);
  raft.step(Received{n1, Vote{1, true}});
  CHECK(wait_of(raft.step(TimedOut{})) == 2 * Raft::kElection);
  CHECK(wait_of(raft.step(TimedOut{})) == 2 * Raft::kElection);
  raft.step(Received{n1, Vote{2, false}});
  CHECK(wait_of(raft.step(TimedOut{})) == 4 * Raft::kElection);
}

TEST_CASE("nodes that were cut off from one another for long have a leader soon after") {
  using namespace std::chrono_literals;
  for (const std::uint64_t seed : testing::seeds(20)) {
    testing::Cluster cluster(2, &sim::make_node<LinKvRaft>, {.seed = seed});
    cluster.run_for(3s);
    cluster.partition({{"n0"}, {"n1"}});
    cluster.run_for(2min);
    cluster.heal();
    cluster.run_for(5s);
    CHECK(cluster.rpc(testing::Cluster::n(0), sim::lin_kv::Write{1, 2}));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::raft
