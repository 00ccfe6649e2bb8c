#include <doctest/doctest.h>
#include <boost/json/object.hpp>
#include <sstream>

#include "eddy/checkers/history.h"
#include "eddy/checkers/history_reader.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

std::string json_of(const Op& op) {
  std::string line;
  append_json(line, op);
  return line;
}

std::string text_of(const Op& op) {
  std::string line;
  append_text(line, op);
  return line;
}

TEST_CASE("history: an operation is written with Jepsen's fields") {
  CHECK(
      json_of({7, 1500, 3, OpType::ok, "read", boost::json::array{1, 2}, nullptr, true}) ==
      R"({"index":7,"time":1500,"process":3,"type":"ok","f":"read","value":[1,2],"final?":true})");
}

TEST_CASE("history: an error is written when there is one") {
  CHECK(
      json_of({0, 0, 0, OpType::info, "echo", "hi", boost::json::array{"net-timeout"}, false}) ==
      R"({"index":0,"time":0,"process":0,"type":"info","f":"echo","value":"hi","error":["net-timeout"]})");
}

TEST_CASE("history: the nemesis is a name and not a number") {
  CHECK(json_of({0, 0, kNemesis, OpType::info, "start", nullptr, nullptr, false}) ==
        R"({"index":0,"time":0,"process":"nemesis","type":"info","f":"start","value":null})");
  CHECK(text_of({0, 0, kNemesis, OpType::info, "start", nullptr, nullptr, false}) ==
        ":nemesis\t:info\t:start\tnil");
}

TEST_CASE("history: a line of text has process and type and f and value and error between tabs") {
  CHECK(text_of({0, 0, 4, OpType::fail, "read", nullptr, "net-timeout", false}) ==
        "4\t:fail\t:read\tnil\t\"net-timeout\"");
}

TEST_CASE("history: quotes and control characters survive writing and reading") {
  History history;
  history.ops.push_back(
      {0, 5, 0, OpType::invoke, "say \"it\"\n", "tab\there\\ \x01 ü", nullptr, false});
  history.ops.push_back({1, 9, 0, OpType::info, "say \"it\"\n", boost::json::object{{"k", 1.5}},
                         boost::json::array{"e"}, true});
  history.ops.push_back({2, 9, kNemesis, OpType::info, "heal", nullptr, nullptr, false});
  std::stringstream stream;
  write_json_lines(stream, history);
  const History read = read_history(stream);
  REQUIRE(read.ops.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(json_of(read.ops[i]) == json_of(history.ops[i]));
}

TEST_CASE("history: arrays that share a beginning are written whole") {
  History history;
  const auto read = [&](boost::json::value value, std::uint32_t kept, std::uint32_t base) {
    const auto index = static_cast<std::int64_t>(history.ops.size());
    history.ops.push_back({index, 0, 0, OpType::ok, "read", std::move(value), nullptr, false});
    history.ops.back().kept = kept;
    history.ops.back().base = base;
  };
  using boost::json::array;
  read(array{1, "two"}, 0, kNoBase);
  read(array{7}, 0, kNoBase);
  array nested;
  nested.push_back(array{3});  // in braces, compilers differ
  read(nested, 2, 0);          // goes on from the first
  read(array{}, 1, 2);         // has less
  read(array{}, 0, 1);         // shares nothing
  read(array{8, 9}, 1, 3);
  read(4, 0, kNoBase);
  const char* expected[] = {R"([1,"two"])", "[7]", R"([1,"two",[3]])", "[1]", "[]", "[1,8,9]", "4"};
  std::stringstream json;
  std::stringstream text;
  write_json_lines(json, history);
  write_text(text, history);
  for (const std::string value : expected) {
    std::string line;
    std::getline(json, line);
    CHECK(line.ends_with(R"("f":"read","value":)" + value + "}"));
    std::getline(text, line);
    CHECK(line == "0\t:ok\t:read\t" + value);
  }
  CHECK(json.peek() == std::char_traits<char>::eof());
}

TEST_CASE("history: a large history is written whole") {
  History history;
  for (int i = 0; i < 5000; ++i)
    history.ops.push_back({i, i, 0, OpType::ok, "read", i, nullptr, false});
  std::stringstream stream;
  write_text(stream, history);
  std::size_t lines = 0;
  for (std::string line; std::getline(stream, line);) {
    CHECK(line == "0\t:ok\t:read\t" + std::to_string(lines));
    ++lines;
  }
  CHECK(lines == 5000);
}

TEST_CASE("history: calls of different processes are paired each with its own completion") {
  const History history = WrittenHistory().invoke(0, "a").invoke(1, "b").ok(1, "b").fail(0, "a");
  const auto calls = pair_calls(history);
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].invocation == 0);
  CHECK(calls[0].completion == 3);
  CHECK(calls[1].invocation == 1);
  CHECK(calls[1].completion == 2);
}

TEST_CASE("history: a call without a completion has none") {
  const auto calls = pair_calls(WrittenHistory().invoke(0, "a").invoke(1, "b").ok(1, "b"));
  REQUIRE(calls.size() == 2);
  CHECK_FALSE(calls[0].completion.has_value());
}

TEST_CASE("history: the nemesis makes no calls") {
  CHECK(pair_calls(WrittenHistory().invoke(kNemesis, "start").info(kNemesis, "start")).empty());
}

TEST_CASE("history: an invocation that another one of its process overtakes is no call") {
  const auto calls = pair_calls(
      WrittenHistory().invoke(0, "a").invoke(1, "b").invoke(0, "c").ok(0, "c").ok(0, "a"));
  REQUIRE(calls.size() == 3);
  CHECK(calls[0].invocation == 1);
  CHECK_FALSE(calls[0].completion);
  CHECK(calls[1].invocation == 2);
  CHECK(calls[1].completion == 3);
  CHECK(calls[2].invocation == 4);
  CHECK(calls[2].completion == 4);
}

TEST_CASE("history: a completion alone is a call of its own") {
  const auto calls = pair_calls(WrittenHistory().ok(0, "a"));
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].invocation == 0);
  CHECK(calls[0].completion == 0);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
