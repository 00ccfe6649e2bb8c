// A node may answer what its workload's checker knows no meaning for.
#include <doctest/doctest.h>

#include "checkers/bad_operation.h"
#include "eddy/workloads/experiment.h"
#include "nodes/echo.h"
#include "tests/workloads/bad_node.h"
#include "workloads/echo.h"

namespace eddy::workloads {
namespace TEST_FILE {

// Echo, judged by a checker that takes no negative payload.
class CountsPayloads final : public Workload {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override {
    return echo_.generator(options);
  }
  sim::Task<Outcome> invoke(const Client& client,
                            const PlannedOperation& operation) const override {
    return echo_.invoke(client, operation);
  }
  checkers::Verdict check(const Run& run, const Criteria& /*criteria*/) const override {
    checkers::Verdict verdict;
    verdict.figures = {{"payload-count", static_cast<double>(run.history.ops.size())}};
    if (!run.history.ops.empty())
      throw checkers::BadOperation(run.history.ops.front(), "expected another payload");
    return verdict;
  }

 private:
  Echo echo_;
};

TEST_CASE("an answer that the checker does not understand is invalid, and says why") {
  const auto done = experiment(testing::options_for("echo"), CountsPayloads(),
                               testing::bad_program<nodes::Echo>());
  CHECK(done.results.validity == checkers::Validity::invalid);
  CHECK(testing::contains(testing::evidence_of(done), "an answer makes no sense: op 0 at n0"));
  CHECK(testing::contains(testing::evidence_of(done), "expected another payload"));
  REQUIRE(done.results.figure("payload-count") != nullptr);
  CHECK_FALSE(done.results.figure("payload-count")->value);
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
