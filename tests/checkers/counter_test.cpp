#include <doctest/doctest.h>
#include <boost/json/array.hpp>

#include "checkers/bad_operation.h"
#include "eddy/checkers/counter.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

TEST_CASE("a read may show an add that overlaps it, or not") {
  for (const int value : {1, 3}) {
    WrittenHistory history;
    history.add(0, 1).invoke(1, "add", 2).invoke(2, "read").ok(2, "read", value).ok(1, "add", 2);
    CHECK(check_counter(history).validity == Validity::valid);
  }
}

TEST_CASE("a read below what was certain when it began is invalid") {
  const auto verdict = check_counter(WrittenHistory().add(0, 5).invoke(1, "read").ok(1, "read", 4));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(verdict.report.at("errors") == json::value(json::array{{5, 4, 5}}));
  CHECK(evidence_of(verdict) ==
        "op 3 of process 1 at 0.003 s read 4, but 5 had been added for certain before it began\n");
}

TEST_CASE("a read above all that was tried when it ended is invalid") {
  const auto verdict =
      check_counter(WrittenHistory().add(0, 5).invoke(1, "read").ok(1, "read", 6).add(0, 1));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "error-count") == 1);
}

TEST_CASE("an indefinite add may always show up, one that failed never") {
  WrittenHistory indefinite;
  indefinite.invoke(0, "add", 2).info(0, "add", 2).invoke(1, "read").ok(1, "read", 2);
  CHECK(check_counter(indefinite).validity == Validity::valid);
  WrittenHistory failed;
  failed.invoke(0, "add", 2).fail(0, "add", 2).invoke(1, "read").ok(1, "read", 2);
  CHECK(check_counter(failed).validity == Validity::invalid);
}

TEST_CASE("a counter that only grows takes no negative delta") {
  CHECK_THROWS_WITH_AS(check_counter(WrittenHistory().add(0, -1)),
                       "op 0 of process 0: expected a delta from 0 up, for a counter "
                       "that only grows, but it is -1",
                       BadOperation);
  CHECK_THROWS_AS(check_counter(WrittenHistory().add(0, nullptr)), BadOperation);
}

TEST_CASE("corpora: counter gives every verdict and all bounds of the peer") {
  const auto cases = expectations("corpora", "counter");
  if (absent(cases.size())) return;
  for (const auto& path : cases) {
    CAPTURE(name_of(path));
    const json::object expected = read_expectation(path);
    const Verdict verdict = check_counter(read_case(path, shape_of(expected)));
    CHECK(to_json(verdict.validity) == expected.at("valid"));
    const json::object& detail = expected.at("detail").as_object();
    for (const char* key : {"reads", "errors"}) {
      if (detail.contains(key)) CHECK(verdict.report.at(key) == detail.at(key));
    }
  }
  MESSAGE("counter: ", cases.size(), " cases");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
