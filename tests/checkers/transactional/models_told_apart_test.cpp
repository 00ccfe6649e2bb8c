// What is not refused is looked at: for each checker and model there is a history that violates the
// model and none of those directly below it, and for each model directly above one that this model
// allows and that one forbids.
#include <doctest/doctest.h>
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/transactional/models/model_answers.h"
#include "checkers/transactional/registers/version_orders.h"
#include "eddy/checkers/transactional/commit_models.h"
#include "eddy/checkers/transactional/list_append.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "tests/checkers/transactional/judged.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace TEST_FILE {

const std::vector<History>& lists() {
  static const std::vector<History> histories = {
      // Dirty writes, circular information flow, a lost update.
      overlapping({ok("ax=1 ay=1"), ok("ax=2 ay=2"), ok("rx=[1,2] ry=[2,1]")}),
      overlapping({ok("ax=1 ry=[1]"), ok("ay=1 rx=[1]")}),
      overlapping({ok("rx=[] ax=1"), ok("rx=[] ax=2"), ok("rx=[1,2]")}),
      // Half of a transaction, seen before and after the other half.
      overlapping({ok("ax=1 ay=1"), ok("rx=[1] ry=[]")}),
      overlapping({ok("ax=1 ay=1"), ok("ry=[] rx=[1]")}),
      // A transaction that does not see its own write; write skew.
      overlapping({ok("rx=[1]"), ok("ax=1 rx=[]")}),
      overlapping({ok("rx=[] ay=1"), ok("ry=[] ax=1")}),
      // The answer without the question, a long fork.
      overlapping({ok("ax=1"), ok("rx=[1] ay=1"), ok("ry=[1] rx=[]")}),
      overlapping({ok("ax=1"), ok("ay=1"), ok("rx=[1] ry=[]"), ok("rx=[] ry=[1]")}),
      // Over a write that it missed; over a write of one that another one missed.
      overlapping({ok("ax=1"), ok("rx=[] ax=2"), ok("rx=[1,2]")}),
      overlapping({ok("ax=1 az=1"), ok("ax=2 ay=1"), ok("ry=[1] rz=[]"), ok("rx=[1,2]")}),
      overlapping(
          {ok("ax=1 az=1"), ok("ax=2 ry=[]"), ok("ay=1"), ok("ry=[1] rz=[]"), ok("rx=[1,2]")}),
      // A process that goes back, that misses what it wrote, whose writes change places, that reads
      // what it only writes then, and that takes part in a skew.
      one_by_one({ok(0, "ax=1"), ok(1, "rx=[1]"), ok(1, "rx=[]")}),
      one_by_one({ok(0, "ax=1"), ok(0, "rx=[]")}),
      one_by_one({ok(0, "ax=1"), ok(0, "ax=2"), ok(1, "rx=[2,1]")}),
      one_by_one({ok(0, "rx=[1]"), ok(0, "ax=1")}),
      one_by_one({ok(1, "rz=[] ax=1"), ok(0, "az=1"), ok(0, "rx=[]")}),
      // The same in real time.
      one_by_one({ok(0, "ax=1"), ok(1, "ax=2"), ok(2, "rx=[2,1]")}),
      one_by_one({ok(0, "rx=[1]"), ok(1, "ax=1")}),
      one_by_one({ok(0, "ax=1"), ok(1, "rx=[]")}),
  };
  return histories;
}

// As whoever looked into the database saw it.
History ordered(History history, const std::string& key, std::vector<boost::json::value> values) {
  history.ops.push_back(version_order_event({"n0", boost::json::value(key), std::move(values)}));
  number_events(history);
  return history;
}

const std::vector<History>& registers() {
  static const std::vector<History> histories = {
      overlapping({ok("wx=1 wx=2 rx=1")}),
      ordered(overlapping({ok("wx=1 wx=3"), ok("wx=2")}), "x", {1, 2, 3}),
      overlapping({fail("wx=1"), ok("rx=1")}),
      overlapping({ok("wx=1 ry=1"), ok("wy=1 rx=1")}),
      overlapping({ok("rx=null wx=1"), ok("rx=null wx=2")}),
      overlapping({ok("wx=1 wy=1"), ok("rx=1 ry=null")}),
      overlapping({ok("wx=1 wy=1"), ok("ry=null rx=1")}),
      overlapping({ok("rx=1"), ok("wx=1 rx=null")}),
      overlapping({ok("rx=null wy=1"), ok("ry=null wx=1")}),
      overlapping({ok("wx=1"), ok("rx=1 wy=1"), ok("ry=1 rx=null")}),
      overlapping({ok("wx=1"), ok("wy=1"), ok("rx=1 ry=null"), ok("rx=null ry=1")}),
      ordered(overlapping({ok("wx=1 wz=1"), ok("wx=2 wy=1"), ok("ry=1 rz=null")}), "x", {1, 2}),
      one_by_one({ok(0, "wx=1"), ok(0, "rx=null")}),
      ordered(one_by_one({ok(0, "wx=1"), ok(0, "wx=2")}), "x", {2, 1}),
      one_by_one({ok(0, "rx=1"), ok(0, "wx=1")}),
      one_by_one({ok(1, "rz=null wx=1"), ok(0, "wz=1"), ok(0, "rx=null")}),
      ordered(one_by_one({ok(0, "wx=1"), ok(1, "wx=2")}), "x", {2, 1}),
      one_by_one({ok(0, "rx=1"), ok(1, "wx=1")}),
      one_by_one({ok(0, "wx=1"), ok(1, "rx=null")}),
  };
  return histories;
}

