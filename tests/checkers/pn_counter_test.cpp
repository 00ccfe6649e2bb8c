#include <doctest/doctest.h>
#include <boost/json/array.hpp>

#include "checkers/bad_operation.h"
#include "eddy/checkers/pn_counter.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

History with_final_reads(const History& history, const std::vector<json::value>& values) {
  History all = history;
  for (const json::value& value : values) {
    for (const OpType type : {OpType::invoke, OpType::ok}) {
      Op op;
      op.index = static_cast<std::int64_t>(all.ops.size());
      op.process = 9;
      op.type = type;
      op.f = "read";
      if (type == OpType::ok) op.value = value;
      op.final_op = true;
      all.ops.push_back(op);
    }
  }
  return all;
}

WrittenHistory five_and_maybe_ten() {
  WrittenHistory history;
  history.add(0, 5).invoke(1, "add", 10).info(1, "add", 10);
  return history;
}

TEST_CASE("a final read is the sum of the ok adds and any of the indefinite ones") {
  const auto verdict = check_pn_counter(with_final_reads(five_and_maybe_ten(), {5, 15}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(verdict.report.at("acceptable") == json::value(json::array{{5, 5}, {15, 15}}));
  CHECK(figure_of(verdict, "final-read-count") == 2);
}

TEST_CASE("a final read of anything else is invalid, and told with what it may be") {
  const auto verdict = check_pn_counter(with_final_reads(five_and_maybe_ten(), {5, 10}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "error-count") == 1);
  REQUIRE(verdict.evidence.size() == 1);
  CHECK(verdict.evidence[0] == "op 7 of process 9 read 10 at last, but the adds make it 5 or 15");
}

TEST_CASE("an add that failed counts for nothing, nor does a read that is not final") {
  WrittenHistory history;
  history.add(0, 3).invoke(0, "add", 4).fail(0, "add", 4).invoke(1, "read").ok(1, "read", 99);
  CHECK(check_pn_counter(with_final_reads(history, {3})).validity == Validity::valid);
  CHECK(check_pn_counter(with_final_reads(history, {7})).validity == Validity::invalid);
}

TEST_CASE("values that are no integers are refused, and so are sums of more than 64 bits") {
  CHECK_THROWS_AS(check_pn_counter(WrittenHistory().add(0, "three")), BadOperation);
  CHECK_THROWS_AS(check_pn_counter(with_final_reads({}, {1.5})), BadOperation);
  CHECK_THROWS_WITH_AS(check_pn_counter(WrittenHistory().add(0, INT64_MAX).add(0, 1)),
                       "op 3 of process 0 at 0.003 s: expected deltas whose sum fits in 64 bits",
                       BadOperation);
}

TEST_CASE("what the budget does not reach is unknown, unless no subset of adds could give it") {
  WrittenHistory history;
  std::int64_t delta = 2;
  for (int i = 0; i < 20; ++i, delta *= 2) history.invoke(i, "add", delta).info(i, "add", delta);
  const Budget budget{.steps = 1000};
  CHECK(check_pn_counter(with_final_reads(history, {7})).validity == Validity::invalid);
  CHECK(check_pn_counter(with_final_reads(history, {7}), budget).validity == Validity::unknown);
  CHECK(check_pn_counter(with_final_reads(history, {-1}), budget).validity == Validity::invalid);
  CHECK(check_pn_counter(history, budget).validity == Validity::valid);
}

TEST_CASE("corpora: pn-counter gives every verdict and the ranges of the peer") {
  const auto cases = expectations("corpora", "pn-counter");
  const auto corners = expectations("corpora-micro", "pn-counter");
  if (absent(cases.size() + corners.size())) return;
  for (const auto& path : cases) {
    CAPTURE(name_of(path));
    const json::object expected = read_expectation(path);
    const Verdict verdict = check_pn_counter(read_case(path, shape_of(expected)));
    CHECK(to_json(verdict.validity) == expected.at("valid"));
    const json::object& detail = expected.at("detail").as_object();
    CHECK(verdict.report.at("acceptable") == detail.at("acceptable_ranges"));
    CHECK(verdict.report.at("errors") == detail.at("errors"));
    CHECK(verdict.report.at("final-reads") == detail.at("final_reads"));
  }
  for (const auto& path : corners) {
    CAPTURE(name_of(path));
    const History history = read_case(path, HistoryShape::paired);
    const json::object expected = read_expectation(path);
    for (const json::value& result : expected.at("results").as_array()) {
      CHECK(to_json(check_pn_counter(history).validity) == result.at("valid"));
    }
  }
  MESSAGE("pn-counter: ", cases.size() + corners.size(), " cases");
}

TEST_CASE("reads before the end are bounded by the adds invoked until they ended, if asked for") {
  const auto judge = [](const History& history) {
    return check_pn_counter(history, {}, EarlierReads::bounded);
  };
  const auto with_read = [](std::int64_t value) {
    WrittenHistory history;
    history.invoke(0, "add", 5).invoke(1, "add", -2).invoke(2, "read").ok(2, "read", value);
    history.ok(0, "add", 5).ok(1, "add", -2).add(0, 10);
    return history;
  };
  for (std::int64_t value = -4; value < 8; ++value) {
    CAPTURE(value);
    const bool inside = value >= -2 && value <= 5;
    const auto verdict = judge(with_read(value));
    CHECK(verdict.validity == (inside ? Validity::valid : Validity::invalid));
    CHECK(figure_of(verdict, "out-of-bounds-count") == (inside ? 0 : 1));
    CHECK(check_pn_counter(with_read(value)).validity == Validity::valid);
  }
  // What failed counts for nothing, and what is indefinite may have been added.
  WrittenHistory failed;
  failed.invoke(0, "add", 5).fail(0, "add", 5).invoke(1, "read").ok(1, "read", 5);
  CHECK(judge(failed).validity == Validity::invalid);
  CHECK(evidence_of(judge(failed)).find("read 5, but all adds until then make 0 … 0") !=
        std::string::npos);
  WrittenHistory indefinite;
  indefinite.invoke(0, "add", 5).info(0, "add", 5).invoke(1, "read").ok(1, "read", 5);
  CHECK(judge(indefinite).validity == Validity::valid);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
