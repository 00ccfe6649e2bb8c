// A bracket or a quote that nothing closes is reported where it opens, in JSON and in EDN, however
// far behind it that is noticed.
#include <doctest/doctest.h>
#include <sstream>
#include <string>
#include <vector>

#include "eddy/checkers/history_reader.h"

namespace eddy::checkers {
namespace TEST_FILE {

struct Case {
  std::string text;
  std::size_t line = 0;
  std::string expected;  // its beginning
  std::size_t shown_by = 0;
};

void check_refused(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    CAPTURE(c.text);
    try {
      std::istringstream in(c.text);
      read_history(in);
      CHECK(false);
    } catch (const HistoryError& error) {
      CAPTURE(error.expected());
      CHECK(error.line() == c.line);
      CHECK(error.expected().starts_with(c.expected));
      CHECK(error.shown_by() == c.shown_by);
    }
  }
}

const std::string kInvoke = R"({"process":0,"type":"invoke","f":"read","value":null})";
const std::string kOk = R"({"process":0,"type":"ok","f":"read","value":[[1,2]]})";
const std::string kPretty =
    "{\n"
    "  \"process\": 0,\n"
    "  \"type\": \"invoke\",\n"
    "  \"f\": \"txn\",\n"
    "  \"value\": [\n"
    "    [\n"
    "      \"r\",\n"
    "      1,\n"
    "      null\n"
    "    ]\n"
    "  ]\n"
    "}\n";

const std::string kEdnInvoke = "{:process 0, :type :invoke, :f :read, :value nil}";
const std::string kEdnOk = "{:process 0, :type :ok, :f :read, :value [\"a\" #{1}]}";

std::string without(std::string text, const std::string& part) {
  return text.erase(text.find(part), part.size());
}

TEST_CASE("unclosed, JSON: an operation's brace") {
  const std::string open = without(kInvoke, "}");
  check_refused({
      {open, 1, "expected a } for the { that opens here, but the text ends (truncated?)", 1},
      {open + "\n" + kOk + "\n" + kOk, 1,
       "expected a } for the { that opens here, but there is a { in line 2", 2},
      {open + ",\n" + kOk, 1, "expected a } for the { that opens here, but there is a {", 2},
      {kInvoke + "\n\n" + open + "\n\n", 3,
       "expected a } for the { that opens here, but the text ends (truncated?)", 3},
      {kPretty.substr(0, kPretty.rfind('}')), 1,
       "expected a } for the { that opens here, but the text ends in line 11 (truncated?)", 11},
      {without(kPretty, "}") + kPretty, 1,
       "expected a } for the { that opens here, but there is a { in line 13", 13},
  });
}

TEST_CASE("unclosed, JSON: brackets and braces within") {
  check_refused({
      {without(kOk, "]"), 1, "expected a ] for the [ that opens here, but there is a }", 1},
      {without(kPretty, "    ]\n"), 5,
       "expected a ] for the [ that opens here, but there is a } in line 11", 11},
      {R"({"process":0,"value":[1,)"
       "\n2\n,\"type\":\"ok\"}",
       1, "expected a ] for the [ that opens here, but there is a : in line 3", 3},
      {kInvoke + "\n" + R"({"process":0,"value":)" + "\n{\"a\":[1]" + "\n", 3,
       "expected a } for the { that opens here, but the text ends (truncated?)", 3},
      {kPretty.substr(0, kPretty.find("1,")), 6,
       "expected a ] for the [ that opens here, but the text ends in line 7 (truncated?)", 7},
  });
}

TEST_CASE("unclosed, JSON: a string, which has one line") {
  check_refused({
      {R"({"process":0,"f":"read)", 1,
       "expected a \" for the string that opens here, but the text ends (truncated?)", 1},
      {R"({"process":0,"f":"read,"type":"ok"})"
       "\n" +
           kOk,
       1, "expected", 1},
      {R"({"process":0,"f":"read)"
       "\n" +
           kOk,
       1, "expected a \" for the string that opens here, but the line ends", 1},
      {without(kPretty, "ke\""), 3,
       "expected a \" for the string that opens here, but the line ends", 3},
      {"[" + kInvoke + ",\n{\"f\": \"read\n}]", 2,
       "expected a \" for the string that opens here, but the line ends", 2},
  });
}

