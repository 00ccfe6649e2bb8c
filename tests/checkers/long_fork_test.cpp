#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include "checkers/bad_operation.h"
#include "eddy/checkers/long_fork.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

// A call of each transaction, as JSON.
History transactions(std::initializer_list<const char*> texts) {
  WrittenHistory history;
  for (const char* text : texts) {
    const json::value txn = json::parse(text);
    history.invoke(0, "txn", txn).ok(0, "txn", txn);
  }
  return history;
}

constexpr const char* kWriteX = R"([["w", "x", 1]])";
constexpr const char* kWriteY = R"([["w", "y", 1]])";

TEST_CASE("reads that show ever more are no fork") {
  const auto verdict = check_long_fork(
      transactions({kWriteX, kWriteY, R"([["r", "x", null], ["r", "y", null]])",
                    R"([["r", "x", 1], ["r", "y", null]])", R"([["r", "y", 1], ["r", "x", 1]])"}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "early-read-count") == 1);
  CHECK(figure_of(verdict, "late-read-count") == 1);
}

TEST_CASE("two reads that each show what the other does not are a fork") {
  const auto verdict =
      check_long_fork(transactions({kWriteX, kWriteY, R"([["r", "x", 1], ["r", "y", null]])",
                                    R"([["r", "y", 1], ["r", "x", null]])"}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(verdict.report.at("forks") == json::value(json::array{{5, 7}}));
  CHECK(evidence_of(verdict) ==
        "op 5 of process 0 at 0.005 s shows key \"x\" but not yet \"y\"; op 7 of process 0 at "
        "0.007 s shows \"y\" but not yet \"x\"\n");
}

TEST_CASE("reads of other groups are not compared") {
  CHECK(check_long_fork(transactions({R"([["r", "a", 1], ["r", "b", null]])",
                                      R"([["r", "c", null], ["r", "b", 1]])"}))
            .validity == Validity::valid);
}

TEST_CASE("a history that the checker can say nothing of is unknown") {
  const auto twice = check_long_fork(transactions({kWriteX, R"([["w", "x", 2]])"}));
  CHECK(twice.validity == Validity::unknown);
  CHECK(check_long_fork(transactions({R"([["r", "x", 1], ["r", "y", 1]])", R"([["r", "x", 1]])"}))
            .validity == Validity::unknown);
  CHECK(check_long_fork(transactions({R"([["r", "x", 1]])", R"([["r", "x", 2]])"})).validity ==
        Validity::unknown);
}

TEST_CASE("what is no transaction is refused") {
  CHECK_THROWS_AS(check_long_fork(transactions({R"([["append", "x", 1]])"})), BadOperation);
  CHECK_THROWS_AS(check_long_fork(transactions({R"(["r", "x", 1])"})), BadOperation);
  CHECK_THROWS_AS(check_long_fork(transactions({"7"})), BadOperation);
}

TEST_CASE("corpora: long-fork gives every verdict of the peer") {
  const auto cases = expectations("corpora", "long-fork");
  if (absent(cases.size())) return;
  for (const auto& path : cases) {
    CAPTURE(name_of(path));
    const json::object expected = read_expectation(path);
    LongForkOptions options;
    options.group_size = expected.at("options").at("group_size").to_number<std::size_t>();
    const Verdict verdict = check_long_fork(read_case(path, shape_of(expected)), options);
    CHECK(to_json(verdict.validity) == expected.at("valid"));
    const json::object& detail = expected.at("detail").as_object();
    CHECK(verdict.report.at("read-count") == detail.at("reads-count"));
    CHECK(verdict.report.at("early-read-count") == detail.at("early-read-count"));
    CHECK(verdict.report.at("late-read-count") == detail.at("late-read-count"));
    CHECK(figure_of(verdict, "fork-count") ==
          static_cast<double>(detail.at("forks").as_array().size()));
  }
  MESSAGE("long-fork: ", cases.size(), " cases");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
