// What a run did, in hashes, and how many more there are to be expected.
#include "eddy/workloads/search/behaviours.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/body.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/sim/random.h"
#include "eddy/testing.h"
#include "eddy/workloads/search/behaviour_curve.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::NodeId;
using Hashes = std::vector<std::uint64_t>;

// Tells of a run that is written down event by event.
class Told {
 public:
  // A client's operation makes it send a message, which arrives.
  void operation(std::uint32_t node) {
    const auto began = tell(0, sim::OperationBegan{{}, NodeId::client(0)});
    const auto sent = tell(began, sim::Sent{message(node)});
    tell(sent, sim::Delivered{message(node)});
  }
  void timer(std::uint32_t node) { tell(0, sim::TimerFired{{NodeId::node(node), 0, {}, 0}}); }
  void stands(std::uint32_t node, std::optional<std::string> state) {
    behaviours_.on_state(NodeId::node(node), Stated(std::move(state)));
  }
  void goes_down(std::uint32_t node) { tell(0, sim::NodeDown{NodeId::node(node), 0}); }
  void fault_begins() { tell(0, sim::FaultBegan{sim::FaultId{0}, sim::Loss{}}); }
  void fault_ends() { tell(0, sim::FaultEnded{sim::FaultId{0}, sim::Loss{}}); }

  Hashes take() { return behaviours_.take(); }

 private:
  class Stated final : public sim::Program {
   public:
    explicit Stated(std::optional<std::string> state) : state_(std::move(state)) {}
    void receive(const sim::Envelope&) override {}
    std::optional<std::string> abstract() const override { return state_; }

   private:
    std::optional<std::string> state_;
  };

  static sim::Message message(std::uint32_t node) {
    return {{NodeId::client(0), 0, {}, 0}, NodeId::node(node), 0, 0, {}};
  }
  sim::EventNumber tell(sim::EventNumber cause, sim::Happening what) {
    behaviours_.on_event({++number_, cause, sim::Time{}, std::move(what)});
    return number_;
  }

  Behaviours behaviours_;
  sim::EventNumber number_ = 0;
};

TEST_CASE("behaviours: the states that nodes have together, whichever node has which") {
  Told told;
  told.stands(0, "leader");
  told.stands(1, "follower");
  const Hashes one = told.take();
  CHECK(one.size() == 2);  // a leader alone, and with a follower
  told.stands(1, "leader");
  told.stands(0, "follower");
  told.stands(0, "follower");
  CHECK(told.take() == one);
  told.stands(0, "leader");
  told.stands(1, "leader");
  const Hashes two = told.take();
  CHECK(two.size() == 2);
  CHECK(two != one);
  told.stands(0, std::nullopt);
  CHECK(told.take().empty());
}

TEST_CASE("behaviours: a node that is down has no state") {
  Told told;
  told.stands(0, "leader");
  told.stands(1, "follower");
  told.goes_down(1);
  const Hashes down = told.take();
  told.stands(0, "leader");
  told.stands(1, "follower");
  const Hashes both = told.take();
  told.goes_down(1);
  const Hashes silent = told.take();
  // Back to a leader alone, which is known, and what the end of a node shows anyway.
  CHECK(down.size() == both.size() + silent.size());
}

TEST_CASE("behaviours: a sweep keeps some of their bits, each once, sorted") {
  const Hashes all = {1, 0x5000000000000007U, 0x0000000001000007U, 3};
  CHECK(kept(all) == Hashes{1, 3, 7});
}

TEST_CASE(
    "behaviours: a message that arrives is one with its cause, and one with what came before") {
  Told told;
  told.operation(0);
  CHECK(told.take().size() == 2);
  CHECK(told.take().empty());
}

TEST_CASE("behaviours: nodes are alike, and what was seen is not seen again") {
  Told told;
  told.operation(0);
  const Hashes once = told.take();
  told.operation(0);
  told.operation(1);
  CHECK(told.take() == once);
}

TEST_CASE("behaviours: the order in which a node handles two events is one") {
  Told told;
  told.operation(0);
  told.timer(0);
  const Hashes before = told.take();
  told.timer(0);
  told.operation(0);
  const Hashes after = told.take();
  CHECK(before.size() == after.size());
  CHECK(before != after);
  told.operation(0);
  told.timer(1);  // elsewhere: neither comes before the other
  const Hashes apart = told.take();
  CHECK(apart != before);
  CHECK(apart != after);
}

TEST_CASE("behaviours: under a fault they are others") {
  Told told;
  told.operation(0);
  const Hashes quiet = told.take();
  told.fault_begins();
  told.operation(0);
  const Hashes under = told.take();
  CHECK(under.size() == quiet.size());
  Hashes both;
  std::set_intersection(quiet.begin(), quiet.end(), under.begin(), under.end(),
                        std::back_inserter(both));
  CHECK(both.empty());
  told.fault_begins();
  told.fault_ends();
  told.operation(0);
  CHECK(told.take() == quiet);
}

Hashes behaviours_of(Behaviours& watch, const std::string& program, std::uint64_t seed,
                     const std::vector<sim::FaultKind>& faults = {}) {
  const auto* entry = nodes::find(program);
  Options options;
  options.plan.workload = entry->workload;
  options.run.program = program;
  options.run.seed = seed;
  options.run.time_limit = 10s;
  options.plan.nemesis.interval = 2s;
  options.plan.nemesis.kinds = faults;
  options.plan.concurrency = find_workload(entry->workload)->make()->default_concurrency();
  Onlookers onlookers;
  onlookers.observer = &watch;
  experiment(options, *find_workload(entry->workload)->make(), *entry, onlookers);
  return watch.take();
}

