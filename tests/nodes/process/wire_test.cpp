#include "nodes/process/wire.h"

#include <doctest/doctest.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/sim/wire_id.h"

namespace eddy::nodes::process {
namespace TEST_FILE {

using sim::NodeId;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);
constexpr NodeId kC3 = NodeId::client(3);

// As n0 of three has written it.
Written message(std::string_view line) {
  auto result = read_message(line, {kN0, 3});
  if (const auto* flaw = std::get_if<WireFlaw>(&result)) FAIL(flaw->what);
  return std::get<Written>(std::move(result));
}

std::string flaw_of(std::string_view line) {
  auto result = read_message(line, {kN0, 3});
  const auto* flaw = std::get_if<WireFlaw>(&result);
  return flaw == nullptr ? "" : flaw->what;
}

bool is_refused_for(std::string_view line, std::string_view why) {
  const std::string flaw = flaw_of(line);
  CAPTURE(flaw);
  return flaw.find(why) != flaw.npos;
}

// What another process is told of it.
std::string told(std::string_view line, std::uint64_t id = 0) {
  Written written = message(line);
  sim::BodyPool pool;
  const std::uint64_t msg_id = written.body.msg_id;
  const std::uint64_t in_reply_to = written.body.in_reply_to;
  return to_line(
      {kN0, written.dest, msg_id, in_reply_to, pool.written(written.type, std::move(written.body))},
      id);
}

TEST_CASE("wire: a message is read with its ids, its type and its fields") {
  const Written read = message(
      R"({"src":"n0","dest":"n1","body":{"msg_id":1,"echo":"x","type":"echo","in_reply_to":2}})");
  CHECK(read.dest == kN1);
  CHECK(read.type == "echo");
  CHECK(read.body.msg_id == 1);
  CHECK(read.body.in_reply_to == 2);
  CHECK(boost::json::serialize(read.body.fields) == R"({"echo":"x"})");
  CHECK_FALSE(read.body.claimed_sender);
}

TEST_CASE("wire: src, id and the ids of the body may be missing, null, and more may be there") {
  const Written read = message(
      " {\"dest\": \"lin-kv\", \"id\": [1], \"src\": null, \"more\": {\"body\": 1},"
      " \"body\": {\"type\": \"read\", \"msg_id\": null, \"in_reply_to\": null}} \r");
  CHECK(read.dest == sim::kLinKv);
  CHECK(read.body.msg_id == 0);
  CHECK(read.body.in_reply_to == 0);
  CHECK_FALSE(read.body.claimed_sender);
  CHECK(read.body.fields.empty());
  CHECK(read.body.text == R"({"type": "read", "msg_id": null, "in_reply_to": null})");
}

TEST_CASE("wire: an id of 0 is one") {
  const Written read = message(R"({"dest":"n1","body":{"type":"a","msg_id":0,"in_reply_to":0.0}})");
  CHECK(read.body.msg_id == sim::kZeroId);
  CHECK(read.body.in_reply_to == sim::kZeroId);
}

TEST_CASE("wire: who names another sender claims to be it") {
  CHECK(message(R"({"src":"c3","dest":"n1","body":{"type":"a"}})").body.claimed_sender == kC3);
  CHECK(told(R"({"src":"c3","dest":"n1","body":{"type":"a"}})") ==
        "{\"id\":0,\"src\":\"c3\",\"dest\":\"n1\",\"body\":{\"type\":\"a\"}}\n");
}

TEST_CASE("wire: a body is passed on as it was written") {
  for (
      const std::string body :
      {R"({"z":1.0,"a" : 1e3,"type":"x","n":-0,"b":18446744073709551615})",
       R"({ "type":"\u0078","s":"\ud83d\ude00 é \"}{,:[]","l":[ [],{"body":{}} ],"in_reply_to":7})",
       R"({"type":"x","body":{"body":1},"msg_id":12, "d":0.1000})", "{\t\"type\"\t:\"x\"}"}) {
    CHECK(told(R"({"dest":"n1","body":)" + body + "}") ==
          R"({"id":0,"src":"n0","dest":"n1","body":)" + body + "}\n");
    CHECK(told("{\"body\" :  " + body + "  , \"dest\":\"n1\"}", 5) ==
          R"({"id":5,"src":"n0","dest":"n1","body":)" + body + "}\n");
  }
  // Its name is the same JSON in other letters.
  CHECK(told(R"({"dest":"n1","bod\u0079":{"msg_id":0,"type":"x","a":1.0}})") ==
        "{\"id\":0,\"src\":\"n0\",\"dest\":\"n1\",\"body\":{\"type\":\"x\",\"a\":1E0,\"msg_id\":0}}"
        "\n");
}

TEST_CASE("wire: a body of ours has its type first, then its fields and the ids") {
  sim::BodyPool pool;
  const sim::BodyPtr body = pool.make(sim::Echo{"hello"});
  CHECK(to_line({kC3, kN0, 4, 0, body}, 1) ==
        R"({"id":1,"src":"c3","dest":"n0","body":{"type":"echo","echo":"hello","msg_id":4}})"
        "\n");
  CHECK(to_line({kC3, kN0, 0, sim::kZeroId, body}, 2) ==
        R"({"id":2,"src":"c3","dest":"n0","body":{"type":"echo","echo":"hello","in_reply_to":0}})"
        "\n");
}

