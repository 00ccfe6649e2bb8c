#include <doctest/doctest.h>
#include <boost/json/array.hpp>

#include "checkers/bad_operation.h"
#include "eddy/checkers/causal_reverse.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

WrittenHistory one_then_two() {
  WrittenHistory history;
  history.invoke(0, "write", 1).ok(0, "write", 1).invoke(0, "write", 2).ok(0, "write", 2);
  return history;
}

TEST_CASE("a read that shows a write shows all that were acknowledged before it began") {
  CHECK(check_causal_reverse(one_then_two().read(1, {})).validity == Validity::valid);
  CHECK(check_causal_reverse(one_then_two().read(1, {1})).validity == Validity::valid);
  CHECK(check_causal_reverse(one_then_two().read(1, {2, 1})).validity == Validity::valid);
}

TEST_CASE("a later write without an earlier one is invalid") {
  const auto verdict = check_causal_reverse(one_then_two().read(1, {2}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(verdict.report.at("errors").at(0).at("missing") == json::value(json::array{1}));
  CHECK(evidence_of(verdict) ==
        "op 5 of process 1 at 0.005 s shows 2, but not 1, which had been acknowledged (op 1 of "
        "process 0 at 0.001 s) before the write of 2 began\n");
}

TEST_CASE("writes that overlap may show in any order") {
  WrittenHistory history;
  history.invoke(0, "write", 1).invoke(1, "write", 2).ok(0, "write", 1).ok(1, "write", 2);
  CHECK(check_causal_reverse(history.read(2, {2})).validity == Validity::valid);
}

TEST_CASE("a read that is no array is refused") {
  CHECK_THROWS_AS(check_causal_reverse(WrittenHistory().invoke(0, "read").ok(0, "read", 1)),
                  BadOperation);
}

TEST_CASE("corpora: causal-reverse gives every verdict and error of the peer") {
  const auto cases = expectations("corpora", "causal-reverse");
  if (absent(cases.size())) return;
  for (const auto& path : cases) {
    CAPTURE(name_of(path));
    const json::object expected = read_expectation(path);
    const Verdict verdict = check_causal_reverse(read_case(path, shape_of(expected)));
    CHECK(to_json(verdict.validity) == expected.at("valid"));
    const json::array& errors = expected.at("detail").at("errors").as_array();
    REQUIRE(verdict.report.at("errors").as_array().size() == errors.size());
    for (std::size_t i = 0; i < errors.size(); ++i) {
      const json::value& ours = verdict.report.at("errors").at(i);
      CHECK(ours.at("op").at("index") == errors[i].at("index"));
      CHECK(ours.at("missing") == errors[i].at("missing"));
      CHECK(ours.at("expected-count") == errors[i].at("expected-count"));
    }
  }
  MESSAGE("causal-reverse: ", cases.size(), " cases");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
