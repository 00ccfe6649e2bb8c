#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <string>

#include "checkers/bad_operation.h"
#include "eddy/checkers/catalog.h"
#include "eddy/checkers/outcomes.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

History call(const std::string& asked, OpType type, const std::string& done) {
  WrittenHistory history;
  history.invoke(0, "txn", json::parse(asked));
  if (type == OpType::ok) history.ok(0, "txn", json::parse(done));
  if (type == OpType::fail) history.fail(0, "txn", json::parse(done));
  if (type == OpType::info) history.info(0, "txn", json::parse(done));
  return history;
}

// What the refusal says; empty: it is the outcome.
std::string refusal(const History& history, Repeats repeats = Repeats::value) {
  try {
    require_outcomes(history, repeats);
  } catch (const BadOperation& bad) {
    const std::string text = bad.what();
    return text.substr(text.find("expected"));
  }
  return "";
}

TEST_CASE("outcomes: what was read takes the place of null, all else is repeated") {
  const std::string asked = R"([["append",8,1],["r",9,null]])";
  CHECK(refusal(call(asked, OpType::ok, R"([["append",8,1],["r",9,[2]]])")).empty());
  CHECK(
      refusal(call(asked, OpType::ok, R"([["append",8,1]])")) ==
      R"(expected the outcomes of 2 micro-operations, [["append",8,1],["r",9,null]], but there is )"
      R"(1: [["append",8,1]])");
  CHECK(refusal(call(asked, OpType::ok, R"([["append",8,1],["append",9,[]]])")) ==
        R"(expected the outcome of ["r",9,null], but it is ["append",9,[]])");
  CHECK(refusal(call(asked, OpType::ok, R"([["append",8,1],["r",7,[2]]])")) ==
        R"(expected the outcome of ["r",9,null], but it is ["r",7,[2]])");
  CHECK(refusal(call(asked, OpType::ok, R"([["append",8,3],["r",9,[2]]])")) ==
        R"(expected the outcome of ["append",8,1], but it is ["append",8,3])");
  CHECK(refusal(call(asked, OpType::ok, R"([["append",8,1.0],["r",9,[2]]])")) ==
        R"(expected the outcome of ["append",8,1], but it is ["append",8,1E0])");
}

TEST_CASE("outcomes: null says nothing, and what is not ok may say anything") {
  const std::string asked = R"([["append",8,1],["r",9,null]])";
  CHECK(refusal(call("null", OpType::ok, asked)).empty());
  CHECK(refusal(call(asked, OpType::ok, "null")).empty());
  CHECK(refusal(call(asked, OpType::fail, R"([["w",1,2]])")).empty());
  CHECK(refusal(call(asked, OpType::info, "7")).empty());
}

TEST_CASE("outcomes: those of registers, of sets and of one function each") {
  CHECK(refusal(call("[1,null]", OpType::ok, "[1,5]")).empty());
  CHECK(refusal(call("[1,null]", OpType::ok, "[2,5]")) ==
        "expected the outcome of [1,null], but it is [2,5]");
  CHECK(refusal(call("5", OpType::ok, "5")).empty());
  CHECK(refusal(call("5", OpType::ok, "6")) == "expected the outcome of 5, but it is 6");
  CHECK(refusal(call("5", OpType::ok, "6"), Repeats::function).empty());
  WrittenHistory mixed;
  mixed.invoke(0, "read").ok(0, "write", 5);
  CHECK(refusal(mixed, Repeats::function) ==
        "expected the outcome of its read, but it is that of a write");
}

TEST_CASE("outcomes: kafka's have offsets and polled messages beside what was asked for") {
  const std::string asked = R"([["send","k",7],["poll"]])";
  const auto refused = [&](const std::string& done) {
    return refusal(call(asked, OpType::ok, done), Repeats::kafka);
  };
  CHECK(refused(R"([["send","k",[3,7]],["poll",{"k":[[3,7]]}]])").empty());
  CHECK(refused(R"([["send","k",[null,7]],["poll",{}]])").empty());
  CHECK(refused(R"([["send","k",7],["poll",{}]])").empty());
  CHECK(refused(R"([["send","k",[7,"m"]],["poll",{}]])").empty());
  const std::string polls = R"([["poll",{}],["poll",{"k":[[3,7]]}]])";
  CHECK(refusal(call(R"([["poll"]])", OpType::ok, polls), Repeats::kafka).empty());
  CHECK(refused(R"([["send","j",[3,7]],["poll",{}]])") ==
        R"(expected the outcome of ["send","k",7], but it is ["send","j",[3,7]])");
  CHECK(refused(R"([["send","k",[3,8]],["poll",{}]])") ==
        R"(expected the outcome of ["send","k",7], but it is ["send","k",[3,8]])");
  CHECK(refused(R"([["send","k",[3,7]],["send","k",[4,8]]])") ==
        R"(expected the outcome of ["poll"], but it is ["send","k",[4,8]])");
}

TEST_CASE("outcomes: a completion without an invocation contradicts nothing") {
  CHECK(refusal(WrittenHistory().ok(0, "txn", json::parse(R"([["r",1,[2]]])"))).empty());
}

TEST_CASE("corpora: no history is refused for an outcome that is another call's") {
  std::size_t cases = 0;
  for (const CheckerEntry& checker : catalog()) {
    for (const auto& path : expectations("corpora", checker.name)) {
      CAPTURE(path.string());
      ++cases;
      const HistoryShape shape = shape_of(read_expectation(path));
      if (shape != HistoryShape::paired) continue;
      const History history = read_case(path, shape);
      CHECK(refusal(history, checker.repeats).empty());
    }
  }
  absent(cases);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