// By history, the models that it violates.
using Violated = std::vector<std::set<std::string>>;

std::set<std::string> models_of(std::string_view checker) {
  std::set<std::string> models;
  for (const std::string& name : model_names()) {
    if (answer_of(checker, name) != Answer::refused) models.insert(canonical_model_name(name));
  }
  return models;
}

Violated violated(std::string_view checker) {
  Violated all;
  for (const History& history : checker == "list-append" ? lists() : registers()) {
    std::set<std::string> models;
    for (const std::string& model : models_of(checker)) {
      if (judged(checker, history, model).validity == Validity::invalid) models.insert(model);
    }
    all.push_back(std::move(models));
  }
  return all;
}

// Of those the checker answers for.
std::vector<std::string> below(std::string_view checker, const std::string& model) {
  std::vector<std::string> models = directly_implied(model);
  std::erase_if(
      models, [&](const std::string& name) { return answer_of(checker, name) == Answer::refused; });
  return models;
}

struct Same {
  std::string_view checker;  // empty: all
  std::string_view model;
  std::string_view above;  // empty: it forbids what one of those below forbids, and nothing else
  std::string_view why;
};

constexpr std::array kSame = {
    Same{"", "PL-3", "", "without predicates it is repeatable read, or internal"},
    Same{"", "PL-SS", "", "a transaction is one operation on one object: linearizable"},
    Same{"", "linearizable", "PL-SS", "the same"},
    Same{"", "PL-FCV", "", "a history tells no begin times: consistent view"},
    Same{"", "PL-2+", "PL-FCV", "the same"},
    Same{"", "view-serializable", "PL-3", "lists show all versions, registers no conflicts"},
    Same{"commit-order", "monotonic-atomic-view", "", "read committed of Biswas and Enea"},
    Same{"commit-order", "PL-2", "monotonic-atomic-view", "the same"},
};

bool is_same(std::string_view checker, std::string_view model, std::string_view above) {
  return std::any_of(kSame.begin(), kSame.end(), [&](const Same& same) {
    return (same.checker.empty() || same.checker == checker) && same.model == model &&
           same.above == above;
  });
}

void tell_apart(std::string_view checker) {
  CAPTURE(checker);
  const Violated all = violated(checker);
  for (const std::string& model : models_of(checker)) {
    CAPTURE(model);
    const std::vector<std::string> weaker = below(checker, model);
    const bool has_own = std::any_of(all.begin(), all.end(), [&](const auto& models) {
      return models.contains(model) &&
             std::none_of(weaker.begin(), weaker.end(),
                          [&](const std::string& name) { return models.contains(name); });
    });
    CHECK(has_own != is_same(checker, model, ""));
    for (const std::string& lower : weaker) {
      CAPTURE(lower);
      const bool apart = std::any_of(all.begin(), all.end(), [&](const auto& models) {
        return models.contains(model) && !models.contains(lower);
      });
      CHECK(apart != is_same(checker, lower, model));
    }
  }
}

TEST_CASE("list-append tells each model from those below and above") { tell_apart("list-append"); }

TEST_CASE("rw-register tells each model from those below and above") { tell_apart("rw-register"); }

TEST_CASE("commit-order tells each model from those below and above") {
  tell_apart("commit-order");
}

TEST_CASE("field: models-not-checked: what each name has to say of the four histories") {
  const auto invalid = [](std::string_view checker, const History& history,
                          const std::vector<std::string>& models) {
    for (const std::string& model : models) {
      CAPTURE(model);
      CHECK(judged(checker, history, model).validity == Validity::invalid);
    }
  };
  invalid("list-append", overlapping({ok("ax=1 ry=[1]"), ok("ay=1 rx=[1]")}),
          {"linearizable", "sequential", "causal", "view-serializable", "session-serializable"});
  invalid("list-append", one_by_one({ok(0, "ax=1 ay=1"), ok(1, "rx=[1] ry=[]")}),
          {"read-atomic", "causal", "causal-cerone"});
  invalid("list-append", one_by_one({ok(0, "ax=1"), ok(1, "rx=[1] ay=1"), ok(2, "ry=[1] rx=[]")}),
          {"causal", "causal-cerone"});
  invalid("list-append", one_by_one({ok(0, "ax=1"), ok(1, "rx=[1]"), ok(1, "rx=[]")}),
          {"causal", "monotonic-reads"});
  for (const std::string_view checker : {"rw-register", "commit-order"}) {
    CAPTURE(checker);
    invalid(checker, one_by_one({ok(0, "wx=1 wy=1"), ok(1, "rx=1 ry=null")}),
            {"read-atomic", "causal", "causal-cerone"});
    invalid(checker, one_by_one({ok(0, "wx=1"), ok(1, "rx=1 wy=1"), ok(2, "ry=1 rx=null")}),
            {"causal", "causal-cerone"});
  }
}

TEST_CASE("the one exception: a transaction's own last write, below read atomic") {
  const History history = overlapping({ok("wx=1 wx=2 rx=1"), ok("rx=2")});
  const History list = overlapping({ok("ax=1 ax=2 rx=[1]"), ok("rx=[1,2]")});
  for (const std::string model : {"read-uncommitted", "read-committed"}) {
    CAPTURE(model);
    CHECK(judged("commit-order", history, model).validity == Validity::invalid);
    CHECK(judged("rw-register", history, model).validity != Validity::invalid);
    CHECK(judged("list-append", list, model).validity != Validity::invalid);
  }
  CHECK(judged("rw-register", history, "read-atomic").validity == Validity::invalid);
  CHECK(judged("list-append", list, "read-atomic").validity == Validity::invalid);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
