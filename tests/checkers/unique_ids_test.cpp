#include <doctest/doctest.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "eddy/checkers/unique_ids.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

Validity verdict_on(std::initializer_list<boost::json::value> ids) {
  WrittenHistory history;
  for (const auto& id : ids) history.generate(0, id);
  return check_unique_ids(history).validity;
}

TEST_CASE("unique ids: different ids are valid and the lowest and highest are reported") {
  const Verdict verdict =
      check_unique_ids(WrittenHistory().generate(0, 5).generate(1, 3).generate(0, 9));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "attempted-count") == 3);
  CHECK(figure_of(verdict, "acknowledged-count") == 3);
  CHECK(figure_of(verdict, "duplicated-count") == 0);
  CHECK(boost::json::serialize(verdict.report.at("range")) == "[3,9]");
}

TEST_CASE("unique ids: without ids it is valid and the range is empty") {
  const Verdict verdict = check_unique_ids(History{});
  CHECK(verdict.validity == Validity::valid);
  CHECK(boost::json::serialize(verdict.report.at("range")) == "[null,null]");
}

TEST_CASE("unique ids: an id given out twice is invalid and its operations are shown") {
  const Verdict verdict =
      check_unique_ids(WrittenHistory().generate(0, "x").generate(1, "y").generate(2, "x"));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "duplicated-count") == 1);
  CHECK(evidence_of(verdict) ==
        "id \"x\" was given out 2 times: op 1 of process 0 at 0.001 s, op 5 of process 2 at 0.005 "
        "s\n");
  CHECK(
      boost::json::serialize(verdict.report.at("duplicated")) ==
      R"([{"id":"x","count":2,"ops":[{"index":1,"process":0,"time":1000000},{"index":5,"process":2,"time":5000000}]}])");
}

TEST_CASE("unique ids: a duplicate of any JSON type is invalid") {
  CHECK(verdict_on({nullptr, nullptr}) == Validity::invalid);
  CHECK(verdict_on({true, true}) == Validity::invalid);
  CHECK(verdict_on({1.5, 1.5}) == Validity::invalid);
  CHECK(verdict_on({boost::json::array{1, 2}, boost::json::array{1, 2}}) == Validity::invalid);
  CHECK(verdict_on({boost::json::parse(R"({"a":1,"b":2})"),
                    boost::json::parse(R"({"b":2,"a":1})")}) == Validity::invalid);
}

TEST_CASE("unique ids: ids that only look the same are valid") {
  CHECK(verdict_on({1, 1.0, "1", boost::json::array{1}, true, nullptr, boost::json::object{}}) ==
        Validity::valid);
  CHECK(verdict_on({boost::json::array{1, 2}, boost::json::array{2, 1}}) == Validity::valid);
}

TEST_CASE("unique ids: what did not succeed gives out no id") {
  const Verdict verdict = check_unique_ids(WrittenHistory()
                                               .generate(0, 1)
                                               .invoke(1, "generate")
                                               .info(1, "generate", 1)
                                               .invoke(2, "generate")
                                               .fail(2, "generate", 1));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "attempted-count") == 3);
  CHECK(figure_of(verdict, "acknowledged-count") == 1);
}

TEST_CASE("unique ids: the most frequent duplicates come first") {
  WrittenHistory history;
  for (int i = 0; i < 60; ++i) history.generate(0, i).generate(1, i);
  history.generate(2, 59);
  const Verdict verdict = check_unique_ids(history);
  CHECK(figure_of(verdict, "duplicated-count") == 60);
  CHECK(verdict.evidence.front().starts_with("id 59 was given out 3 times"));
  CHECK(verdict.evidence.back() == "… and 52 more ids");
  CHECK(verdict.report.at("duplicated").as_array().size() == 48);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
