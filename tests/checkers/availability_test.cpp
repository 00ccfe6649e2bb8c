#include <doctest/doctest.h>

#include "eddy/checkers/availability.h"
#include "eddy/checkers/bad_input.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

// 9 of 10 succeed.
WrittenHistory nine_of_ten() {
  WrittenHistory history;
  for (int i = 0; i < 9; ++i) history.generate(0, i);
  history.invoke(0, "generate").info(0, "generate").info(kNemesis, "start");
  return history;
}

TEST_CASE("availability: enough successes are valid") {
  CHECK(check_availability(nine_of_ten(), 0.9).validity == Validity::valid);
  CHECK(check_availability(nine_of_ten(), 0.0).validity == Validity::valid);
  CHECK(check_availability(WrittenHistory().generate(0, 1), 1.0).validity == Validity::valid);
}

TEST_CASE("availability: too few successes are invalid and say so") {
  const Verdict verdict = check_availability(nine_of_ten(), 0.95);
  CHECK(verdict.validity == Validity::invalid);
  CHECK(
      evidence_of(verdict) ==
      "9 of 10 operations succeeded: a fraction of 0.9, where at least 0.95 was asked for\n"
      "    1 of 10 ended without a definite outcome: generate, in op 18 of process 0 at 0.018 s\n");
  CHECK(check_availability(nine_of_ten(), parse_availability("total")).validity ==
        Validity::invalid);
}

TEST_CASE("availability: the errors that cost it are told, the most frequent first") {
  History history;
  const auto call = [&](OpType end, boost::json::value error) {
    for (const OpType type : {OpType::invoke, end}) {
      Op op;
      op.index = static_cast<std::int64_t>(history.ops.size());
      op.process = 3;
      op.node = 1;
      op.type = type;
      op.f = "txn";
      if (type != OpType::invoke) op.error = error;
      history.ops.push_back(std::move(op));
    }
  };
  call(OpType::ok, nullptr);
  call(OpType::info, "net-timeout");
  call(OpType::fail, boost::json::array{"txn-conflict", "n1 has it"});
  call(OpType::fail, boost::json::array{"txn-conflict", "n2 has it"});
  Op open;  // its end was never seen
  open.index = 8;
  open.node = 2;
  history.ops.push_back(open);
  CHECK(evidence_of(check_availability(history, 1.0)) ==
        "1 of 5 operations succeeded: a fraction of 0.2, where at least 1 was asked for\n"
        "    2 of 5 failed: txn-conflict, first op 4 at n1\n"
        "    1 of 5 ended without a definite outcome: net-timeout, in op 2 at n1\n"
        "    1 of 5 ended without a definite outcome: no answer, in op 8 at n2\n");
  CHECK(check_availability(history, 0.2).evidence.empty());
}

TEST_CASE("availability: without a goal everything is valid and the fraction is reported") {
  const Verdict verdict = check_availability(nine_of_ten(), std::nullopt);
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "ok-fraction") == 0.9);
}

TEST_CASE("availability: without operations the fraction is 1") {
  const Verdict verdict = check_availability(History{}, 1.0);
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "ok-fraction") == 1);
}

TEST_CASE("availability: the goal is total or a fraction") {
  CHECK(parse_availability("total") == 1.0);
  CHECK(parse_availability("0.9") == 0.9);
  CHECK(parse_availability("0") == 0.0);
  CHECK(parse_availability("1") == 1.0);
}

TEST_CASE("availability: any other goal is refused with what would be right") {
  for (const char* text :
       {"", "abc", "1.5", "-0.1", "nan", "inf", "0.9x", " 0.9", "90%", "Total", "1e400"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(parse_availability(text),
                         (std::string("availability \"") + text +
                          "\": expected total or a fraction from 0 to 1, such as 0.9")
                             .c_str(),
                         BadInput);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