TEST_CASE("unclosed, JSON: the bracket around all operations") {
  check_refused({
      {"[", 1, "expected a ] for the [ that opens here, but the text ends (truncated?)", 1},
      {"\n[\n" + kInvoke + ",\n" + kOk + "\n", 2,
       "expected a ] for the [ that opens here, but the text ends in line 4 (truncated?)", 4},
      {"[" + kInvoke + ",\n\n", 1,
       "expected a ] for the [ that opens here, but the text ends (truncated?)", 1},
      {"[\n" + kInvoke + ",\n" + kOk.substr(0, 25), 3, "expected a", 3},
  });
}

TEST_CASE("unclosed, EDN: an operation's brace") {
  const std::string open = without(kEdnInvoke, "}");
  check_refused({
      {open, 1, "expected a } for the { that opens here, but the text ends (truncated?)", 1},
      {kEdnInvoke + "\n" + without(kEdnOk, "]}") + "]\n" + kEdnInvoke, 2,
       "expected a } for the { that opens here, but there is a { in line 3", 3},
      {open + "\n#jepsen.history.Op" + kEdnOk, 1,
       "expected a } for the { that opens here, but there is a { in line 2", 2},
      {"[" + kEdnInvoke + "\n" + open + "]", 2,
       "expected a } for the { that opens here, but there is a ]", 2},
      {kEdnInvoke + "\n{:process 0\n :type :ok\n\n", 2,
       "expected a } for the { that opens here, but the text ends in line 3 (truncated?)", 3},
  });
}

TEST_CASE("unclosed, EDN: brackets and braces within") {
  check_refused({
      {kEdnInvoke + "\n" + without(kEdnOk, "]"), 2,
       "expected a ] for the [ that opens here, but there is a }", 2},
      {"{:process 0\n :value [[:r 1 2]\n}\n" + kEdnOk, 2,
       "expected a ] for the [ that opens here, but there is a } in line 3", 3},
      {"{:process 0\n :value (1 #{2\n)}", 2,
       "expected a } for the { that opens here, but there is a ) in line 3", 3},
      {"{:process 0\n :value {:a\n 1\n", 2,
       "expected a } for the { that opens here, but the text ends in line 3 (truncated?)", 3},
      {"{:process 0\n :value #:n{:a\n 1\n", 2,
       "expected a } for the { that opens here, but the text ends in line 3 (truncated?)", 3},
  });
}

TEST_CASE("unclosed, EDN: a string, which may have many lines") {
  check_refused({
      {kEdnInvoke + "\n{:process 0 :value \"ab\n}", 2,
       "expected a \" for the string that opens here, but the text ends in line 3 (truncated?)", 3},
      {"{:process 0 :value #\"ab\n}", 1,
       "expected a \" for the string that opens here, but the text ends in line 2 (truncated?)", 2},
      {"{:process 0 :value \"a\\u00", 1, "expected a \" for the string that opens here", 1},
      // The quotes that follow open strings instead of closing them.
      {kEdnInvoke + "\n{:process 0 :value \"ab}\n{:process 0 :value \"cd\"}\n", 2,
       "expected a \" for the string that opens here, before the line ends; or else, in line 3, "
       "expected",
       3},
  });
  std::istringstream in("{:process 0 :type :invoke :f :x :value \"two\nlines\"}");
  CHECK(read_history(in).ops.at(0).value == "two\nlines");
}

TEST_CASE("unclosed, EDN: the bracket around all operations") {
  check_refused({
      {"(", 1, "expected a ) for the ( that opens here, but the text ends (truncated?)", 1},
      {";\n[\n" + kEdnInvoke + "\n" + kEdnOk + "\n\n", 2,
       "expected a ] for the [ that opens here, but the text ends in line 4 (truncated?)", 4},
  });
}

TEST_CASE("what else is wrong within an operation of several lines is reported where it is") {
  check_refused({
      {"{\n\"process\": 0,\n\"type\": okay\n}", 3, "expected a JSON object, but it is not JSON", 3},
      {"{\n\"process\": 0\n\"type\": \"ok\"\n}", 3, "expected a JSON object, but it is not JSON",
       3},
      {"{\n\"process\": 0,\n\"f\": \"\xff\"\n}", 3, "expected UTF-8", 3},
      {"{\n\"process\": 0,\n\"process\": 0\n}", 3, "expected one field \"process\"", 3},
      {kPretty.substr(0, kPretty.size() - 1) + " {}", 12,
       "expected one JSON object in the line, but behind it there is {}", 12},
      {"[{\n\"process\": 0,\n\"type\": okay\n}]", 3, "expected a JSON object, but it is not JSON",
       3},
  });
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
