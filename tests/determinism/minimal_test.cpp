// Minimal runs are frozen: the same with every compiler, and however much it optimises. With
// EDDY_UPDATE_GOLDEN set, the golden file is written anew.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "eddy/testing.h"
#include "tests/workloads/search_runner.h"

namespace TEST_FILE {

using namespace eddy;
using testing::SearchRunner;

TEST_CASE("determinism: minimal runs are the golden ones") {
  std::string text;
  for (const char* program :
       {"broadcast-flood", "g-set-larger", "kafka-early-offsets", "lin-kv-proxy-seq",
        "lin-kv-raft-stale", "txn-rw-register-write-skew"}) {
    CAPTURE(program);
    const SearchRunner runner(program);
    auto options = runner.options();
    options.run.network.loss = sim::Probability::percent(3);
    const auto failing = runner.first_failing(options);
    REQUIRE(failing);
    const auto minimal = minimise(*failing, *runner.workload, runner.runner(), {.keys = 5});
    const auto& scenario = minimal.smallest.scenario;
    text += fmt::format("{} {} {} operations {} exceptions {} nodes {} runs {} of {} {:016x}\n",
                        program, to_string(scenario.options.run.name()), scenario.operations.size(),
                        scenario.exceptions.size(), scenario.options.run.node_count, minimal.runs,
                        minimal.robustness.failing, minimal.robustness.keys,
                        minimal.smallest.ending.fingerprint);
  }
  CHECK(testing::matches_golden(
      text, std::filesystem::path(EDDY_SOURCE_DIR) / "tests/golden" / "minimal.txt"));
}

}  // namespace TEST_FILE
