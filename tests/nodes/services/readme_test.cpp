// The example of nodes/services/README.md.
#include "eddy/sim/protocol/echo.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/testing.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::lin_kv::Cas;

class Stepper final : public sim::Node {
 public:
  explicit Stepper(sim::Host& host) : Node(host) { on(&Stepper::step); }

 private:
  sim::Task<sim::Result<sim::EchoOk>> step(const sim::Echo& /*m*/) {
    const Cas step{"counter", 3, 4, true};  // a name of its own: see sim::Host::rpc
    const auto reply = co_await rpc(sim::kLinKv, step, 1s);
    if (reply) co_return sim::EchoOk{"it was 3, or not there"};
    if (reply.error().code == sim::ErrorCode::precondition_failed) {
      co_return sim::EchoOk{"somebody was faster"};
    }
    co_return sim::EchoOk{"done or not done"};
  }
};

std::string answer(eddy::testing::Cluster& cluster) {
  return std::string(cluster.rpc(cluster.n(0), sim::Echo{nullptr})->echo.as_string());
}

TEST_CASE("services: a program asks one by rpc, under its name") {
  eddy::testing::Cluster cluster(1, &sim::make_node<Stepper>);
  CHECK(answer(cluster) == "it was 3, or not there");
  CHECK(answer(cluster) == "somebody was faster");
  eddy::testing::Cluster lossy(1, &sim::make_node<Stepper>,
                               {.network = {.loss = sim::Probability::percent(100)}});
  CHECK(answer(lossy) == "done or not done");
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
