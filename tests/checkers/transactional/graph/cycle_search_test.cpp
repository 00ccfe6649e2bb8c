#include <doctest/doctest.h>
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "checkers/transactional/graph/cycle_search.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

constexpr Dependency ww = Dependency::ww;
constexpr Dependency wr = Dependency::wr;
constexpr Dependency rw = Dependency::rw;

// Transactions that all overlap, or, in real time, follow each other as the history says.
struct Case {
  DependencyGraph graph;
  Precedence precedence;
};

Case concurrent(std::size_t transactions, const std::vector<Dependence>& dependencies) {
  return {DependencyGraph(transactions, dependencies), Precedence(transactions)};
}

Case one_after_another(std::size_t transactions, const std::vector<Dependence>& dependencies,
                       SessionOrder order = SessionOrder::realtime) {
  WrittenHistory written;
  for (std::size_t i = 0; i < transactions; ++i) written.invoke(0, "txn").ok(0, "txn");
  const History& history = written;
  std::vector<Transaction> all;
  for (const Call& call : pair_calls(history)) all.push_back({call, Outcome::ok});
  return {DependencyGraph(transactions, dependencies), Precedence(history, all, order)};
}

std::vector<Cycle> cycles_of(const Case& in) {
  return find_cycles(in.graph, in.precedence, Budget{}).cycles;
}

AnomalySet types_of(const Case& in) {
  AnomalySet types;
  for (const Cycle& cycle : cycles_of(in)) types.insert(cycle.type);
  return types;
}

TEST_CASE("a graph without a cycle gives none") {
  CHECK(cycles_of(concurrent(0, {})).empty());
  CHECK(cycles_of(concurrent(3, {{0, 1, ww}, {1, 2, rw}, {0, 2, wr}})).empty());
  CHECK(cycles_of(one_after_another(3, {{0, 1, ww}, {1, 2, rw}})).empty());
}

TEST_CASE("two transactions that overwrite each other are a G0, told from the lower one on") {
  const auto cycles = cycles_of(concurrent(4, {{3, 1, ww}, {1, 3, ww}}));
  REQUIRE(cycles.size() == 1);
  CHECK(cycles[0] == Cycle{Anomaly::g0, {{1, ww}, {3, ww}}});
  CHECK(cycles[0].to(1) == 1);
}

TEST_CASE("the steps of a cycle give it its type") {
  CHECK(types_of(concurrent(2, {{0, 1, ww}, {1, 0, wr}})) == AnomalySet{Anomaly::g1c});
  CHECK(types_of(concurrent(2, {{0, 1, rw}, {1, 0, wr}})) == AnomalySet{Anomaly::g_single_item});
  CHECK(types_of(concurrent(2, {{0, 1, rw}, {1, 0, rw}})) == AnomalySet{Anomaly::g2_item});
  CHECK(types_of(concurrent(4, {{0, 1, rw}, {1, 2, wr}, {2, 3, rw}, {3, 0, wr}})) ==
        AnomalySet{Anomaly::g_nonadjacent_item});
  CHECK(types_of(concurrent(5, {{0, 1, rw}, {1, 2, wr}, {2, 3, rw}, {3, 4, rw}, {4, 0, ww}})) ==
        AnomalySet{Anomaly::g2_item});
}

TEST_CASE("a cycle that only time or a process closes has their name") {
  CHECK(types_of(one_after_another(2, {{1, 0, ww}})) == AnomalySet{Anomaly::g0_realtime});
  CHECK(types_of(one_after_another(2, {{1, 0, wr}})) == AnomalySet{Anomaly::g1c_realtime});
  CHECK(types_of(one_after_another(2, {{1, 0, rw}}, SessionOrder::process)) ==
        AnomalySet{Anomaly::g_single_item_process});
  CHECK(types_of(one_after_another(4, {{1, 0, rw}, {3, 2, rw}, {0, 3, ww}})) ==
        AnomalySet{Anomaly::g_single_item_realtime});
  CHECK(types_of(one_after_another(3, {{2, 1, rw}, {1, 0, rw}})) ==
        AnomalySet{Anomaly::g_single_item_realtime});
}

TEST_CASE("a run of steps in time is one step") {
  const auto cycles = cycles_of(one_after_another(9, {{8, 0, rw}}));
  REQUIRE(cycles.size() == 1);
  CHECK(cycles[0].steps == std::vector<CycleStep>{{0, Dependency::realtime}, {8, rw}});
}

TEST_CASE("a type hides what it implies in its component, and nothing in others") {
  const std::vector<Dependence> both{{0, 1, ww}, {1, 0, ww}, {1, 2, ww}, {2, 0, wr}};
  CHECK(types_of(concurrent(3, both)) == AnomalySet{Anomaly::g0});
  const std::vector<Dependence> apart{{0, 1, ww}, {1, 0, ww}, {2, 3, ww}, {3, 2, wr}};
  CHECK(types_of(concurrent(4, apart)) == AnomalySet{Anomaly::g0, Anomaly::g1c});
  const std::vector<Dependence> unlike{{0, 1, wr}, {1, 0, ww}, {1, 2, ww}, {2, 0, rw}};
  CHECK(types_of(concurrent(3, unlike)) == AnomalySet{Anomaly::g1c, Anomaly::g_single_item});
}

