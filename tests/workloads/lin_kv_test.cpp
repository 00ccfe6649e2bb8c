#include "workloads/lin_kv.h"

#include <map>
#include <set>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/testing.h"
#include "eddy/workloads/plan.h"
#include "tests/workloads/bad_node.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::OpType;
using checkers::Validity;
using workloads::LinKv;

workloads::Options quick() {
  workloads::Options options;
  options.plan.workload = "lin-kv";
  options.run.program = "lin-kv-proxy";
  options.plan.concurrency = {2, true};
  options.plan.rate = 100;
  options.run.time_limit = 10s;
  return options;
}

Validity of_workload(const workloads::Experiment& done) {
  for (const auto& [name, verdict] : done.results.verdicts) {
    if (name == "workload") return verdict.validity;
  }
  return Validity::unknown;
}

// Of each function, how its calls ended.
template <sim::ErrorCode code>
std::map<std::string, std::set<OpType>> endings() {
  const auto done =
      testing::experiment(quick(), {"refuses", &sim::make_node<testing::RefusingStore<code>>});
  std::map<std::string, std::set<OpType>> endings;
  for (const checkers::Op& op : done.run.history.ops) {
    if (op.is_client() && op.type != OpType::invoke) endings[op.f].insert(op.type);
  }
  return endings;
}
using Endings = std::map<std::string, std::set<OpType>>;

// Knows nothing: every read sees the same value.
class Constant final : public sim::Node {
 public:
  explicit Constant(sim::Host& host) : Node(host) {
    on(&Constant::read);
    on(&Constant::write);
  }

 private:
  sim::Result<sim::lin_kv::ReadOk> read(const sim::lin_kv::Read& /*m*/) {
    return sim::lin_kv::ReadOk{3};
  }
  sim::Result<sim::lin_kv::WriteOk> write(const sim::lin_kv::Write& /*m*/) {
    return sim::lin_kv::WriteOk{};
  }
};

TEST_CASE("workload lin-kv: of ten clients for five nodes, five only read and five write") {
  const auto scenario = workloads::plan(quick(), LinKv());
  std::map<std::string, std::size_t> count;
  for (const auto& operation : scenario.operations) {
    CHECK((operation.f == "read") == (operation.thread < 5));
    ++count[operation.f];
  }
  CHECK(count["read"] > 400);
  CHECK(count["write"] > 100);
  CHECK(count["cas"] > count["write"] * 3 / 2);
}

TEST_CASE("workload lin-kv: each group has a key of its own, and turns to another in time") {
  auto options = quick();
  options.plan.concurrency = {4, true};
  const auto scenario = workloads::plan(options, LinKv());
  std::map<std::int64_t, std::size_t> operations;
  std::map<std::int64_t, std::set<std::uint32_t>> groups;
  for (const auto& operation : scenario.operations) {
    const std::int64_t key = operation.value.at(0).as_int64();
    ++operations[key];
    groups[key].insert(operation.thread / 10);
  }
  REQUIRE(operations.size() >= 10);
  std::set<std::size_t> lengths;
  for (const auto& [key, count] : operations) {
    CHECK(groups[key].size() == 1);
    CHECK(count <= LinKv::kMostOperations);
    lengths.insert(count);
  }
  CHECK(lengths.size() > 3);  // not all alike
  CHECK(groups[0] != groups[1]);
  CHECK(operations.rbegin()->first == static_cast<std::int64_t>(operations.size()) - 1);
}

TEST_CASE("workload lin-kv: it takes two clients of each node, or a multiple") {
  auto options = quick();
  CHECK_FALSE(LinKv().complaint(options));
  CHECK(LinKv().default_concurrency().clients(5) == 10);
  options.plan.concurrency = {20, false};
  CHECK_FALSE(LinKv().complaint(options));
  for (const std::size_t clients : {0U, 1U, 5U, 15U}) {
    CAPTURE(clients);
    options.plan.concurrency = {clients, false};
    REQUIRE(LinKv().complaint(options));
    CHECK(LinKv().complaint(options)->find("2n") != std::string::npos);
  }
}

TEST_CASE("workload lin-kv: clients wait for ten latencies and hops, or a second") {
  auto options = quick();
  CHECK(LinKv().client_timeout(options) == 1s);
  options.run.network.latency.mean = 300ms;
  CHECK(LinKv().client_timeout(options) == 3005ms);
}

TEST_CASE("workload lin-kv: what no key and another value mean is definite") {
  const Endings all_failed = {
      {"read", {OpType::fail}}, {"write", {OpType::fail}}, {"cas", {OpType::fail}}};
  CHECK(endings<sim::ErrorCode::key_does_not_exist>() == all_failed);
  CHECK(endings<sim::ErrorCode::precondition_failed>() == all_failed);
}

TEST_CASE("workload lin-kv: of an unknown outcome only a read may be taken as not done") {
  const Endings expected = {
      {"read", {OpType::fail}}, {"write", {OpType::info}}, {"cas", {OpType::info}}};
  CHECK(endings<sim::ErrorCode::timeout>() == expected);
  CHECK(endings<sim::ErrorCode::crash>() == expected);
}

TEST_CASE(
    "workload lin-kv: a store that answers as it likes is invalid, and the evidence says so") {
  const auto done = testing::experiment(quick(), {"constant", &sim::make_node<Constant>});
  CHECK(of_workload(done) == Validity::invalid);
  REQUIRE_FALSE(done.results.evidence.empty());
  CHECK(done.results.evidence.front().find("key ") != std::string::npos);
}

TEST_CASE("workload lin-kv: one node answers all, and is valid") {
  auto options = quick();
  options.run.node_count = 1;
  const auto done = testing::experiment(options, *nodes::find("lin-kv-single"));
  CHECK(done.results.validity == Validity::valid);
  CHECK(done.results.figure("ops.info")->value == 0);
}

TEST_CASE("workload lin-kv: in a quiet network Raft answers all but what comes before it leads") {
  auto options = quick();
  options.plan.rate = 5;
  options.run.time_limit = 60s;
  const auto done = testing::experiment(options, *nodes::find("lin-kv-raft"));
  CHECK(done.results.validity == Validity::valid);
  CHECK(done.results.figure("ops.info")->value == 0);
  std::size_t unavailable = 0;
  for (const checkers::Op& op : done.run.history.ops) {
    if (!op.error.is_array() || op.error.at(0) != "temporarily-unavailable") continue;
    ++unavailable;
    CHECK(op.time < sim::nanoseconds(sim::Time(2s)));
  }
  CHECK(unavailable < 10);
}

}  // namespace TEST_FILE