TEST_CASE("behaviours: the same run has the same ones, whatever was watched before") {
  Behaviours first;
  Behaviours second;
  const Hashes once = behaviours_of(first, "lin-kv-raft", 1);
  CHECK(once.size() > 20);
  CHECK(std::is_sorted(once.begin(), once.end()));
  behaviours_of(second, "broadcast-gossip", 2, {sim::FaultKind::partition});
  CHECK(behaviours_of(second, "lin-kv-raft", 1) == once);
  CHECK(behaviours_of(second, "lin-kv-proxy", 1) != once);
}

TEST_CASE("behaviours: a hostile run shows what a quiet one does not") {
  Behaviours watch;
  const Hashes quiet = behaviours_of(watch, "lin-kv-raft", 1);
  const Hashes hostile =
      behaviours_of(watch, "lin-kv-raft", 1, {sim::FaultKind::partition, sim::FaultKind::loss});
  Hashes fresh;
  std::set_difference(hostile.begin(), hostile.end(), quiet.begin(), quiet.end(),
                      std::back_inserter(fresh));
  CHECK(fresh.size() > quiet.size());
}

TEST_CASE("behaviours: a sweep of one program shows ever fewer new ones") {
  Behaviours watch;
  BehaviourCurve curve;
  std::size_t early = 0;
  std::size_t late = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const std::size_t fresh =
        curve.add(behaviours_of(watch, "broadcast-gossip", seed, {sim::FaultKind::loss}));
    if (seed < 20) early += fresh;
    if (seed >= 40) late += fresh;
  }
  CHECK(early > 5 * late);
  CHECK(curve.points().back() == BehaviourCurve::Point{60, curve.known()});
}

TEST_CASE("curve: counts what no earlier run had") {
  BehaviourCurve curve;
  CHECK(curve.add(Hashes{1, 2, 3}) == 3);
  CHECK(curve.add(Hashes{2, 3, 4}) == 1);
  CHECK(curve.add(Hashes{3}) == 0);
  CHECK(curve.runs() == 3);
  CHECK(curve.known() == 4);
  CHECK(curve.seen_once() == 2);   // 1 and 4
  CHECK(curve.seen_twice() == 1);  // 2
  using Point = BehaviourCurve::Point;
  CHECK(curve.points() == std::vector<Point>{{1, 3}, {2, 4}, {3, 4}});
}

TEST_CASE("curve: estimates by those seen once and twice, as the formula has it") {
  BehaviourCurve curve;
  for (const Hashes& run : {Hashes{1, 2, 3}, Hashes{2, 3, 4}, Hashes{3}}) curve.add(run);
  // Never seen: 2/3 × 2² / (2 × 1) = 4/3. One more run: 4/3 × 2 / (3 × 4/3 + 2) = 4/9.
  CHECK(curve.expected_new(0) == doctest::Approx(0));
  CHECK(curve.expected_new(1) == doctest::Approx(4.0 / 9));
  CHECK(curve.expected_new(1'000'000) == doctest::Approx(4.0 / 3));
}

TEST_CASE("curve: expects nothing where nothing was seen once only, nor before the second run") {
  BehaviourCurve curve;
  CHECK(curve.expected_new(1000) == 0);
  curve.add(Hashes{1, 2});
  CHECK(curve.expected_new(1000) == 0);
  curve.add(Hashes{1, 2});
  CHECK(curve.expected_new(1000) == 0);
}

TEST_CASE("curve: what it knows of each does not depend on the order of the runs") {
  std::vector<Hashes> runs;
  for (std::uint64_t run = 0; run < 50; ++run) {
    sim::Random random(run, sim::Purpose::test, 2);
    Hashes& some = runs.emplace_back();
    for (std::uint64_t b = 0; b < 100; ++b) {
      if (random.below(b + 1) == 0) some.push_back(b);
    }
  }
  BehaviourCurve there;
  for (const Hashes& run : runs) there.add(run);
  BehaviourCurve back;
  std::for_each(runs.rbegin(), runs.rend(), [&back](const Hashes& run) { back.add(run); });
  CHECK(there.known() == back.known());
  CHECK(there.seen_once() == back.seen_once());
  CHECK(there.expected_new(1000) == back.expected_new(1000));
}

TEST_CASE("curve: foretells what the next thousand runs bring") {
  // Each of 3,000 behaviours has a chance of its own, some a hundred times that of others.
  BehaviourCurve curve;
  const auto add = [&curve](std::uint64_t run) {
    sim::Random random(run, sim::Purpose::test, 3);
    Hashes some;
    for (std::uint64_t b = 0; b < 3000; ++b) {
      if (random.below(100 * (1 + b / 30)) < 5) some.push_back(b);
    }
    return curve.add(some);
  };
  std::uint64_t run = 0;
  for (; run < 500; ++run) add(run);
  const double expected = curve.expected_new(1000);
  std::size_t fresh = 0;
  for (; run < 1500; ++run) fresh += add(run);
  CHECK(fresh > 100);
  CHECK(expected > 0.75 * static_cast<double>(fresh));
  CHECK(expected < 1.25 * static_cast<double>(fresh));
}

TEST_CASE("curve: has sixteen points for each doubling") {
  BehaviourCurve curve;
  for (std::uint64_t run = 0; run < 1024; ++run) curve.add(Hashes{run});
  CHECK(curve.points().size() == 16 + 6 * 16);
  CHECK(curve.points()[15] == BehaviourCurve::Point{16, 16});
  CHECK(curve.points()[16] == BehaviourCurve::Point{17, 17});
  CHECK(curve.points()[32] == BehaviourCurve::Point{34, 34});
  CHECK(curve.points().back() == BehaviourCurve::Point{1024, 1024});
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
