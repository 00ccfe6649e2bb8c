#include <doctest/doctest.h>
#include <vector>

#include "checkers/bad_operation.h"
#include "eddy/checkers/bank.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

History reads(const std::vector<json::object>& balances) {
  WrittenHistory history;
  for (const json::object& read : balances) history.invoke(0, "read").ok(0, "read", read);
  return history;
}

TEST_CASE("money moves between accounts, and the total stays") {
  const auto verdict = check_bank(reads({{{"a", 10}, {"b", 0}}, {{"a", 3}, {"b", 7}}}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "read-count") == 2);
}

TEST_CASE("a read with another total is invalid") {
  const auto verdict = check_bank(reads({{{"a", 10}, {"b", 0}}, {{"a", 3}, {"b", 8}}}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "wrong-total-count") == 1);
  CHECK(evidence_of(verdict) == "op 3 of process 0 at 0.003 s shows 11 in all, but there is 10\n");
}

TEST_CASE("total and accounts may be told instead of taken from the first read") {
  BankOptions options;
  options.total = 11;
  CHECK(check_bank(reads({{{"a", 10}}}), options).validity == Validity::invalid);
  options.total = 10;
  options.accounts = {"a", "b"};
  CHECK(check_bank(reads({{{"a", 10}}}), options).validity == Validity::valid);
}

TEST_CASE("a balance below zero is invalid unless it is allowed") {
  const History history = reads({{{"a", 10}, {"b", 0}}, {{"a", 11}, {"b", -1}}});
  CHECK(figure_of(check_bank(history), "negative-value-count") == 1);
  BankOptions options;
  options.negative_balances = NegativeBalances::allowed;
  CHECK(check_bank(history, options).validity == Validity::valid);
}

TEST_CASE("an account that is none of ours and one without a balance are errors of their own") {
  const auto verdict =
      check_bank(reads({{{"a", 10}}, {{"z", 10}}, {{"a", nullptr}}, {{"a", 4}, {"z", 6}}}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "unexpected-key-count") == 2);
  CHECK(figure_of(verdict, "nil-balance-count") == 1);
}

TEST_CASE("the report names the worst read of each sort beside the first") {
  const auto verdict = check_bank(reads({{{"a", 10}}, {{"a", 9}}, {{"a", 2}}, {{"a", 11}}}));
  const auto& wrong = verdict.report.at("errors").at("wrong-total");
  CHECK(wrong.at("count") == 3);
  CHECK(wrong.at("first").at("value").at("a") == 9);
  CHECK(wrong.at("worst").at("value").at("a") == 2);
}

TEST_CASE("balances that are no integers are refused") {
  CHECK_THROWS_AS(check_bank(reads({{{"a", "ten"}}})), BadOperation);
  CHECK_THROWS_AS(check_bank(WrittenHistory().invoke(0, "read").ok(0, "read", 5)), BadOperation);
}

TEST_CASE("corpora: bank gives every verdict and count of the peer") {
  const auto cases = expectations("corpora", "bank");
  if (absent(cases.size())) return;
  for (const auto& path : cases) {
    CAPTURE(name_of(path));
    const json::object expected = read_expectation(path);
    const Verdict verdict = check_bank(read_case(path, shape_of(expected)));
    CHECK(to_json(verdict.validity) == expected.at("valid"));
    const json::object& detail = expected.at("detail").as_object();
    for (const auto& kind : detail.at("errors").as_object()) {
      CAPTURE(std::string(kind.key()));
      CHECK(figure_of(verdict, std::string(kind.key()) + "-count") > 0);
    }
    for (const char* key : {"read-count", "error-count"}) {
      if (detail.contains(key)) CHECK(verdict.report.at(key) == detail.at(key));
    }
  }
  MESSAGE("bank: ", cases.size(), " cases");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
