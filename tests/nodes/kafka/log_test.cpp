#include "nodes/kafka/log.h"

#include <doctest/doctest.h>

#include "nodes/kafka/committed_offsets.h"
#include "nodes/kafka/replica.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::nodes::kafka;
namespace json = boost::json;

Batch batch(std::uint32_t author, std::int64_t number, json::array messages) {
  return {sim::NodeId::node(author), number, std::move(messages)};
}

TEST_CASE("kafka log: messages lie at 0, 1, 2, … and are read from any offset on") {
  Log log;
  CHECK(log.append("a") == 0);
  CHECK(log.append("b") == 1);
  CHECK(log.end() == 2);
  CHECK(log.read(0) == std::vector<json::array>{{0, "a"}, {1, "b"}});
  CHECK(log.read(1) == std::vector<json::array>{{1, "b"}});
  CHECK(log.read(-3) == log.read(0));
  CHECK(log.read(2).empty());
}

TEST_CASE("kafka log: a poll gets a page, and the next one goes on where it ended") {
  Log log;
  for (std::size_t i = 0; i < Log::kPage + 3; ++i) log.append(i);
  CHECK(log.read(0).size() == Log::kPage);
  CHECK(log.read(static_cast<Offset>(Log::kPage)).size() == 3);
}

TEST_CASE("kafka committed offsets: only rise, and are told of keys that have one") {
  CommittedOffsets committed;
  committed.commit({{"a", 3}, {"b", 0}});
  committed.commit({{"a", 2}, {"b", 1}});
  CHECK(committed.of({"a", "b", "c"}) == Offsets{{"a", 3}, {"b", 1}});
}

TEST_CASE("kafka replica: the cells in order make the log, each of them once") {
  Replica replica;
  replica.learn(0, batch(0, 0, {"a", "b"}));
  replica.learn(0, batch(1, 0, {"x"}));  // known already
  replica.learn(2, batch(1, 0, {"y"}));  // not before cell 1
  replica.learn(1, batch(1, 0, {"c"}));
  CHECK(replica.next_cell() == 2);
  CHECK(replica.log().read(0) == std::vector<json::array>{{0, "a"}, {1, "b"}, {2, "c"}});
}

TEST_CASE("kafka replica: knows where the latest batch of each author lies, and of no other") {
  Replica replica;
  CHECK_FALSE(replica.first_offset(batch(0, 0, {})));
  replica.learn(0, batch(0, 0, {"a", "b"}));
  replica.learn(1, batch(1, 0, {"c"}));
  replica.learn(2, batch(0, 1, {"d"}));
  CHECK(replica.first_offset(batch(1, 0, {})) == 2);
  CHECK(replica.first_offset(batch(0, 1, {})) == 3);
  CHECK_FALSE(replica.first_offset(batch(0, 0, {})));
  CHECK_FALSE(replica.first_offset(batch(1, 1, {})));
}

}  // namespace TEST_FILE
