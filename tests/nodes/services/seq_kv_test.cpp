#include "nodes/services/seq_kv.h"

#include <map>

#include "nodes/echo.h"
#include "tests/nodes/services/session.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::lin_kv::Cas;
using sim::lin_kv::Read;
using sim::lin_kv::Write;
using test::Session;

// All states of the store, by what was written and acknowledged.
class Timeline {
 public:
  void write(std::int64_t key, std::int64_t value) {
    auto next = states_.back();
    next[key] = value;
    states_.push_back(std::move(next));
  }
  std::size_t newest() const { return states_.size() - 1; }
  // What the key holds there; −1 for nothing.
  std::int64_t at(std::size_t state, std::int64_t key) const {
    const auto found = states_[state].find(key);
    return found == states_[state].end() ? -1 : found->second;
  }
  // The first state from `from` on in which the key holds that.
  std::optional<std::size_t> first(std::size_t from, std::int64_t key, std::int64_t value) const {
    for (std::size_t state = from; state < states_.size(); ++state) {
      if (at(state, key) == value) return state;
    }
    return std::nullopt;
  }
  std::size_t last(std::int64_t key, std::int64_t value) const {
    std::size_t state = newest();
    while (at(state, key) != value) --state;
    return state;
  }

 private:
  std::vector<std::map<std::int64_t, std::int64_t>> states_ = {{}};
};

std::int64_t read(Session& session, std::int64_t key) {
  const auto reply = session.ask(Read{key});
  return reply ? reply->value.as_int64() : -1;
}

// Clients that read and write three keys, one operation at a time. Every client must see states in
// their order, its own writes included; returns how many reads missed the newest value.
int play(std::uint64_t seed, std::size_t& oldest_seen) {
  constexpr std::uint32_t kClients = 4;
  eddy::testing::Cluster cluster(1, &sim::make_node<Echo>, {.seed = seed});
  cluster.simulation().add_clients(kClients - 1);
  sim::Random random(seed, sim::Purpose::test, 0);
  Timeline timeline;
  std::size_t seen[kClients] = {};
  int stale = 0;
  for (std::int64_t value = 0; value < 300; ++value) {
    const auto who = static_cast<std::uint32_t>(random.below(kClients));
    const auto key = static_cast<std::int64_t>(random.below(3));
    Session session(cluster, sim::kSeqKv, sim::NodeId::client(who));
    if (random.below(3) == 0) {
      REQUIRE(session.ask(Write{key, value}));
      timeline.write(key, value);
      seen[who] = timeline.newest();
    } else {
      const std::int64_t got = read(session, key);
      // The earliest state that explains the read leaves the most room for those to come.
      const auto state = timeline.first(seen[who], key, got);
      REQUIRE(state);
      seen[who] = *state;
      if (got != timeline.at(timeline.newest(), key)) ++stale;
      oldest_seen = std::max(oldest_seen, timeline.newest() - timeline.last(key, got));
    }
    cluster.run_for(1ms);
  }
  return stale;
}

TEST_CASE("seq-kv: every client sees the states in one order, but not always the newest") {
  int stale = 0;
  std::size_t oldest_seen = 0;
  for (const std::uint64_t seed : eddy::testing::seeds(20)) {
    CAPTURE(seed);
    stale += play(seed, oldest_seen);
  }
  CHECK(stale > 100);  // a linearizable store has none
  CHECK(oldest_seen > 8);
  CHECK(oldest_seen < Versions::kVisible);
}

TEST_CASE("seq-kv: turned up, a client that has seen nothing sees the oldest visible state") {
  eddy::testing::Cluster cluster(
      1, &sim::make_node<Echo>, {.services = {.seq_kv_staleness = sim::Probability::percent(100)}});
  cluster.simulation().add_clients(2);
  Session writer(cluster, sim::kSeqKv, sim::NodeId::client(0));
  for (int i = 1; i <= 20; ++i) REQUIRE(writer.ask(Write{0, i}));
  Session early(cluster, sim::kSeqKv, sim::NodeId::client(1));
  CHECK(read(early, 0) == -1);
  for (int i = 21; i <= 100; ++i) REQUIRE(writer.ask(Write{0, i}));
  CHECK(read(early, 0) == 69);  // 100 down to 69 are 32 states
  CHECK(read(writer, 0) == 100);
  Session late(cluster, sim::kSeqKv, sim::NodeId::client(2));
  CHECK(read(late, 0) == 69);
  // Who changes something sees the newest state from then on; who fails to, does not.
  CHECK_FALSE(late.ask(Cas{0, 5, 6}));
  CHECK(read(late, 0) == 69);
  REQUIRE(late.ask(Cas{0, 100, 101}).has_error());
  CHECK(late.ask(Write{1, "new"}));
  CHECK(read(late, 0) == 100);
}

TEST_CASE("seq-kv: a cas that would change an old state goes to the newest, and may fail there") {
  eddy::testing::Cluster cluster(
      1, &sim::make_node<Echo>, {.services = {.seq_kv_staleness = sim::Probability::percent(100)}});
  cluster.simulation().add_clients(1);
  REQUIRE(cluster.rpc(sim::kSeqKv, Write{0, 1}));
  REQUIRE(cluster.rpc(sim::kSeqKv, Write{0, 2}));
  Session other(cluster, sim::kSeqKv, sim::NodeId::client(1));
  // Fits the oldest state, in which the key is not there, but not the newest.
  const auto reply = other.ask(Cas{0, 1, 3, true});
  REQUIRE_FALSE(reply);
  CHECK(reply.error().code == sim::ErrorCode::precondition_failed);
  CHECK(read(other, 0) == 2);
}

TEST_CASE("seq-kv: what one client asks changes nothing of what another gets") {
  const auto answers = [](bool with_other) {
    eddy::testing::Cluster cluster(1, &sim::make_node<Echo>);
    cluster.simulation().add_clients(2);
    Session writer(cluster, sim::kSeqKv, sim::NodeId::client(0));
    Session reader(cluster, sim::kSeqKv, sim::NodeId::client(1));
    Session other(cluster, sim::kSeqKv, sim::NodeId::client(2));
    std::vector<std::int64_t> got;
    for (int i = 0; i < 50; ++i) {
      REQUIRE(writer.ask(Write{0, i}));
      if (with_other) read(other, 0);
      got.push_back(read(reader, 0));
      got.push_back(read(reader, 0));
      cluster.run_for(1ms);
    }
    return got;
  };
  CHECK(answers(false) == answers(true));
}

TEST_CASE("versions: the last 32 states are there, as they were") {
  for (const std::uint64_t seed : eddy::testing::seeds(50)) {
    CAPTURE(seed);
    sim::Random random(seed, sim::Purpose::test, 1);
    Versions versions;
    Timeline timeline;
    for (std::int64_t value = 0; value < 200; ++value) {
      const auto key = static_cast<std::int64_t>(random.below(1 + seed % 7));
      versions.write(key, value);
      timeline.write(key, value);
      REQUIRE(versions.newest() == timeline.newest());
      for (std::uint64_t state = versions.oldest(); state <= versions.newest(); ++state) {
        for (std::int64_t k = 0; k < 7; ++k) {
          const auto* held = versions.at(k, state);
          REQUIRE((held == nullptr ? -1 : held->as_int64()) == timeline.at(state, k));
        }
      }
    }
    CHECK(versions.newest() - versions.oldest() + 1 == Versions::kVisible);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
