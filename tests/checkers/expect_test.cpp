#include <doctest/doctest.h>
#include <limits>

#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/expect.h"
#include "tests/checkers/figure_of.h"

namespace eddy::checkers {
namespace TEST_FILE {

std::vector<Figure> figures() {
  return {{"servers.msgs-per-op", 12.0, Unit::count},
          {"stable-latency.p50", 512.0, Unit::milliseconds},
          {"lost-latency.p50", std::nullopt, Unit::milliseconds},
          {"ok-fraction", 0.98, Unit::ratio}};
}

Verdict check(std::string_view text) {
  return check_expectations({parse_expectation(text)}, figures());
}

std::string refusal(std::string_view text) {
  try {
    check(text);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE("expect: what holds is valid") {
  for (const char* text :
       {"servers.msgs-per-op < 30", "servers.msgs-per-op<=12", "servers.msgs-per-op  >  11.5",
        "servers.msgs-per-op >= 12", " servers.msgs-per-op == 12 ", "servers.msgs-per-op!=13",
        "stable-latency.p50 < 513", "stable-latency.p50 == 512ms", "stable-latency.p50 == 512 ms",
        "stable-latency.p50 == 0.512s", "stable-latency.p50 == 512000us",
        "stable-latency.p50 == 512000000 ns", "ok-fraction >= 98%", "ok-fraction > 0.97"}) {
    CAPTURE(text);
    CHECK(check(text).validity == Validity::valid);
  }
}

TEST_CASE("expect: what does not hold is invalid and shown beside what was got") {
  CHECK(evidence_of(check("stable-latency.p50<400ms")) ==
        "expected stable-latency.p50 < 400 ms, got 512 ms\n");
  CHECK(evidence_of(check("servers.msgs-per-op<12")) ==
        "expected servers.msgs-per-op < 12, got 12\n");
  CHECK(evidence_of(check("ok-fraction >= 99%")) == "expected ok-fraction >= 99 %, got 0.98\n");
  for (const char* text :
       {"servers.msgs-per-op < 12", "servers.msgs-per-op <= 11", "servers.msgs-per-op > 12",
        "servers.msgs-per-op >= 13", "servers.msgs-per-op == 13", "servers.msgs-per-op != 12"}) {
    CAPTURE(text);
    CHECK(check(text).validity == Validity::invalid);
  }
}

TEST_CASE("expect: of a figure without a value it is unknown whether it holds") {
  const Verdict verdict = check("lost-latency.p50 < 1s");
  CHECK(verdict.validity == Validity::unknown);
  CHECK(evidence_of(verdict) == "expected lost-latency.p50 < 1 s, got none\n");
}

TEST_CASE("expect: several expectations give the worst verdict") {
  const Verdict verdict = check_expectations(
      {parse_expectation("ok-fraction > 0"), parse_expectation("lost-latency.p50 < 1s"),
       parse_expectation("ok-fraction > 99%")},
      figures());
  CHECK(verdict.validity == Validity::invalid);
  CHECK(verdict.evidence.size() == 2);
  CHECK(verdict.report.at("expectations").as_array().size() == 3);
}

TEST_CASE("expect: of an unknown figure the nearest is named, or else where to find all") {
  CHECK(refusal("stable-latncy.p50 < 400ms") ==
        "expectation \"stable-latncy.p50 < 400 ms\": there is no figure \"stable-latncy.p50\", did "
        "you mean stable-latency.p50?");
  CHECK(refusal("zzz < 1") ==
        "expectation \"zzz < 1\": there is no figure \"zzz\"; --expect help lists the "
        "figures");
  CHECK(refusal("stabel.p50 < 400ms") ==
        "expectation \"stabel.p50 < 400 ms\": there is no figure \"stabel.p50\", did you mean "
        "stable.p50?");
}

TEST_CASE("expect: a unit that does not fit the figure is refused") {
  CHECK(refusal("servers.msgs-per-op < 30ms") ==
        "expectation \"servers.msgs-per-op < 30 ms\": servers.msgs-per-op is a number: expected no "
        "unit");
  CHECK(refusal("stable-latency.p50 < 40%") ==
        "expectation \"stable-latency.p50 < 40 %\": stable-latency.p50 is a time: expected a unit "
        "of time "
        "(ns, us, ms, s) or none for ms");
  CHECK(refusal("ok-fraction > 1s") ==
        "expectation \"ok-fraction > 1 s\": ok-fraction is a ratio: expected % or no unit");
}

TEST_CASE("expect: what cannot be read is refused in one line that says what would be right") {
  CHECK(refusal("") ==
        "expectation \"\": expected NAME OP VALUE, such as stable-latency.p50 < 400ms, but found "
        "none of < <= > >= == !=");
  CHECK(refusal("ok-fraction") ==
        "expectation \"ok-fraction\": expected NAME OP VALUE, such as stable-latency.p50 < 400ms, "
        "but found none of "
        "< <= > >= == !=");
  CHECK(
      refusal("< 3") ==
      "expectation \"< 3\": expected a figure's name in front, such as stable-latency.p50 < 400ms");
  CHECK(refusal("ok fraction < 3") ==
        "expectation \"ok fraction < 3\": expected one name, but \"ok fraction\" has blanks in it");
  CHECK(refusal("ok-fraction = 3") ==
        "expectation \"ok-fraction = 3\": expected one of < <= > >= == !=, but got \"=\"");
  CHECK(refusal("ok-fraction <") ==
        "expectation \"ok-fraction <\": expected a number, such as 400ms, but got \"\"");
  CHECK(refusal("ok-fraction < x") ==
        "expectation \"ok-fraction < x\": expected a number, such as 400ms, but got \"x\"");
  CHECK(refusal("ok-fraction < nan") ==
        "expectation \"ok-fraction < nan\": expected a number, such as 400ms, but got \"nan\"");
  CHECK(refusal("ok-fraction < 1e999") ==
        "expectation \"ok-fraction < 1e999\": expected a number, such as 400ms, but got \"1e999\"");
  CHECK(refusal("ok-fraction < 3 min") ==
        "expectation \"ok-fraction < 3 min\": expected one of the units ns, us, ms, s, % or none, "
        "but got \"min\"");
  CHECK(refusal("ok-fraction < 3 < 4")
            .starts_with("expectation \"ok-fraction < 3 < 4\": expected one of the units"));
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
