#include "workloads/lin_mutex.h"

#include <map>

#include "nodes/catalog.h"
#include "tests/testing.h"
#include "workloads/plan.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::OpType;
using checkers::Validity;
using workloads::LinMutex;

workloads::Options quick() {
  workloads::Options options;
  options.workload = "lin-mutex";
  options.node = "lin-mutex-proxy";
  options.rate = 20;
  options.time_limit = 10s;
  return options;
}

TEST_CASE("workload lin-mutex: each client acquires and releases in turn") {
  const auto scenario = workloads::plan(quick(), LinMutex());
  std::map<std::uint32_t, std::string> last;
  for (const auto& operation : scenario.operations) {
    CHECK(operation.f == (last[operation.thread] == "acquire" ? "release" : "acquire"));
    last[operation.thread] = operation.f;
  }
  CHECK(last.size() == 5);
}

TEST_CASE("workload lin-mutex: nobody does another's turn, however long that one is busy") {
  auto options = quick();
  options.rate = 200;
  options.network.latency.mean = 50ms;
  const auto done = testing::experiment(options, *nodes::find("lin-mutex-proxy"));
  std::map<std::int64_t, std::string> last;
  for (const checkers::Op& op : done.run.history.ops) {
    if (!op.is_client() || op.type != OpType::invoke) continue;
    std::string& before = last[op.process % 5];
    CHECK(op.f == (before == "acquire" ? "release" : "acquire"));
    before = op.f;
  }
  CHECK(last.size() == 5);
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

TEST_CASE("workload lin-mutex: clients wait for ten latencies, or a second") {
  auto options = quick();
  CHECK(LinMutex().client_timeout(options) == 1s);
  options.network.latency.mean = 300ms;
  CHECK(LinMutex().client_timeout(options) == 3s);
}

TEST_CASE("workload lin-mutex: nodes that keep a lock each for itself are invalid") {
  const auto done = testing::experiment(quick(), *nodes::find("lin-mutex-single"));
  CHECK(done.results.validity == Validity::invalid);
  CHECK(done.results.evidence.front().starts_with("the lock is not linearizable"));
}

}  // namespace TEST_FILE
