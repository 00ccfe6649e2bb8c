#include "nodes/sessions.h"

#include <doctest/doctest.h>

#include <string>

namespace eddy::nodes {
namespace TEST_FILE {

using Standing = Sessions<std::string>::Standing;
const sim::NodeId n1 = sim::NodeId::node(1);
const sim::NodeId n2 = sim::NodeId::node(2);

TEST_CASE("a request is carried out once, and its copies get the same outcome") {
  Sessions<std::string> sessions;
  CHECK(sessions.open(n1, 7, 7) == Standing::fresh);
  CHECK(sessions.open(n1, 7, 7) == Standing::under_way);
  CHECK(sessions.outcome(n1, 7) == nullptr);
  sessions.settle(n1, 7, "done");
  CHECK(sessions.open(n1, 7, 7) == Standing::settled);
  REQUIRE(sessions.outcome(n1, 7) != nullptr);
  CHECK(*sessions.outcome(n1, 7) == "done");
}

TEST_CASE("requests of other origins and other numbers are others") {
  Sessions<std::string> sessions;
  CHECK(sessions.open(n1, 7, 1) == Standing::fresh);
  CHECK(sessions.open(n2, 7, 1) == Standing::fresh);
  CHECK(sessions.open(n1, 6, 1) == Standing::fresh);
}

TEST_CASE("what its origin waits for no more is forgotten, and a late copy is not carried out") {
  Sessions<std::string> sessions;
  CHECK(sessions.open(n1, 1, 1) == Standing::fresh);
  sessions.settle(n1, 1, "done");
  CHECK(sessions.open(n1, 3, 3) == Standing::fresh);
  CHECK(sessions.outcome(n1, 1) == nullptr);
  CHECK(sessions.open(n1, 1, 1) == Standing::forgotten);
  CHECK(sessions.open(n1, 2, 1) == Standing::forgotten);
  sessions.settle(n1, 1, "late");
  CHECK(sessions.outcome(n1, 1) == nullptr);
  CHECK(sessions.open(n2, 1, 1) == Standing::fresh);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
