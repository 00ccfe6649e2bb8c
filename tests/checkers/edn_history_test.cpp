#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "eddy/checkers/history_reader.h"

namespace eddy::checkers {
namespace TEST_FILE {

History read(const std::string& text, HistoryShape shape = HistoryShape::paired) {
  std::istringstream in(text);
  return read_history(in, shape);
}

// The error that `text` is refused with; empty if it is not refused.
std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const HistoryError& error) {
    return error.what();
  }
  return {};
}

void check_refused(const std::string& text, const std::string& part) {
  CAPTURE(text);
  const std::string refused = refusal(text);
  CHECK_MESSAGE(refused.find(part) != std::string::npos, refused);
  CHECK(refused.find('\n') == std::string::npos);
}

// The value that is read for this one, as JSON.
std::string value_of(const std::string& edn) {
  const History history = read("{:process 0, :type :invoke, :f :x, :value " + edn + "}");
  return boost::json::serialize(history.ops.at(0).value);
}

TEST_CASE("edn: maps one after the other, with or without a tag") {
  const History history = read(
      "{:type :invoke, :f :read, :value nil, :process 3, :time 123, :index 0}\n"
      "#jepsen.history.Op{:index 4, :time 7, :type :ok, :process 3, :f :read, :value [1 2],\n"
      "  :final? true, :node \"n1\", :error [:timeout \"x\"]}"
      "#foo/bar {:process :nemesis :type :info :f :start-partition}");
  REQUIRE(history.ops.size() == 3);
  CHECK(history.ops[0].process == 3);
  CHECK(history.ops[0].time == 123);
  CHECK(history.ops[0].type == OpType::invoke);
  CHECK(history.ops[0].f == "read");
  CHECK(history.ops[0].value.is_null());
  CHECK(history.ops[1].index == 4);
  CHECK(history.ops[1].value == boost::json::array{1, 2});
  CHECK(history.ops[1].error == boost::json::array{"timeout", "x"});
  CHECK(history.ops[1].final_op);
  CHECK_FALSE(history.ops[2].is_client());
  CHECK(history.ops[2].index == 5);
  CHECK(history.lines == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("edn: one vector or list of maps") {
  const std::string invoke = "{:process 0 :type :invoke :f :read}";
  const std::string ok = "{:process 0 :type :ok :f :read :value 1}";
  CHECK(read("[" + invoke + " " + ok + "]").ops.size() == 2);
  CHECK(read("(" + invoke + "\n" + ok + ")").ops.size() == 2);
  CHECK(read(" ;; a comment\n[ #_ [{}] " + invoke + ", #op " + ok + " ]\n; end").ops.size() == 2);
  CHECK(read("[]").ops.empty());
  CHECK(read("()").ops.empty());
  CHECK(read("; nothing\n").ops.empty());
  check_refused("[" + invoke, "truncated");
  check_refused("[" + invoke + ")", "expected an operation");
  check_refused("[" + invoke + "] 1", "nothing behind");
  check_refused(invoke + "[" + ok + "]", "expected an operation");
}

TEST_CASE("edn: what becomes of each kind of value") {
  CHECK(value_of("nil") == "null");
  CHECK(value_of("true") == "true");
  CHECK(value_of("-12") == "-12");
  CHECK(value_of("+7") == "7");
  CHECK(value_of("12N") == "12");
  CHECK(value_of("18446744073709551615") == "18446744073709551615");
  CHECK(value_of("123456789012345678901234567890N") == R"("123456789012345678901234567890N")");
  CHECK(value_of("1/3") == R"("1/3")");
  CHECK(value_of("1.5") == "1.5E0");
  CHECK(value_of("1.5M") == "1.5E0");
  CHECK(value_of("##Inf") == R"("Infinity")");
  CHECK(value_of(":a/b") == R"("a/b")");
  CHECK(value_of("sym") == R"("sym")");
  CHECK(value_of("-") == R"("-")");
  CHECK(value_of(R"("a\"\\\n\u00e9\ud83d\ude00")") == "\"a\\\"\\\\\\n\u00e9\U0001F600\"");
  CHECK(value_of("\\a") == R"("a")");
  CHECK(value_of("\\newline") == R"("\n")");
  CHECK(value_of("\\u00e9") == "\"\u00e9\"");
  CHECK(value_of("[\\( \\; \\\" \\u]") == R"(["(",";","\"","u"])");
  CHECK(value_of("(1 [2, 3] {})") == "[1,[2,3],{}]");
  CHECK(value_of("#{3 1 2}") == "[1,2,3]");
  CHECK(value_of("#{:b \"a\" nil}") == R"([null,"a","b"])");
  CHECK(value_of(R"({:a 1, "b" 2, 3 4, [5] 6, nil 7})") ==
        R"({"a":1,"b":2,"3":4,"[5]":6,"null":7})");
  CHECK(value_of("#:x{:a 1 :y/b 2 :_/c 3 \"d\" 4}") == R"({"x/a":1,"y/b":2,"c":3,"d":4})");
  CHECK(value_of("#inst \"2020-01-01\"") == R"("2020-01-01")");
  CHECK(value_of("#uuid \"f81d\"") == R"("f81d")");
  CHECK(value_of("#jepsen.independent.Tuple [5 #tag #other 6]") == "[5,6]");
  CHECK(value_of("^{:line 1} [1]") == "[1]");
  CHECK(value_of("[1 #_ #_ 2 3 4 ; five\n 6]") == "[1,4,6]");
  CHECK(value_of("#\"a\\d\\\"\"") == R"("a\\d\\\"")");
  CHECK(value_of("#object[java.lang.Object 0x1f \"x\"]") == R"(["java.lang.Object",31,"x"])");
}

TEST_CASE("edn: what is no EDN is refused") {
  const auto with = [](const std::string& edn) {
    return "{:process 0, :type :invoke, :f :x, :value " + edn + "}";
  };
  check_refused(with(""), "expected a value, but there is a }");
  check_refused(with("[1"), "expected a ] for the [ that opens here, but there is a }");
  check_refused(with("[1)"), "expected a ] for the [ that opens here, but there is a )");
  check_refused(with("\"abc"), "truncated");
  check_refused(with("\"\\x\""), "in a string");
  check_refused(with("\"\\ud800\""), "surrogate");
  check_refused(with("\"\\u12\""), "four hexadecimal digits");
  check_refused(with("\\nonsense"), "expected a character");
  check_refused(with("1x"), "expected a number");
  check_refused(with("007"), "expected a number");
  check_refused(with(":"), "expected a name behind a colon");
  check_refused(with("::a"), "expected a name behind a colon");
  check_refused(with("[1 #tag]"), "behind a tag");
  check_refused(with("{:a}"), "there is a }");
  check_refused(with("{:a 1 :a 2}"), "keys that differ");
  check_refused(with("@x"), "there is a @");
  check_refused(with("##Nan"), "expected ##Inf");
  check_refused(with("\"\xff\""), "UTF-8");
  check_refused(with(":\xc0\xaf"), "UTF-8");
  check_refused(with(std::string("\0", 1)), "control character");
  check_refused("{:process 0 :process 1 :type :invoke :f :x}", "one field \"process\"");
}

TEST_CASE("edn: an error is one line, whatever it quotes") {
  check_refused("{:process 0 :value {\"a\nkey\" 1 \"a\nkey\" 2}}", "there are two a key");
}

TEST_CASE("edn: the line of an error is where it is") {
  CHECK(refusal("{:process 0 :type :invoke :f :x}\n\n{:process 0\n :type :ok\n :f :x\n :value 1x}")
            .starts_with("history line 6: "));
  CHECK(refusal("{:process 0 :type :invoke :f :x}\n\n{:process 1\n :type :ok :f :x}")
            .starts_with("history line 3: expected an invocation of process 1"));
}

TEST_CASE("edn: nesting beyond the limit is refused, however deep and of whatever kind") {
  const auto nested = [](const std::string& open, const std::string& close, std::size_t depth) {
    std::string text = "{:process 0, :type :invoke, :f :x, :value ";
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += " 1 ";
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return text + "}";
  };
  CHECK(refusal(nested("[", "]", kMaxHistoryDepth)).empty());
  for (const auto& [open, close] : std::vector<std::pair<std::string, std::string>>{
           {"[", "]"}, {"(", ")"}, {"{1 ", "}"}, {"#{", "}"}, {"^", ""}, {"#_", ""}}) {
    CAPTURE(open);
    check_refused(nested(open, close, kMaxHistoryDepth + 1), "nested at most 64 deep");
    check_refused(nested(open, close, 1'000'000), "nested at most 64 deep");
  }
  CHECK(refusal(nested("#t ", "", 10'000)).empty());  // tags go, one after the other
}

TEST_CASE(
    "edn: every way of cutting a good one short, and every changed byte, is read or refused") {
  const std::string good =
      "#a.B{:process 0 :type :invoke :f :x :value [\\a \"\\u00e9\" #{1/2} #:n{:k 1.5} #_ x ^{} y]}";
  for (std::size_t size = 1; size < good.size(); ++size) CHECK(refusal(good.substr(0, size)) != "");
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = good;
      changed[at] = static_cast<char>(byte);
      CHECK_NOTHROW(refusal(changed));
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
