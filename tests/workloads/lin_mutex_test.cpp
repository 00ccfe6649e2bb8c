#include "workloads/lin_mutex.h"

#include <map>

#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"
#include "eddy/workloads/plan.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::OpType;
using checkers::Validity;
using workloads::LinMutex;

workloads::Options quick() {
  workloads::Options options;
  options.plan.workload = "lin-mutex";
  options.run.program = "lin-mutex-proxy";
  options.plan.rate = 20;
  options.run.time_limit = 10s;
  return options;
}

TEST_CASE(
    "workload lin-mutex: an acquire is followed by a release, after milliseconds or much longer") {
  auto options = quick();
  options.run.time_limit = 60s;
  const auto scenario = workloads::plan(options, LinMutex());
  std::map<std::string_view, std::size_t> holds;
  for (const auto& operation : scenario.operations) {
    if (operation.f == "release") {
      ++holds["none"];
      CHECK_FALSE(operation.then);
      continue;
    }
    REQUIRE(operation.then);
    CHECK(operation.then->f == "release");
    CHECK(operation.then->value == operation.value);
    const sim::Duration hold = operation.then->after;
    CHECK(hold >= 1ms);
    CHECK(hold <= 30s);
    ++holds[hold < 10ms ? "instant" : hold < 1s ? "short" : hold < 10s ? "long" : "very long"];
  }
  for (const auto* length : {"none", "instant", "short", "long", "very long"}) {
    CAPTURE(length);
    CHECK(holds[length] > scenario.operations.size() / 40);
  }
}

TEST_CASE("workload lin-mutex: who has acquired releases next, and when its time has come") {
  auto options = quick();
  options.plan.rate = 200;
  options.run.network.latency.mean = 50ms;
  const auto done = testing::experiment(options, *nodes::find("lin-mutex-proxy"));
  std::map<std::int64_t, const checkers::Op*> acquired;
  sim::Duration longest{};
  std::size_t released = 0;
  for (const checkers::Op& op : done.run.history.ops) {
    if (!op.is_client()) continue;
    const auto thread = op.process % 5;
    if (op.type == OpType::invoke && acquired[thread] != nullptr) {
      CHECK(op.f == "release");
      ++released;
      longest = std::max(longest, sim::Duration(op.time - acquired[thread]->time));
    }
    if (op.type == OpType::invoke) acquired[thread] = nullptr;
    if (op.type != OpType::invoke && op.type != OpType::fail && op.f == "acquire")
      acquired[thread] = &op;
  }
  CHECK(released > 3);
  CHECK(longest > 500ms);
}

TEST_CASE(
    "workload lin-mutex: a refused acquire is a definite failure, and says who has the lock") {
  const auto done = testing::experiment(quick(), *nodes::find("lin-mutex-proxy"));
  CHECK(done.results.validity == Validity::valid);
  std::size_t refused = 0;
  for (const checkers::Op& op : done.run.history.ops) {
    if (op.f != "acquire" || op.type != OpType::fail) continue;
    ++refused;
    CHECK(op.error.at(0) == "precondition-failed");
    CHECK(op.error.at(1).as_string().find("holds the lock") != boost::json::string::npos);
  }
  CHECK(refused > 0);
  CHECK(done.results.figure("ops.info")->value == 0);
}

TEST_CASE("workload lin-mutex: clients wait for ten latencies and hops, or a second") {
  auto options = quick();
  CHECK(LinMutex().client_timeout(options) == 1s);
  options.run.network.latency.mean = 300ms;
  CHECK(LinMutex().client_timeout(options) == 3005ms);
}

TEST_CASE("workload lin-mutex: nodes that keep a lock each for itself are invalid") {
  const auto done = testing::experiment(quick(), *nodes::find("lin-mutex-single"));
  CHECK(done.results.validity == Validity::invalid);
  CHECK(done.results.evidence.front().starts_with("the lock is not linearizable"));
}

}  // namespace TEST_FILE