TEST_CASE("of a budget too small it is said what is undecided, and that some cycle is there") {
  Budget budget;
  budget.steps = 3;
  const Case in = one_after_another(3, {{0, 1, rw}, {1, 2, ww}, {2, 0, wr}});
  const FoundCycles found = find_cycles(in.graph, in.precedence, budget);
  CHECK(found.cycles.empty());
  CHECK(found.undecided.contains(Anomaly::g0));
  CHECK(found.exist == AnomalySet{Anomaly::pl_ss_cycle_exists});
}

// All cycles, by plain search: for each type and lowest transaction's component the fewest steps.
class EveryCycle {
 public:
  explicit EveryCycle(const Case& in) : in_(in) {
    for (TransactionId first = 0; first < in.graph.size(); ++first) extend(first);
  }

  std::map<Anomaly, std::size_t> fewest;

 private:
  void extend(TransactionId at) {
    path_.push_back({at, ww});
    for (TransactionId to = 0; to < in_.graph.size(); ++to) {
      const auto kind = in_.graph.between(at, to);
      if (kind) step(to, *kind);
      if (in_.precedence.precedes(at, to)) step(to, session());
    }
    path_.pop_back();
  }

  void step(TransactionId to, Dependency kind) {
    path_.back().kind = kind;
    if (to == path_.front().from) {
      close();
    } else if (to > path_.front().from &&
               std::none_of(path_.begin(), path_.end(),
                            [to](const CycleStep& step) { return step.from == to; })) {
      extend(to);
    }
  }

  void close() {
    const bool data = std::any_of(path_.begin(), path_.end(),
                                  [this](const CycleStep& s) { return s.kind != session(); });
    REQUIRE(data);
    const auto [entry, fresh] = fewest.try_emplace(type_of_cycle(path_), path_.size());
    if (!fresh) entry->second = std::min(entry->second, path_.size());
  }

  Dependency session() const {
    return in_.precedence.order() == SessionOrder::process ? Dependency::process
                                                           : Dependency::realtime;
  }

  const Case& in_;
  std::vector<CycleStep> path_;
};

Case random_case(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::size_t transactions = 2 + random() % 6;
  const SessionOrder order =
      std::vector{SessionOrder::none, SessionOrder::process, SessionOrder::realtime}[random() % 3];
  WrittenHistory written;
  std::map<std::int64_t, bool> open;
  for (std::size_t begun = 0; begun < transactions;) {
    const auto process = static_cast<std::int64_t>(random() % 3);
    if (!open[process]) {
      written.invoke(process, "txn");
      ++begun;
    } else {
      written.ok(process, "txn");
    }
    open[process] = !open[process];
  }
  const History& history = written;
  std::vector<Transaction> all;
  for (const Call& call : pair_calls(history)) all.push_back({call, outcome_of(history, call)});
  std::vector<Dependence> dependencies;
  const std::size_t edges = random() % (2 * transactions + 1);
  for (std::size_t i = 0; i < edges; ++i) {
    const auto kind = std::vector{ww, wr, rw, rw}[random() % 4];
    dependencies.emplace_back(static_cast<TransactionId>(random() % transactions),
                              static_cast<TransactionId>(random() % transactions), kind);
  }
  return {DependencyGraph(transactions, dependencies), Precedence(history, all, order)};
}

void check_cycle(const Case& in, const Cycle& cycle) {
  std::set<TransactionId> met;
  for (std::size_t i = 0; i < cycle.steps.size(); ++i) {
    const auto [from, kind] = cycle.steps[i];
    CHECK(met.insert(from).second);
    CHECK(from >= cycle.steps[0].from);
    if (kind == Dependency::process || kind == Dependency::realtime) {
      CHECK(in.precedence.precedes(from, cycle.to(i)));
    } else {
      CHECK(in.graph.between(from, cycle.to(i)) == kind);
    }
  }
  CHECK(cycle.type == type_of_cycle(cycle.steps));
}

TEST_CASE("what is found in random graphs are the shortest cycles of all types that none implies") {
  for (std::uint64_t seed = 1; seed <= 20000; ++seed) {
    CAPTURE(seed);
    const Case in = random_case(seed);
    const FoundCycles found = find_cycles(in.graph, in.precedence, Budget{});
    for (const Cycle& cycle : found.cycles) check_cycle(in, cycle);
    CHECK(found.undecided.empty());
    const auto fewest = EveryCycle(in).fewest;
    CHECK((found.components == 0) == fewest.empty());
    if (found.components != 1) continue;
    AnomalySet present;
    for (const Cycle& cycle : found.cycles) {
      CAPTURE(to_string(cycle.type));
      REQUIRE(fewest.contains(cycle.type));
      CHECK(cycle.steps.size() == fewest.at(cycle.type));
      CHECK_FALSE(with_all_implied(present).contains(cycle.type));
      present.insert(cycle.type);
    }
    for (const auto& [type, length] : fewest) {
      CAPTURE(to_string(type));
      CHECK(with_all_implied(present).contains(type));
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
