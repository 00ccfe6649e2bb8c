#include <doctest/doctest.h>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "eddy/checkers/history_reader.h"

namespace eddy::checkers {
namespace TEST_FILE {

History read(const std::string& text, HistoryShape shape = HistoryShape::paired) {
  std::istringstream in(text);
  return read_history(in, shape);
}

struct Refusal {
  std::size_t line = 0;
  std::string text;
};

// The error that `text` is refused with; line 0 if it is not refused.
Refusal refusal(const std::string& text) {
  try {
    read(text);
  } catch (const HistoryError& error) {
    return {error.line(), error.what()};
  }
  return {};
}

void check_refused(const std::string& text, std::size_t line, const std::string& part) {
  CAPTURE(text);
  const Refusal refused = refusal(text);
  CHECK(refused.line == line);
  CHECK_MESSAGE(refused.text.find(part) != std::string::npos, refused.text);
  CHECK(refused.text.find('\n') == std::string::npos);
}

const std::string kInvoke =
    R"({"index":0,"time":0,"process":0,"type":"invoke","f":"read","value":null})"
    "\n";

TEST_CASE("reading a history: fields are taken over") {
  const History history =
      read(kInvoke + R"({"index":4,"time":7,"process":0,"type":"ok","f":"read",)"
                     R"("value":[1],"final?":true,"error":"e","node":"n1"})");
  REQUIRE(history.ops.size() == 2);
  const Op& op = history.ops[1];
  CHECK(op.index == 4);
  CHECK(op.time == 7);
  CHECK(op.process == 0);
  CHECK(op.type == OpType::ok);
  CHECK(op.f == "read");
  CHECK(op.value == boost::json::value{1});
  CHECK(op.error == "e");
  CHECK(op.final_op);
}

TEST_CASE("reading a history: time and value may be missing") {
  const History history = read(R"({"index":0,"process":0,"type":"invoke","f":"read"})");
  REQUIRE(history.ops.size() == 1);
  CHECK(history.ops[0].time == 0);
  CHECK(history.ops[0].value.is_null());
}

TEST_CASE("reading a history: an operation without an index comes after the one before") {
  const History history = read(R"({"process":0,"type":"invoke","f":"read"})"
                               "\n"
                               R"({"index":7,"process":1,"type":"invoke","f":"read"})"
                               "\n"
                               R"({"index":-1,"process":0,"type":"ok","f":"read"})");
  CHECK(history.ops.at(0).index == 0);
  CHECK(history.ops.at(1).index == 7);
  CHECK(history.ops.at(2).index == 8);
  CHECK(history.lines == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("reading a history: a field that comes twice is refused") {
  check_refused(R"({"process":0,"process":1,"type":"invoke","f":"read"})", 1,
                "one field \"process\"");
}

TEST_CASE("reading a history: integers beyond 64 bits stay apart") {
  const History history =
      read(R"({"process":0,"type":"invoke","f":"f","value":[12345678901234567890123,1e3,)"
           R"(18446744073709551615]})");
  CHECK(history.ops.at(0).value ==
        boost::json::array{"12345678901234567890123N", 1000.0, 18446744073709551615U});
}

TEST_CASE("reading a history: one array of operations, on one line or many") {
  CHECK(read("[]").ops.empty());
  const std::string first = R"({"process":0,"type":"invoke","f":"read"})";
  const std::string second = R"({"process":0,"type":"ok","f":"read","value":[1,{"a":[]}]})";
  CHECK(read("[" + first + "," + second + "]").ops.size() == 2);
  const History history = read("\xef\xbb\xbf[\n" + first + ",\n\n" + second + "\n]\n");
  CHECK(history.lines == std::vector<std::uint32_t>{2, 4});
  check_refused("[" + first + " " + second + "]", 1, "expected a , or ]");
  check_refused("[" + first + ",\n" + second, 1, "but the text ends in line 2 (truncated?)");
  check_refused("[" + first + ",\n" + second.substr(0, 30), 2, "truncated");
  check_refused("[" + first + "]\n{}", 2, "nothing behind");
  check_refused("[" + first + ",]", 1, "expected a JSON object");
}

TEST_CASE("reading a history: an operation may have many lines, alone or in an array") {
  const std::string first = "{\n  \"process\": 0,\n  \"type\": \"invoke\",\n  \"f\": \"read\"\n}";
  const std::string second =
      "{\n  \"process\": 0, \"type\": \"ok\",\n  \"f\": \"read\", \"value\": [\n    1\n  ]\n}";
  const std::string on_a_line = R"({"process":0,"type":"invoke","f":"read"})";
  const History one_by_one = read(first + "\r\n\n" + second + "\n" + on_a_line + "\n");
  REQUIRE(one_by_one.ops.size() == 3);
  CHECK(one_by_one.ops[0].type == OpType::invoke);
  CHECK(one_by_one.ops[1].value == boost::json::array{1});
  CHECK(one_by_one.lines == std::vector<std::uint32_t>{1, 7, 13});
  const History array = read("[\n" + first + ",\n" + second + "\n]\n");
  CHECK(array.ops.size() == 2);
  CHECK(array.lines == std::vector<std::uint32_t>{2, 7});
}

TEST_CASE(
    "reading a history: of many lines, an operation may be larger than what is read at once") {
  constexpr int kElements = 200'000;
  std::string value = "[";
  for (int i = 0; i < kElements; ++i) value += (i == 0 ? "\n" : ",\n") + std::to_string(i);
  const std::string first = R"({"process":0,"type":"invoke","f":"read"})";
  const std::string ok =
      "{\n\"process\":0,\"type\":\"ok\",\"f\":\"read\",\"value\":" + value + "]}\n";
  std::string text;
  for (int i = 0; i < 3; ++i) text += first + "\n" + ok;
  for (const Sharing sharing : {Sharing::off, Sharing::on}) {
    std::istringstream in(text);
    ReadOptions options;
    options.sharing = sharing;
    const History history = read_history(in, options);
    REQUIRE(history.ops.size() == 6);
    CHECK(whole_value(history, 5).as_array().size() == kElements);
    CHECK(history.lines.back() == 2 * (kElements + 3) + 2);
  }
}

TEST_CASE("reading a history: a function need not be named where nobody looks at it") {
  const std::string text = R"({"process":0,"type":"invoke","value":[]})"
                           "\n"
                           R"({"process":0,"type":"ok","f":null,"value":[]})"
                           "\n"
                           R"({"process":"nemesis","type":"info"})";
  std::istringstream in(text);
  ReadOptions options;
  options.naming = Naming::optional;
  const History history = read_history(in, options);
  REQUIRE(history.ops.size() == 3);
  CHECK(history.ops[0].f.empty());
  CHECK(history.ops[1].f.empty());
  check_refused(text, 1, "expected a field \"f\", but there is none");
  CHECK(read(R"({"process":"nemesis","type":"info"})").ops.at(0).f.empty());
}

TEST_CASE("reading a history: a process with a name is no client") {
  CHECK_FALSE(
      read(R"({"index":0,"process":"nemesis","type":"info","f":"start"})").ops[0].is_client());
  CHECK_FALSE(read(R"({"process":"observer","type":"info","f":"look"})").ops[0].is_client());
  check_refused(R"({"process":"n1","type":"invoke","f":"read"})", 1, "\"process\"");
}

TEST_CASE("reading a history: an empty stream is an empty history") {
  CHECK(read("").ops.empty());
  CHECK(read("\n\n  \r\n").ops.empty());
}

TEST_CASE("reading a history: lines may end as on Windows and be set apart by empty ones") {
  CHECK(read("\r\n" + kInvoke + "\n\n").ops.size() == 1);
}

TEST_CASE("reading a history: a truncated line is told as such") {
  check_refused(kInvoke + R"({"index":1,"time":)", 2, "truncated");
  check_refused(R"({"index":1,"f":"rea)", 1, "truncated");
}

TEST_CASE("reading a history: what is not JSON is refused") {
  check_refused("hello", 1, "expected an operation, a map as JSON or EDN, but there is hello");
  check_refused(kInvoke + "{\"index\" 1}", 2, "not JSON");
  check_refused(kInvoke + "{\"index\":1}}", 2, "but behind it there is }");
  check_refused(std::string("\0\0\0", 3), 1, "control character");
}

TEST_CASE("reading a history: what is not an object is refused") {
  check_refused("[1,2]", 1, "expected a JSON object, but it is [1,2]");
}

TEST_CASE("reading a history: a missing field is named") {
  check_refused(R"({"index":0,"type":"invoke","f":"read"})", 1, "\"process\"");
  check_refused(R"({"index":0,"process":0,"f":"read"})", 1, "\"type\"");
  check_refused(R"({"index":0,"process":0,"type":"invoke"})", 1, "\"f\"");
}

TEST_CASE("reading a history: a field of the wrong type is named") {
  check_refused(R"({"index":"0","process":0,"type":"invoke","f":"read"})", 1,
                "\"index\" to be a 64-bit integer");
  check_refused(R"({"index":0.5,"process":0,"type":"invoke","f":"read"})", 1,
                "\"index\" to be a 64-bit integer");
  check_refused(R"({"index":18446744073709551615,"process":0,"type":"invoke","f":"read"})", 1,
                "64-bit integer");
  check_refused(R"({"index":0,"time":"now","process":0,"type":"invoke","f":"read"})", 1,
                "\"time\"");
  check_refused(R"({"index":0,"process":null,"type":"invoke","f":"read"})", 1, "\"process\"");
  check_refused(R"({"index":0,"process":-1,"type":"invoke","f":"read"})", 1, "\"process\"");
  check_refused(R"({"index":0,"process":0,"type":1,"f":"read"})", 1, "\"type\"");
  check_refused(R"({"index":0,"process":0,"type":"invoke","f":[]})", 1, "\"f\"");
  check_refused(R"({"index":0,"process":0,"type":"invoke","f":"read","final?":1})", 1,
                "\"final?\"");
}

TEST_CASE("reading a history: an unknown type is refused with the known ones") {
  check_refused(R"({"index":0,"process":0,"type":"maybe","f":"read"})", 1,
                "invoke, ok, fail or info, but it is \"maybe\"");
}

TEST_CASE("reading a history: a completion without an invocation is refused") {
  check_refused(R"({"index":0,"process":0,"type":"ok","f":"read"})", 1,
                "an invocation of process 0 before its ok");
}

TEST_CASE("reading a history: a second open invocation of a process is refused") {
  check_refused(kInvoke + R"({"index":1,"process":0,"type":"invoke","f":"read"})", 2,
                "in line 1 is open");
}

TEST_CASE("reading a history: an index that does not increase is refused") {
  check_refused(kInvoke + R"({"index":0,"process":1,"type":"invoke","f":"read"})", 2,
                "above the previous 0, but it is 0: leave \"index\" out");
}

TEST_CASE("reading a history: completions alone are accepted when asked for") {
  CHECK(read(R"({"index":0,"process":0,"type":"ok","f":"read"})", HistoryShape::completions_only)
            .ops.size() == 1);
}

TEST_CASE("reading a history: nesting is accepted up to the limit and refused beyond") {
  const auto nested = [](std::size_t depth) {
    return R"({"index":0,"process":0,"type":"invoke","f":"read","value":)" +
           std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  CHECK(read(nested(kMaxHistoryDepth - 1)).ops.size() == 1);
  check_refused(nested(kMaxHistoryDepth), 1, "nested at most 64 deep");
  check_refused(nested(1'000'000), 1, "nested at most 64 deep");
}

TEST_CASE("reading a history: bytes that are not UTF-8 are refused") {
  check_refused("{\"index\":0,\"process\":0,\"type\":\"invoke\",\"f\":\"r\xff\"}", 1, "UTF-8");
  check_refused(
      "{\"index\":0,\"process\":0,\"type\":\"invoke\",\"f\":\"r\",\"value\":\"\xc0\xaf\"}", 1,
      "UTF-8");
}

TEST_CASE("reading a history: a long value is shortened in the error") {
  const Refusal refused = refusal(R"({"index":0,"process":0,"type":")" + std::string(100'000, 'x') +
                                  R"(","f":"read"})");
  CHECK(refused.line == 1);
  CHECK(refused.text.size() < 300);
}

TEST_CASE("reading a history: every way of cutting a good one short is either read or refused") {
  const std::string whole =
      kInvoke +
      R"({"index":1,"time":7,"process":0,"type":"ok","f":"read","value":[1,"ü",{"a":null}]})" +
      "\n";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    const bool whole_lines = size == 0 || size + 1 >= whole.size() || size == kInvoke.size() ||
                             size + 1 == kInvoke.size();
    CHECK((refusal(cut).line == 0) == whole_lines);
  }
}

TEST_CASE("reading a history: every single changed byte is either read or refused") {
  const std::string good = kInvoke;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = good;
      changed[at] = static_cast<char>(byte);
      CHECK_NOTHROW(
          refusal(changed));  // any other exception than the reader's own leaves refusal()
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
