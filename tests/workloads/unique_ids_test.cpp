#include "workloads/unique_ids.h"

#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/unique_ids.h"
#include "eddy/testing.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::Validity;

workloads::Options quick() {
  workloads::Options options;
  options.plan.workload = "unique-ids";
  options.run.program = "unique-ids-flake";
  options.run.time_limit = 10s;
  options.plan.rate = 200;
  return options;
}

// Ids of all JSON types: 1, 1.5, "1", [1], {"id": 1}, then 2 …; all of them this node's own.
class Motley final : public sim::Node {
 public:
  explicit Motley(sim::Host& host) : Node(host) { on(&Motley::generate); }

 private:
  sim::Result<sim::GenerateOk> generate(const sim::Generate& /*m*/) {
    const std::int64_t own = 1000 * (++count_ / 5) + id().index();
    switch (count_ % 5) {
      case 0:
        return sim::GenerateOk{own};
      case 1:
        return sim::GenerateOk{static_cast<double>(own) + 0.5};
      case 2:
        return sim::GenerateOk{boost::json::string(std::to_string(own))};
      case 3:
        return sim::GenerateOk{boost::json::array{own}};
      default:
        return sim::GenerateOk{boost::json::object{{"id", own}}};
    }
  }
  std::int64_t count_ = 0;
};

// Says the first id that comes to its mind, as all nodes do.
class Constant final : public sim::Node {
 public:
  explicit Constant(sim::Host& host) : Node(host) { on(&Constant::generate); }

 private:
  sim::Result<sim::GenerateOk> generate(const sim::Generate& /*m*/) { return sim::GenerateOk{7}; }
};

TEST_CASE("workload unique-ids: the flake is valid and wholly available under partitions") {
  for (const std::uint64_t seed : testing::seeds(5)) {
    auto options = quick();
    options.run.seed = seed;
    options.plan.nemesis = {{sim::FaultKind::partition}, 1s, {}};
    options.criteria.availability = 1.0;
    CAPTURE(seed);
    CHECK(testing::experiment(options, *nodes::find(options.run.program)).results.validity ==
          Validity::valid);
  }
}

TEST_CASE("workload unique-ids: ids may be of any JSON type") {
  const auto done = testing::experiment(quick(), {"motley", &sim::make_node<Motley>});
  CHECK(done.results.validity == Validity::valid);
}

TEST_CASE("workload unique-ids: one id for all is invalid") {
  const auto done = testing::experiment(quick(), {"constant", &sim::make_node<Constant>});
  CHECK(done.results.validity == Validity::invalid);
  CHECK(done.results.evidence.front().starts_with("id 7 was given out "));
}

}  // namespace TEST_FILE
