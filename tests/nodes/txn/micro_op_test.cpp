#include "nodes/txn/micro_op.h"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

namespace eddy::nodes::txn {
namespace TEST_FILE {

boost::json::array array(std::string_view text) { return boost::json::parse(text).as_array(); }

TEST_CASE("a transaction reads and writes as it came") {
  const auto txn = array(R"([["r", 3, null], ["append", "k", 1], ["w", 4, [2]]])");
  const auto ops = parse(txn);
  REQUIRE(ops.has_value());
  REQUIRE(ops->size() == 3);
  CHECK((*ops)[0].f == MicroOp::F::read);
  CHECK((*ops)[1].f == MicroOp::F::append);
  CHECK((*ops)[2].f == MicroOp::F::write);
  CHECK((*ops)[0].name != (*ops)[1].name);
  CHECK(to_json(*ops) == txn);
}

TEST_CASE("what is no micro-operation is refused as malformed") {
  for (const auto* text : {R"([["x", 1, 2]])", R"([["r", 1]])", R"(["r"])", R"([[1, 2, 3]])"}) {
    CAPTURE(text);
    const auto ops = parse(array(text));
    REQUIRE_FALSE(ops.has_value());
    CHECK(ops.error().code == sim::ErrorCode::malformed_request);
  }
}

TEST_CASE("appending makes a longer list, and a list of one from nothing") {
  CHECK(appended(nullptr, 1) == array("[1]"));
  CHECK(appended(array("[1]"), 2) == array("[1, 2]"));
}

TEST_CASE("a transaction only reads if each of its operations does") {
  CHECK(is_read_only(*parse(array(R"([["r", 1, null], ["r", 2, null]])"))));
  CHECK_FALSE(is_read_only(*parse(array(R"([["r", 1, null], ["w", 2, 1]])"))));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::txn
