// The other party of a finding.
#include "workloads/search/scene_neighbours.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "eddy/workloads/plan.h"
#include "tests/workloads/search_runner.h"

namespace eddy::testing {
namespace TEST_FILE {

using Keys = std::set<std::string>;

Keys keys(const char* asked, const char* answered = "null") {
  return workloads::keys_of(boost::json::parse(asked), boost::json::parse(answered));
}

TEST_CASE("neighbours: the keys of what is asked and answered") {
  CHECK(keys("[3,null]", "[3,5]") == Keys{"3"});
  CHECK(keys(R"([["append",24,9],["r","x",null]])") == Keys{"24", "\"x\""});
  CHECK(keys(R"([["send","17",10]])", R"([["send","17",[9,10]]])") == Keys{"\"17\""});
  CHECK(keys(R"([["poll"]])", R"([["poll",{"17":[[0,1]],"k":[]}]])") == Keys{"\"17\"", "\"k\""});
  // What has no keys is about one thing.
  CHECK(keys("null", "5") == Keys{""});
  CHECK(keys("\"c0\"") == Keys{""});
  CHECK(keys("[]") == Keys{""});
}

TEST_CASE("neighbours: a lost update shows the transaction that was under way at the same time") {
  const SearchRunner search("txn-list-append-lost-updates");
  const auto failing = search.first_failing(search.options());
  REQUIRE(failing.has_value());
  const workloads::RecordedRun run = search.runner().watch(failing->scenario);
  const workloads::RunIndex index(run);
  const workloads::SceneParts parts(run, index);
  std::size_t found = 0;
  for (const auto& reported : run.experiment.results.findings) {
    workloads::Scene scene = parts.begin(reported);
    for (const std::size_t other : neighbours_of(scene, parts)) {
      ++found;
      CHECK_FALSE(scene.operations.contains(other));
    }
    const auto named = scene.operations;
    fill_with_operations(scene, parts);
    CHECK(std::includes(scene.operations.begin(), scene.operations.end(), named.begin(),
                        named.end()));
  }
  CHECK(found > 0);
}

TEST_CASE("neighbours: a value that was there and is gone shows the one that came next") {
  const SearchRunner search("broadcast-forgets");
  const auto failing = search.first_failing(search.options());
  REQUIRE(failing.has_value());
  const workloads::RecordedRun run = search.runner().watch(failing->scenario);
  const workloads::Scenes scenes = scenes_of(run, workloads::RunIndex(run));
  const workloads::Scene& scene = scenes.scenes.front();
  CHECK_FALSE(scene.lacking.empty());
  CHECK(scene.title.ends_with("was there, and is not any more"));
  const auto& invocations = run.experiment.run.invocations;
  const auto asked =
      std::count_if(scene.operations.begin(), scene.operations.end(), [&](std::size_t operation) {
        return run.experiment.run.history.ops[invocations[operation].position].f == "broadcast";
      });
  CHECK(asked >= 2);
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
