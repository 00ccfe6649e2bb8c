#include "workloads/g_set.h"

#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/g_set.h"
#include "eddy/workloads/plan.h"
#include "tests/workloads/bad_node.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using checkers::OpType;
using checkers::Validity;
using sim::Result;
using sim::g_set::Add;
using sim::g_set::AddOk;
using sim::g_set::Read;
using sim::g_set::ReadOk;

// Keeps what its own clients add, and tells nobody.
class Hermit final : public sim::Node {
 public:
  explicit Hermit(sim::Host& host) : Node(host) {
    on(&Hermit::add);
    on(&Hermit::read);
  }

 private:
  Result<AddOk> add(const Add& m) {
    elements_.push_back(m.element);
    return AddOk{};
  }
  Result<ReadOk> read(const Read& /*m*/) { return ReadOk{elements_}; }
  boost::json::array elements_;
};

// Has no time for anybody.
class Busy final : public sim::Node {
 public:
  explicit Busy(sim::Host& host) : Node(host) {
    on(&Busy::add);
    on(&Busy::read);
  }

 private:
  Result<AddOk> add(const Add& /*m*/) {
    return sim::Error{sim::ErrorCode::temporarily_unavailable, "busy"};
  }
  void read(const Read& /*m*/) {}
};

TEST_CASE("workload g-set: half are adds of 0, 1, 2, … and each client reads at the end") {
  auto options = options_for("g-set");
  options.plan.rate = 100;
  options.run.time_limit = 20s;
  const auto scenario = workloads::plan(options, workloads::GSet());
  std::int64_t next = 0;
  for (const auto& operation : scenario.operations) {
    if (operation.f == "add") {
      CHECK(operation.value == next++);
    } else {
      CHECK(operation.f == "read");
      CHECK(operation.value.is_null());
    }
  }
  CHECK(static_cast<double>(next) ==
        doctest::Approx(static_cast<double>(scenario.operations.size()) / 2).epsilon(0.1));
  REQUIRE(scenario.final_operations.size() == 1);
  CHECK(scenario.final_operations.front().f == "read");
}

TEST_CASE("workload g-set: elements that reach every node are stable, others are missing") {
  auto options = options_for("g-set");
  options.plan.rate = 20;
  const auto good = testing::experiment(options, *nodes::find("g-set-gossip"));
  CHECK(good.results.validity == Validity::valid);
  CHECK(figure(good, "stable-count") == figure(good, "attempt-count"));
  CHECK(figure(good, "attempt-count") > 50);
  const auto lonely = testing::experiment(options, bad_program<Hermit>());
  CHECK(lonely.results.validity == Validity::invalid);
  CHECK(figure(lonely, "missing-count") > 0);
}

TEST_CASE("workload g-set: whatever goes wrong ends in info, definite errors and reads too") {
  const auto done = testing::experiment<Busy>("g-set");
  CHECK(figure(done, "ops.info") == figure(done, "ops.count"));
  CHECK(contains(evidence_of(done), "no add ever succeeded"));
  CHECK(contains(evidence_of(done), "temporarily-unavailable"));
  CHECK(contains(evidence_of(done), "no read ever succeeded"));
  CHECK(contains(evidence_of(done), "net-timeout"));
}

TEST_CASE("workload g-set: the same element twice in one read is invalid") {
  class Twice final : public sim::Node {
   public:
    explicit Twice(sim::Host& host) : Node(host) {
      on(&Twice::add);
      on(&Twice::read);
    }

   private:
    Result<AddOk> add(const Add& m) {
      elements_.push_back(m.element);
      elements_.push_back(m.element);
      return AddOk{};
    }
    Result<ReadOk> read(const Read& /*m*/) { return ReadOk{elements_}; }
    boost::json::array elements_;
  };
  auto options = options_for("g-set");
  options.run.node_count = 1;
  const auto done = testing::experiment(options, bad_program<Twice>());
  CHECK(done.results.validity == Validity::invalid);
  CHECK(figure(done, "duplicated-count") > 0);
}

}  // namespace TEST_FILE
