#include "eddy/sim/message_id.h"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>
#include <string>

#include "eddy/sim/codec.h"
#include "eddy/sim/message_exception.h"
#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

namespace json = boost::json;
using namespace std::chrono_literals;

TEST_CASE("message id: its text names sender, incarnation, time and number") {
  const MessageId id{NodeId::node(1), 0, Time(12ms), 3};
  CHECK(to_string(id) == "n1.0@12000000#3");
  CHECK(MessageId::parse("n1.0@12000000#3") == id);
  CHECK(to_string(MessageId{kLinKv, 2, Time{}, 0}) == "lin-kv.2@0#0");
}

TEST_CASE("message id: every id comes back from its text") {
  Random random(1, Purpose::test, 0);
  for (int i = 0; i < 10'000; ++i) {
    const auto index = static_cast<std::uint32_t>(random.below(100'000));
    const MessageId id{
        random.below(2) == 0 ? NodeId::node(index) : NodeId::client(index),
        static_cast<std::uint32_t>(random() >> (32 + random.below(32))),
        Time(Duration(static_cast<Duration::rep>(random() >> (1 + random.below(60))))),
        static_cast<std::uint32_t>(random() >> (32 + random.below(32)))};
    CHECK(MessageId::parse(to_string(id)) == id);
  }
}

TEST_CASE("message id: any other text is none") {
  for (const char* text :
       {"", "n1", "n1.0", "n1.0@5", "n1.0@5#", "n1.0@5#00", "n1.0@+5#0", "n1.00@5#0", "n01.0@5#0",
        "x1.0@5#0", "n1.0@5#0 ", " n1.0@5#0", "n1.0@5#4294967296", "n1.0@9223372036854775808#0",
        "n1.-1@5#0", "n1@0.5#0", "n1.0#0@5", "n1.0@5#-1"}) {
    CAPTURE(text);
    CHECK_FALSE(MessageId::parse(text));
  }
}

TEST_CASE("message id: they are in the order of sending for each sender") {
  const MessageId first{NodeId::node(1), 0, Time(5ms), 1};
  CHECK(first < MessageId{NodeId::node(1), 0, Time(5ms), 2});
  CHECK(first < MessageId{NodeId::node(1), 0, Time(6ms), 0});
  CHECK(first < MessageId{NodeId::node(1), 1, Time(1ms), 0});
  CHECK(first < MessageId{NodeId::node(2), 0, Time(1ms), 0});
}

TEST_CASE("message exception: as JSON") {
  const MessageException late{{NodeId::node(0), 0, Time(1s), 2}, Fate::later, 5ms};
  const json::value written = codec::to_json(late);
  CHECK(json::serialize(written) ==
        R"({"message":"n0.0@1000000000#2","fate":"later","by":5000000})");
  MessageException read;
  CHECK_FALSE(codec::from_json(written, read, codec::UnknownFields::refused));
  CHECK(read == late);
  const auto flaw_in = [](const char* text) {
    MessageException out;
    return codec::from_json(json::parse(text), out, codec::UnknownFields::refused)
        .value_or(codec::Flaw{})
        .text();
  };
  CHECK(flaw_in(R"({"message":"n0.0@1#2","fate":"lost"})") == "");
  CHECK(flaw_in(R"({"fate":"lost"})") == "field \"message\" is missing");
  CHECK(flaw_in(R"({"message":"n0.0@1","fate":"lost"})") ==
        "field \"message\": expected the id of a message, such as n1.0@12000000#3, got a string "
        "\"n0.0@1\"");
  CHECK(flaw_in(R"({"message":"n0.0@1#2","fate":"gone"})") ==
        "field \"fate\": expected one of lost, twice, later, arrives, got a string \"gone\"");
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
