#include <doctest/doctest.h>
#include <vector>

#include "eddy/checkers/transactional/graph/dependency_graph.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("a dependency keeps its ends and its kind, up to the greatest number") {
  const Dependence last(kMostTransactions - 1, kMostTransactions - 2, Dependency::rw);
  CHECK(last.from() == kMostTransactions - 1);
  CHECK(last.to() == kMostTransactions - 2);
  CHECK(last.kind() == Dependency::rw);
}

TEST_CASE("the graph has each transaction's dependents by number, whatever order they came in") {
  const DependencyGraph graph(
      4, {{2, 1, Dependency::ww}, {0, 3, Dependency::wr}, {0, 1, Dependency::rw}});
  REQUIRE(graph.size() == 4);
  CHECK(graph.edge_count() == 3);
  const auto from_0 = graph.from(0);
  CHECK(std::vector<Edge>(from_0.begin(), from_0.end()) ==
        std::vector<Edge>{{1, Dependency::rw}, {3, Dependency::wr}});
  CHECK(graph.from(1).empty());
  CHECK(graph.from(3).empty());
  CHECK(graph.between(2, 1) == Dependency::ww);
  CHECK(graph.between(1, 2) == std::nullopt);
}

TEST_CASE("of several dependencies between two transactions the strongest stays") {
  const DependencyGraph graph(2, {{0, 1, Dependency::rw},
                                  {0, 1, Dependency::ww},
                                  {0, 1, Dependency::wr},
                                  {0, 1, Dependency::ww}});
  CHECK(graph.edge_count() == 1);
  CHECK(graph.between(0, 1) == Dependency::ww);
}

TEST_CASE("no transaction depends on itself") {
  const DependencyGraph graph(2, {{1, 1, Dependency::rw}, {1, 0, Dependency::wr}});
  CHECK(graph.edge_count() == 1);
  CHECK(graph.between(1, 1) == std::nullopt);
}

TEST_CASE("a graph may be without dependencies or without transactions") {
  CHECK(DependencyGraph(3, {}).edge_count() == 0);
  CHECK(DependencyGraph(3, {}).from(2).empty());
  CHECK(DependencyGraph().size() == 0);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