TEST_CASE("wire: a body that is passed on under another id is not told by the id that it had") {
  Written written = message(R"({"dest":"n1","body":{"msg_id":3,"type":"x"}})");
  sim::BodyPool pool;
  const sim::BodyPtr body = pool.written(written.type, std::move(written.body));
  CHECK(to_line({kN1, kN0, 4, 0, body}, 0) ==
        "{\"id\":0,\"src\":\"n1\",\"dest\":\"n0\",\"body\":{\"type\":\"x\",\"msg_id\":4}}\n");
}

TEST_CASE("wire: a body without a type passes between nodes as it was written") {
  for (const char* body : {R"({"in_reply_to":7})", "{}", R"({"type":null,"a":1})"}) {
    const std::string line = std::string(R"({"dest":"n1","body":)") + body + "}";
    CHECK(message(line).type == kNoType);
    CHECK(told(line) == std::string(R"({"id":0,"src":"n0","dest":"n1","body":)") + body + "}\n");
  }
}

TEST_CASE("wire: nothing but spaces is a blank line") {
  CHECK(is_blank(""));
  CHECK(is_blank(" \t\r"));
  CHECK_FALSE(is_blank("{"));
}

TEST_CASE("wire: what is printed by mistake is refused with what to do instead") {
  CHECK(flaw_of("Hello, world") ==
        "wrote to standard output what is no message: Hello, world; standard output is for "
        "messages, so print to standard error");
  for (const std::string_view line : {"12", "\"n1\"", "null", "[{}]", "\x1b[1mbold", "\xff\xfe"}) {
    CHECK(is_refused_for(line, "print to standard error"));
    CHECK(valid_utf8(flaw_of(line)) == flaw_of(line));
  }
}

TEST_CASE("wire: a message that cannot be read is refused, with the reason and the line") {
  const std::string body = R"("body":{"type":"x"})";
  const std::vector<std::pair<std::string, std::string>> refused = {
      {R"({"dest":"n1",)" + body, "not to be read (expected more text"},
      {R"({"dest":"n1",)" + body + "} {}", "not to be read"},
      {R"({"dest":"n1","body":{"type":"x","a":NaN}})", "not to be read"},
      {R"({"dest":"n1","dest":"n2",)" + body + "}", "there is a second field \"dest\""},
      {"{\"dest\":\"n1\",\"body\":{\"type\":\"\xff\"}}", "not to be read (it is no UTF-8)"},
      {R"({"dest":"n1","body":{"type":"x","a":"\ud800"}})", "not to be read"},
      {"{}", "sent a message without dest"},
      {R"({"dest":null,)" + body + "}", "without dest"},
      {R"({"dest":1,)" + body + "}", "whose dest is an integer 1"},
      {R"({"dest":"bob",)" + body + "}",
       "whose dest is a string \"bob\": there are the nodes n0 to n2, clients c0, c1 and so on, "
       "and the services lin-kv, seq-kv, lww-kv and lin-tso"},
      {R"({"dest":"n007",)" + body + "}", "whose dest is a string \"n007\""},
      {R"({"dest":"n1","src":"me",)" + body + "}", "whose src is a string \"me\""},
      {R"({"dest":"n1"})", "without body"},
      {R"({"dest":"n1","body":"x"})", "whose body is no object, but a string \"x\""},
      {R"({"dest":"c1","body":{"in_reply_to":1}})", "whose body has no type, such as \"echo_ok\""},
      {R"({"dest":"lin-kv","body":{"type":null}})", "whose body has no type"},
      {R"({"dest":"n1","body":{"type":7}})", "whose type is no string, but an integer 7"},
      {R"({"dest":"n1","body":{"type":"x","msg_id":"1"}})",
       "whose msg_id is no number from 0 to 18446744073709551614, but a string \"1\""},
      {R"({"dest":"n1","body":{"type":"x","msg_id":-1}})", "but an integer -1"},
      {R"({"dest":"n1","body":{"type":"x","msg_id":18446744073709551615}})", "whose msg_id is"},
      {R"({"dest":"n1","body":{"type":"x","in_reply_to":1.5}})", "whose in_reply_to is no number"},
      {R"({"dest":"n1","body":{"type":"x","a":[18446744073709551616]}})",
       "with a number that 64 bits do not hold, 18446744073709551616; write it as a string"},
      {R"({"dest":"n1","body":{"type":"x","a":-9223372036854775809}})", "64 bits do not hold"},
      {R"({"dest":"n1","body":{"type":"x","a":1e400}})", "64 bits do not hold, 1e400"},
  };
  for (const auto& [line, why] : refused) {
    CHECK(is_refused_for(line, why));
    CHECK(valid_utf8(flaw_of(line)) == flaw_of(line));
  }
  CHECK(is_refused_for(R"({"dest":"n1","body":{"type":"x","a":)" + std::string(200, '['),
                       "nested at most 100 deep"));
  const std::string alone = R"({"dest":"bob",)" + body + "}";
  CHECK(std::get<WireFlaw>(read_message(alone, {kN0, 1})).what.find("the node n0,") !=
        std::string::npos);
}

TEST_CASE("wire: numbers that 64 bits hold, and digits in strings, are fine") {
  for (const std::string value :
       {"18446744073709551615", "-9223372036854775808", "0.1", "1e300", "-0",
        R"("123456789012345678901234567890")", R"({"123456789012345678901234567890":1})"})
    CHECK(flaw_of(R"({"dest":"n1","body":{"type":"x","a":)" + value + "}}").empty());
}

TEST_CASE("wire: names that nobody has, but could have, are sent to") {
  CHECK(message(R"({"dest":"n99","body":{"type":"x"}})").dest == NodeId::node(99));
  CHECK(message(R"({"dest":"c1000","body":{"type":"x"}})").dest == NodeId::client(1000));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
