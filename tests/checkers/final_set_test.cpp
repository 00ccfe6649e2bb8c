#include <doctest/doctest.h>

#include "checkers/bad_operation.h"
#include "eddy/checkers/final_set.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

TEST_CASE("a set whose last read shows all that was acknowledged is valid, whatever others show") {
  const auto verdict =
      check_final_set(WrittenHistory().add(0, 1).read(1, {}).add(0, 2).read(1, {2, 1}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(verdict.report.at("ok") == "#{1..2}");
}

TEST_CASE("an acknowledged element that the last read misses is lost") {
  const auto verdict = check_final_set(WrittenHistory().add(0, 1).add(0, "x").read(1, {1}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(verdict.report.at("lost") == "#{\"x\"}");
  CHECK(evidence_of(verdict) ==
        "the last read (op 5 of process 1 at 0.005 s) has lost what was acknowledged: \"x\"\n");
}

TEST_CASE("an element that nobody tried to add is unexpected") {
  const auto verdict = check_final_set(WrittenHistory().add(0, 1).read(1, {1, 7}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "unexpected-count") == 1);
}

TEST_CASE("an add without a definite outcome may show up: it is recovered") {
  const auto verdict =
      check_final_set(WrittenHistory().invoke(0, "add", 1).info(0, "add", 1).read(1, {1}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "recovered-count") == 1);
}

TEST_CASE("a set that was never read is unknown, and a read that is no array is refused") {
  CHECK(check_final_set(WrittenHistory().add(0, 1)).validity == Validity::unknown);
  CHECK_THROWS_AS(check_final_set(WrittenHistory().invoke(0, "read").ok(0, "read", "1, 2")),
                  BadOperation);
}

TEST_CASE("corpora: set gives every verdict, count and element of the peer") {
  const auto cases = expectations("corpora", "set");
  if (absent(cases.size())) return;
  for (const auto& path : cases) {
    CAPTURE(name_of(path));
    const json::object expected = read_expectation(path);
    const Verdict verdict = check_final_set(read_case(path, shape_of(expected)));
    CHECK(to_json(verdict.validity) == expected.at("valid"));
    for (const auto& field : expected.at("detail").as_object()) {
      if (!verdict.report.contains(field.key())) continue;
      CAPTURE(std::string(field.key()));
      CHECK(verdict.report.at(field.key()) == field.value());
    }
  }
  MESSAGE("set: ", cases.size(), " cases");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
