#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <string>

#include "checkers/bad_operation.h"
#include "eddy/checkers/linearizable.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

Verdict judge(const History& history, LinearizableModel model) {
  LinearizableOptions options;
  options.model = model;
  return check_linearizable(history, options);
}

json::array pair(json::value a, json::value b) { return {std::move(a), std::move(b)}; }

TEST_CASE("linearizable: a read of what has been overwritten is named with the state it met") {
  const History stale = WrittenHistory()
                            .invoke(0, "write", 1)
                            .ok(0, "write", 1)
                            .invoke(0, "write", 2)
                            .ok(0, "write", 2)
                            .invoke(1, "read")
                            .ok(1, "read", 1);
  const Verdict verdict = judge(stale, LinearizableModel::cas_register);
  CHECK(verdict.validity == Validity::invalid);
  REQUIRE(verdict.evidence.size() == 3);
  CHECK(verdict.evidence[0] ==
        "the register is not linearizable: 2 of its 3 operations can be put in order");
  CHECK(verdict.evidence[1] ==
        "its end: write of 1 (op 1 of process 0 at 0.001 s), write of 2 (op 3 of process 0 at "
        "0.003 s); then the register is 2");
  CHECK(verdict.evidence[2] ==
        "read of 1 (op 5 of process 1 at 0.005 s) cannot come next: the register is 2");
  REQUIRE(verdict.drawings.size() == 1);
  CHECK(verdict.drawings[0].name == "linearizable-0.svg");
  CHECK(verdict.drawings[0].text.find(
            "read of 1 (op 5 of process 1 at 0.005 s) cannot come next") != std::string::npos);
}

TEST_CASE("linearizable: keys are judged apart, and one that is wrong makes the history wrong") {
  const History two_keys = WrittenHistory()
                               .invoke(0, "write", pair(7, 1))
                               .ok(0, "write", pair(7, 1))
                               .invoke(1, "read", pair(8, nullptr))
                               .ok(1, "read", pair(8, 1))
                               .invoke(0, "cas", pair(7, pair(1, 3)))
                               .ok(0, "cas", pair(7, pair(1, 3)));
  const Verdict verdict = judge(two_keys, LinearizableModel::kv);
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "key-count") == 2);
  CHECK(figure_of(verdict, "invalid-count") == 1);
  CHECK(verdict.evidence[0].find("the register of key 8 is not") == 0);
}

TEST_CASE("linearizable: what a failed cas says is a matter of options") {
  const History failed = WrittenHistory()
                             .invoke(0, "write", 1)
                             .ok(0, "write", 1)
                             .invoke(1, "cas", pair(1, 2))
                             .fail(1, "cas", pair(1, 2));
  LinearizableOptions options;
  CHECK(check_linearizable(failed, options).validity == Validity::valid);
  options.failed_cas = FailedCas::saw_another;
  CHECK(check_linearizable(failed, options).validity == Validity::invalid);
}

TEST_CASE("linearizable: what an ok read of null says is a matter of options") {
  const History nil =
      WrittenHistory().invoke(0, "write", 1).ok(0, "write", 1).invoke(1, "read").ok(1, "read");
  LinearizableOptions options;
  CHECK(check_linearizable(nil, options).validity == Validity::valid);
  options.nil_read = NilRead::empty;
  CHECK(check_linearizable(nil, options).validity == Validity::invalid);
}

TEST_CASE("linearizable: two hold a lock at once") {
  WrittenHistory twice;
  twice.invoke(0, "acquire").ok(0, "acquire").invoke(1, "acquire").ok(1, "acquire");
  CHECK(judge(twice, LinearizableModel::mutex).validity == Validity::invalid);
  WrittenHistory in_turn;
  in_turn.invoke(0, "acquire").ok(0, "acquire").invoke(1, "acquire").invoke(0, "release");
  in_turn.ok(1, "acquire").ok(0, "release");
  CHECK(judge(in_turn, LinearizableModel::mutex).validity == Validity::valid);
}

TEST_CASE("linearizable: no verdict on what is not understood") {
  using enum LinearizableModel;
  const History wrong_f = WrittenHistory().invoke(0, "enqueue", 1).ok(0, "enqueue", 1);
  CHECK_THROWS_AS(judge(wrong_f, cas_register), BadOperation);
  const History no_key = WrittenHistory().invoke(0, "write", 1).ok(0, "write", 1);
  CHECK_THROWS_AS(judge(no_key, kv), BadOperation);
  const History half_a_cas = WrittenHistory().invoke(0, "cas", 1).ok(0, "cas", 1);
  CHECK_THROWS_AS(judge(half_a_cas, cas_register), BadOperation);
  const History other_key =
      WrittenHistory().invoke(0, "write", pair(1, 1)).ok(0, "write", pair(2, 1));
  CHECK_THROWS_AS(judge(other_key, kv), BadOperation);
  const History other_f = WrittenHistory().invoke(0, "write", 1).ok(0, "read", 1);
  CHECK_THROWS_AS(judge(other_f, cas_register), BadOperation);
  const History no_array = WrittenHistory().invoke(0, "read").ok(0, "read", 1);
  CHECK_THROWS_AS(judge(no_array, set), BadOperation);
  const History no_step =
      WrittenHistory().invoke(0, "txn", json::array{1}).ok(0, "txn", json::array{1});
  CHECK_THROWS_AS(judge(no_step, multi_register), BadOperation);
  const History no_text =
      WrittenHistory().invoke(0, "append", pair("k", 1)).ok(0, "append", pair("k", 1));
  CHECK_THROWS_AS(judge(no_text, kv), BadOperation);
}

