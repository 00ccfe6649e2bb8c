// No run is valid while a node's last read misses what was acknowledged, and late is not never.
#include <algorithm>
#include <map>
#include <set>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/broadcast.h"
#include "eddy/testing.h"
#include "tests/effort.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::OpType;
using checkers::Validity;

constexpr std::uint64_t kSeeds = testing::effort(1000, 50);

workloads::Options disturbed(const nodes::ProgramEntry& program, std::uint64_t seed) {
  workloads::Options options;
  options.plan.workload = program.workload;
  options.run.program = program.name;
  options.run.seed = seed;
  options.plan.rate = 10;
  options.run.time_limit = 5s;
  options.run.network.latency.mean = 10ms;
  options.plan.nemesis.interval = 1s;
  options.plan.nemesis.kinds = {sim::FaultKind::partition};
  if (seed % 2 == 1) options.run.network.loss = sim::Probability::percent(10);
  return options;
}

// What the last reads say, read without the checkers.
struct Ending {
  std::set<std::int64_t> acknowledged;
  std::vector<std::set<std::int64_t>> shown;
  std::set<std::int64_t> counted;

  explicit Ending(const checkers::History& history) {
    for (std::size_t i = 0; i < history.ops.size(); ++i) {
      const auto& op = history.ops[i];
      if (!op.is_client() || op.type != OpType::ok) continue;
      if (op.f == "add" || op.f == "broadcast") acknowledged.insert(op.value.as_int64());
      if (!op.final_op) continue;
      if (op.value.is_array()) {
        auto& one = shown.emplace_back();
        const boost::json::value whole = whole_value(history, i);
        for (const auto& item : whole.get_array()) one.insert(item.as_int64());
      } else {
        counted.insert(op.value.as_int64());
      }
    }
  }

  bool misses_something() const {
    return counted.size() > 1 || std::any_of(shown.begin(), shown.end(), [this](const auto& one) {
             return !std::includes(one.begin(), one.end(), acknowledged.begin(),
                                   acknowledged.end());
           });
  }
};

void never_valid_while_incomplete(const char* name, bool often = true) {
  const auto& program = *nodes::find(name);
  CAPTURE(name);
  std::size_t incomplete = 0;
  for (const std::uint64_t seed : testing::seeds(kSeeds)) {
    const auto done = testing::experiment(disturbed(program, seed), program);
    if (!Ending(done.run.history).misses_something()) continue;
    ++incomplete;
    CAPTURE(seed);
    REQUIRE(done.results.validity == Validity::invalid);
  }
  if (often) CHECK(incomplete > kSeeds / 20);
}

TEST_CASE("convergence: no run of broadcast-flood is valid while a last read misses a value") {
  never_valid_while_incomplete("broadcast-flood");
}
TEST_CASE("convergence: no run of broadcast-forgets is valid while a last read misses a value") {
  never_valid_while_incomplete("broadcast-forgets");
}
TEST_CASE("convergence: no run of broadcast-neighbours is valid while a last read misses a value") {
  never_valid_while_incomplete("broadcast-neighbours");
}
TEST_CASE("convergence: no run of broadcast-single is valid while a last read misses a value") {
  never_valid_while_incomplete("broadcast-single");
}
TEST_CASE("convergence: no run of g-set-larger is valid while a last read misses an element") {
  never_valid_while_incomplete("g-set-larger");
}
TEST_CASE("convergence: no run of g-counter-stale is valid while last reads differ") {
  never_valid_while_incomplete("g-counter-stale", false);  // it comes to agree, but late
}
TEST_CASE("convergence: no run of pn-counter-once is valid while last reads differ") {
  never_valid_while_incomplete("pn-counter-once");
}

struct Letter {
  static constexpr std::string_view type = "letter";
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(Letter, (), (value))

// Tells its values to the others at a set time, and never again.
class Postman : public sim::Node {
 public:
  Postman(sim::Host& host, sim::Duration delivery) : Node(host) {
    on(&Postman::topology);
    on(&Postman::broadcast);
    on(&Postman::read);
    on(&Postman::deliver);
    after(delivery, [this] {
      for (const sim::NodeId peer : peers()) {
        for (const std::int64_t value : values_) send(peer, Letter{value});
      }
    });
  }

