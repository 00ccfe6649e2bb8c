#include "workloads/echo.h"

#include <algorithm>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/testing.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::Validity;

workloads::Options quick() {
  workloads::Options options;
  options.plan.workload = "echo";
  options.run.program = "echo";
  options.run.time_limit = 20s;
  return options;
}

// Answers with what was asked, in capitals.
class Shouts final : public sim::Node {
 public:
  explicit Shouts(sim::Host& host) : Node(host) { on(&Shouts::echo); }

 private:
  sim::Result<sim::EchoOk> echo(const sim::Echo& /*m*/) { return sim::EchoOk{"PLEASE ECHO"}; }
};

TEST_CASE("workload echo: whatever the network does between nodes, clients do not notice") {
  for (const std::uint64_t seed : testing::seeds(10)) {
    auto options = quick();
    options.run.seed = seed;
    options.run.network.loss = sim::Probability::percent(50);
    options.plan.nemesis.kinds = sim::kEveryNetworkFault.kinds();
    const auto done = testing::experiment(options, *nodes::find("echo"));
    CAPTURE(seed);
    CHECK(done.results.validity == Validity::valid);
    CHECK(done.results.figure("ok-fraction")->value == 1);
    const auto echoed =
        std::count_if(done.run.history.ops.begin(), done.run.history.ops.end(),
                      [](const checkers::Op& op) { return op.type == checkers::OpType::ok; });
    CHECK(done.results.figure("request-count")->value == echoed);
  }
}

TEST_CASE("workload echo: an answer with another payload is invalid") {
  const auto done = testing::experiment(quick(), {"shouts", &sim::make_node<Shouts>});
  CHECK(done.results.validity == Validity::invalid);
  CHECK(done.results.evidence.front().find("got \"PLEASE ECHO\"") != std::string::npos);
}

TEST_CASE("workload echo: a client too slow to hear an answer has none, which is invalid") {
  auto options = quick();
  options.run.network.client_latency = {sim::LatencyDistribution::exponential, 2s};
  // A seed with which all nodes get ready.
  options.run.seed = 1;
  const auto done = testing::experiment(options, *nodes::find("echo"));
  CHECK(done.run.setup_failures.empty());
  CHECK(done.results.validity == Validity::invalid);
}

TEST_CASE("workload echo: thousands of nodes are ordinary") {
  auto options = quick();
  options.run.node_count = 2000;
  options.plan.rate = 1000;
  options.run.time_limit = 2s;
  const auto done = testing::experiment(options, *nodes::find("echo"));
  CHECK(done.results.validity == Validity::valid);
}

}  // namespace TEST_FILE