// All at once: writes of different values, in any order; then a read of one that was written before
// them.
History tangle(int calls) {
  WrittenHistory history;
  history.invoke(0, "write", 99).ok(0, "write", 99);
  for (int i = 0; i < calls; ++i) history.invoke(i, "write", i);
  for (int i = 0; i < calls; ++i) history.ok(i, "write", i);
  return history.invoke(0, "read").ok(0, "read", 99);
}

TEST_CASE("linearizable: a search that would take for ever ends within its steps, and is unknown") {
  LinearizableOptions options;
  options.budget.steps = 100'000;
  const Verdict verdict = check_linearizable(tangle(60), options);
  CHECK(verdict.validity == Validity::unknown);
  CHECK(figure_of(verdict, "unknown-count") == 1);
  CHECK(figure_of(verdict, "step-count") < 110'000);
  REQUIRE_FALSE(verdict.evidence.empty());
  CHECK(verdict.evidence[0].find("was not found out within the budget") != std::string::npos);
  CHECK(verdict.drawings.empty());
}

TEST_CASE("linearizable: a search that would take all memory ends, and is unknown") {
  LinearizableOptions options;
  options.budget.bytes = 100'000;
  CHECK(check_linearizable(tangle(60), options).validity == Validity::unknown);
}

// Tangles of so many calls in keys 0 … keys − 1, and what is wrong in a simpler way in the last
// one.
History tangled_keys(int keys, int calls) {
  WrittenHistory history;
  for (int key = 0; key < keys; ++key) {
    history.invoke(0, "write", pair(key, 99)).ok(0, "write", pair(key, 99));
    for (int i = 0; i < calls; ++i) history.invoke(i, "write", pair(key, i));
    for (int i = 0; i < calls; ++i) history.ok(i, "write", pair(key, i));
    history.invoke(0, "read", pair(key, nullptr)).ok(0, "read", pair(key, 99));
  }
  history.invoke(0, "write", pair(keys, 1)).ok(0, "write", pair(keys, 1));
  history.invoke(0, "write", pair(keys, 2)).ok(0, "write", pair(keys, 2));
  return history.invoke(0, "read", pair(keys, nullptr)).ok(0, "read", pair(keys, 1));
}

TEST_CASE("linearizable: where many keys are wrong one decides, and the simplest is told first") {
  LinearizableOptions kv;
  kv.model = LinearizableModel::kv;
  const double one = *figure_of(check_linearizable(tangled_keys(1, 8), kv), "step-count");
  REQUIRE(one > 10'000);
  REQUIRE(one < 100'000);
  const Verdict few = check_linearizable(tangled_keys(10, 8), kv);
  CHECK(few.validity == Validity::invalid);
  CHECK(figure_of(few, "invalid-count") == 11);
  CHECK(figure_of(few, "unknown-count") == 0);
  CHECK(few.evidence.front().starts_with("the register of key 10 is not linearizable"));
  CHECK(few.evidence.back() == "and so with 3 more keys");

  const Verdict many = check_linearizable(tangled_keys(400, 8), kv);
  CHECK(many.validity == Validity::invalid);
  CHECK(figure_of(many, "step-count") < 3'000'000 + 2 * one);
  CHECK(figure_of(many, "key-count") == 401);
  CHECK(figure_of(many, "op-count") == 400 * 10 + 3);
  CHECK(*figure_of(many, "unknown-count") + *figure_of(many, "invalid-count") == 401);
  CHECK(many.evidence.back().ends_with(
      "more keys were not searched to the end: one that is wrong decides"));
}

TEST_CASE("linearizable: a queue whose search is cut off anywhere is unknown, and told of") {
  WrittenHistory history;
  constexpr int kCalls = 12;
  for (int i = 0; i < kCalls; ++i) history.invoke(i, "enqueue", i);
  for (int i = 0; i < kCalls; ++i) history.ok(i, "enqueue", i);
  for (int i = 0; i < kCalls; ++i) history.invoke(i, "dequeue");
  for (int i = 0; i < kCalls; ++i) history.ok(i, "dequeue", (i * 5) % kCalls);
  for (const std::uint64_t steps : {1U, 2U, 5U, 20U, 22U}) {
    CAPTURE(steps);
    LinearizableOptions options;
    options.model = LinearizableModel::fifo_queue;
    options.budget.steps = steps;
    const Verdict verdict = check_linearizable(history, options);
    CHECK(verdict.validity == Validity::unknown);
    CHECK_FALSE(verdict.evidence.empty());
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
