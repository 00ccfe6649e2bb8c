#include "workloads/counter.h"

#include <map>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/counter.h"
#include "eddy/workloads/plan.h"
#include "tests/workloads/bad_node.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using checkers::Validity;
using sim::Result;
using sim::counter::Add;
using sim::counter::AddOk;
using sim::counter::Read;
using sim::counter::ReadOk;

// How often each delta is added, and, under 1000, how many reads there are.
std::map<std::int64_t, double> shares(const workloads::Workload& workload) {
  auto options = options_for("pn-counter");
  options.plan.rate = 1000;
  options.run.time_limit = 30s;
  const auto scenario = workloads::plan(options, workload);
  std::map<std::int64_t, double> counts;
  for (const auto& operation : scenario.operations) {
    REQUIRE((operation.f == "add" || operation.f == "read"));
    const auto key = operation.f == "add" ? operation.value.as_int64() : 1000;
    counts[key] += 1.0 / static_cast<double>(scenario.operations.size());
  }
  REQUIRE(scenario.final_operations.size() == 1);
  CHECK(scenario.final_operations.front().f == "read");
  return counts;
}

// A counter of one node, that lies, or fails, as Derived says.
template <class Derived>
class OneNode : public sim::Node {
 public:
  explicit OneNode(sim::Host& host) : Node(host) {
    on(&OneNode::add);
    on(&OneNode::read);
  }

 private:
  Result<AddOk> add(const Add& m) {
    value_ += m.delta;
    return static_cast<Derived&>(*this).added();
  }
  Result<ReadOk> read(const Read& /*m*/) {
    return ReadOk{static_cast<Derived&>(*this).seen(value_)};
  }
  std::int64_t value_ = 0;
};

class Right final : public OneNode<Right> {
 public:
  using OneNode::OneNode;
  static Result<AddOk> added() { return AddOk{}; }
  static std::int64_t seen(std::int64_t value) { return value; }
};

class ReadsTooMuch final : public OneNode<ReadsTooMuch> {
 public:
  using OneNode::OneNode;
  static Result<AddOk> added() { return AddOk{}; }
  static std::int64_t seen(std::int64_t value) { return value + 1; }
};

// Has seen nothing until the load is over.
class RightInTheEnd final : public OneNode<RightInTheEnd> {
 public:
  using OneNode::OneNode;
  static Result<AddOk> added() { return AddOk{}; }
  std::int64_t seen(std::int64_t value) const { return now() < sim::Time(15s) ? 0 : value; }
};

// Shows more than anybody added until the load is over.
class Exaggerates final : public OneNode<Exaggerates> {
 public:
  using OneNode::OneNode;
  static Result<AddOk> added() { return AddOk{}; }
  std::int64_t seen(std::int64_t value) const { return now() < sim::Time(15s) ? 12345 : value; }
};

// Says that it did not, and did.
class Liar final : public OneNode<Liar> {
 public:
  using OneNode::OneNode;
  static Result<AddOk> added() {
    return sim::Error{sim::ErrorCode::temporarily_unavailable, "busy"};
  }
  static std::int64_t seen(std::int64_t value) { return value; }
};

template <class Program>
workloads::Experiment on_one_node(std::string_view workload) {
  auto options = options_for(workload);
  options.run.node_count = 1;
  return testing::experiment(options, bad_program<Program>());
}

TEST_CASE("workload pn-counter: half are adds of −5 … 4, each as often as any other") {
  const auto counts = shares(workloads::PnCounter());
  CHECK(counts.size() == 11);
  CHECK(counts.begin()->first == -5);
  for (const auto& [delta, share] : counts) {
    CAPTURE(delta);
    CHECK(share == doctest::Approx(delta == 1000 ? 0.5 : 0.05).epsilon(0.1));
  }
}

TEST_CASE("workload g-counter: the same without the negative adds, so that a third are adds") {
  const auto counts = shares(workloads::GCounter());
  CHECK(counts.size() == 6);
  CHECK(counts.begin()->first == 0);
  for (const auto& [delta, share] : counts) {
    CAPTURE(delta);
    CHECK(share == doctest::Approx(delta == 1000 ? 2.0 / 3 : 1.0 / 15).epsilon(0.1));
  }
}

TEST_CASE(
    "counters: a final read must be the sum of all adds, those before it within what was added") {
  for (const auto* workload : {"g-counter", "pn-counter"}) {
    CAPTURE(workload);
    CHECK(on_one_node<Right>(workload).results.validity == Validity::valid);
    CHECK(on_one_node<RightInTheEnd>(workload).results.validity == Validity::valid);
    const auto wrong = on_one_node<ReadsTooMuch>(workload);
    CHECK(wrong.results.validity == Validity::invalid);
    CHECK(figure(wrong, "error-count") == 1);
    const auto exaggerated = on_one_node<Exaggerates>(workload);
    CHECK(exaggerated.results.validity == Validity::invalid);
    CHECK(figure(exaggerated, "error-count") == 0);
    CHECK(figure(exaggerated, "out-of-bounds-count") > 0);
  }
}

TEST_CASE("counters: every node is read at the end") {
  auto options = options_for("pn-counter");
  options.plan.rate = 20;
  const auto done = testing::experiment(options, bad_program<Right>());
  CHECK(done.results.validity == Validity::invalid);  // three nodes that do not know one another
  CHECK(figure(done, "final-read-count") == 3);
  CHECK(testing::experiment(options, *nodes::find("pn-counter-gossip")).results.validity ==
        Validity::valid);
}

TEST_CASE("counters: no error is definite, so that an add which failed may count") {
  const auto done = on_one_node<Liar>("pn-counter");
  CHECK(figure(done, "ops.fail") == 0);
  CHECK(figure(done, "ops.info") > 0);
  CHECK(figure(done, "error-count") == 0);
  CHECK(contains(evidence_of(done), "no add ever succeeded"));
}

}  // namespace TEST_FILE