 private:
  sim::Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& /*m*/) {
    return sim::broadcast::TopologyOk{};
  }
  sim::Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& m) {
    values_.insert(m.message.as_int64());
    return sim::broadcast::BroadcastOk{};
  }
  sim::Result<sim::broadcast::ReadOk> read(const sim::broadcast::Read& /*m*/) {
    return sim::broadcast::ReadOk{boost::json::array(values_.begin(), values_.end())};
  }
  void deliver(const Letter& m) { values_.insert(m.value); }

  std::set<std::int64_t> values_;
};

template <std::int64_t kMilliseconds>
class PostmanAt final : public Postman {
 public:
  explicit PostmanAt(sim::Host& host) : Postman(host, std::chrono::milliseconds(kMilliseconds)) {}
};

template <std::int64_t kMilliseconds>
workloads::Experiment delivered_after(std::optional<sim::Duration> recovery = {}) {
  const sim::NodeProgram program{"postman", &sim::make_node<PostmanAt<kMilliseconds>>};
  workloads::Options options;
  options.plan.workload = "broadcast";
  options.run.program = program.name;
  options.run.node_count = 3;
  options.run.time_limit = 5s;
  options.criteria.recovery = recovery;
  return testing::experiment(options, program);
}

std::size_t reads_after(const workloads::Experiment& done, std::int64_t seconds) {
  return static_cast<std::size_t>(
      std::count_if(done.run.history.ops.begin(), done.run.history.ops.end(), [=](const auto& op) {
        return op.type == OpType::invoke && op.time >= seconds * 1'000'000'000;
      }));
}

TEST_CASE("convergence: nodes that agree are read once after the quiet") {
  const auto done = delivered_after<14'000>();
  CHECK(done.results.validity == Validity::valid);
  CHECK(reads_after(done, 15) == 3);
}

TEST_CASE("convergence: nodes that do not agree are read again each second, the last is final") {
  const auto done = delivered_after<17'500>();
  CHECK(done.results.validity == Validity::invalid);
  CHECK(reads_after(done, 15) == 12);
  std::set<std::int64_t> final_times;
  for (const auto& op : done.run.history.ops) {
    if (op.final_op) final_times.insert(op.time);
  }
  CHECK(final_times == std::set<std::int64_t>{18'000'000'000});
  CHECK(done.results.figure("late-count")->value > 0);
  CHECK(done.results.figure("missing-count")->value == 0);
  CHECK(done.results.figure("lost-count")->value == 0);
  CHECK(fmt::format("{}", fmt::join(done.results.evidence, "\n"))
            .find("arrived 13 s after the load ended: ") != std::string::npos);
  // The postman does not say what he learns: the reads do.
  const auto told =
      std::find_if(done.results.evidence.begin(), done.results.evidence.end(),
                   [](const std::string& line) { return line.starts_with("    value "); });
  REQUIRE(told != done.results.evidence.end());
  CHECK(told->find(" from a client at ") != std::string::npos);
  CHECK(told->find(" had it late (n") != std::string::npos);
  CHECK(told->find(" read at 18.000 s") != std::string::npos);
}

TEST_CASE("convergence: how late is too late can be said") {
  CHECK(delivered_after<17'500>(13s).results.validity == Validity::valid);
  CHECK(delivered_after<7'500>(2s).results.validity == Validity::invalid);
  CHECK(delivered_after<6'500>(2s).results.validity == Validity::valid);
}

TEST_CASE("convergence: who has not agreed a minute later never will") {
  const auto done = delivered_after<600'000>();
  CHECK(done.results.validity == Validity::invalid);
  CHECK(reads_after(done, 15) == 61 * 3);
  CHECK(done.run.end == sim::Time(75s));
  CHECK(done.results.figure("missing-count")->value > 0);
}

}  // namespace TEST_FILE
