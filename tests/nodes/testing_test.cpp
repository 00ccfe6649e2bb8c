#include "tests/testing.h"

#include <doctest/doctest.h>

#include "nodes/broadcast/single.h"
#include "nodes/echo.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;

TEST_CASE("a cluster says which node there is not, and of which class a program is not") {
  testing::Cluster cluster(2, &sim::make_node<Echo>);
  CHECK_THROWS_WITH(cluster.program<Echo>(7), "no node n7: there are 2");
  CHECK_THROWS_WITH(cluster.program<Single>(1), "the program of n1 is of another class");
  CHECK_THROWS_WITH(cluster.partition({{"n0"}, {"m1"}}), "partition: no node \"m1\"");
  CHECK_THROWS_WITH(cluster.partition({{"n0"}, {"n7"}}), "partition: no node \"n7\"");
}

class Thrower final : public sim::Node {
 public:
  explicit Thrower(sim::Host& host) : Node(host) {
    after(1s, [] { throw std::runtime_error("ouch"); });
  }
};

TEST_CASE("a cluster tells of a crash where the crashed program is asked for") {
  testing::Cluster cluster(1, &sim::make_node<Thrower>);
  cluster.run_for(2s);
  CHECK_THROWS_WITH(cluster.program<Thrower>(0), "n0 has crashed: ouch");
}

TEST_CASE("the line that runs a case again names its seed and the case") {
  const std::string line = testing::reproduction_line(37);
  CHECK(line.starts_with("EDDY_SEED=37 "));
  CHECK(line.ends_with(
      "--test-case=\"the line that runs a case again names its seed and the case\""));
}

TEST_CASE("a golden file is matched to the letter") {
  const auto file = std::filesystem::path(EDDY_SOURCE_DIR) / "tests/golden/flood.txt";
  std::ifstream in(file);
  const std::string golden{std::istreambuf_iterator<char>(in), {}};
  REQUIRE_FALSE(golden.empty());
  CHECK(testing::matches_golden(golden, file));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
