#include "eddy/sim/node_id.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>

#include "eddy/sim/random.h"

#include "eddy/sim/format.h"

namespace eddy::sim {
namespace TEST_FILE {

TEST_CASE("node ids: names round trip") {
  for (const std::string_view name :
       {"n0", "n1", "n10", "n99999999", "c0", "c123", "lin-kv", "seq-kv", "lww-kv", "lin-tso"}) {
    CAPTURE(name);
    const auto id = NodeId::parse(name);
    REQUIRE(id);
    CHECK(id->name() == name);
  }
  Random random(1, Purpose::test, 0);
  for (int i = 0; i < 1'000; ++i) {
    const auto index = static_cast<std::uint32_t>(random.below(100'000'000));
    for (const NodeId id : {NodeId::node(index), NodeId::client(index)}) {
      CHECK(NodeId::parse(id.name()) == id);
    }
  }
}

TEST_CASE("node ids: a name tells kind and index") {
  CHECK(NodeId::parse("n7") == NodeId::node(7));
  CHECK(NodeId::parse("c7") == NodeId::client(7));
  CHECK(NodeId::parse("seq-kv") == NodeId::service(1));
  CHECK(NodeId::client(7).is_client());
  CHECK_FALSE(NodeId::node(7).is_client());
  CHECK(NodeId::node(7).kind() == NodeId::Kind::node);
  CHECK(NodeId::service(3).kind() == NodeId::Kind::service);
  CHECK(NodeId::node(7).index() == 7);
}

TEST_CASE("node ids: any other text is refused") {
  for (const std::string_view text :
       {"",    "n",       "c",   "7",    "n007",       "n00",
        "x3",  "N1",      "n-1", "n+1",  "n 1",        " n1",
        "n1 ", "n1.0",    "n1a", "n0x1", "n100000000", "n99999999999999999999",
        "lin", "lin-kv2", "nn1", "kv"}) {
    CAPTURE(text);
    CHECK_FALSE(NodeId::parse(text));
  }
}

TEST_CASE("node ids: all kinds differ and nodes stand in the order of their numbers") {
  CHECK(std::set{NodeId::node(1), NodeId::client(1), NodeId::service(1)}.size() == 3);
  CHECK(NodeId::node(2) < NodeId::node(10));
  CHECK(NodeId::node(12).raw() == 12);
  CHECK(NodeId() == NodeId::node(0));
}

TEST_CASE("node ids, times and JSON values can stand in a log line") {
  const boost::json::value value = {{"a", 1}};
  CHECK(fmt::format("{} at {}: {}", NodeId::node(3), Time(std::chrono::milliseconds(1'250)),
                    value) == "n3 at 1.250000000: {\"a\":1}");
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
