#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/commit_models.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace TEST_FILE {

Verdict judge(const History& history, std::vector<std::string> models, bool session_order = false) {
  CheckOptions options;
  options.consistency_models = std::move(models);
  options.session_order = session_order;
  return check_commit_models(history, options);
}

const History& long_fork() {
  static const History history =
      one_by_one({ok(0, "wx=1"), ok(1, "wy=1"), ok(2, "rx=1 ry=null"), ok(3, "ry=1 rx=null")});
  return history;
}

TEST_CASE("commit-order: strict serializability is asked for where nothing else is") {
  const History stale = one_by_one({ok(0, "wx=1"), ok(1, "rx=null")});
  CHECK(judge(stale, {}).validity == Validity::invalid);
  CHECK(judge(stale, {"serializable"}).validity == Validity::valid);
}

TEST_CASE("commit-order: all models have to hold, and the weakest that does not is explained") {
  CHECK(judge(long_fork(), {"causal, read-atomic"}).validity == Validity::valid);
  const Verdict verdict = judge(long_fork(), {"serializable,causal", "prefix"});
  CHECK(verdict.validity == Validity::invalid);
  REQUIRE(!verdict.evidence.empty());
  CHECK(verdict.evidence.front() ==
        "4 transactions of 4 cannot be prefix, whatever the order of commits:");
  const auto& levels = verdict.report.at("levels").as_array();
  REQUIRE(levels.size() == 3);
  CHECK(levels[0].at("level") == "causal");
  CHECK(levels[0].at("valid?") == true);
  CHECK(levels[1].at("level") == "prefix");
  CHECK(levels[1].at("valid?") == false);
  CHECK(levels[2].at("level") == "serializable");
  REQUIRE(verdict.figures.size() == 3);
  CHECK(verdict.figures[2].name == "core-count");
  CHECK(verdict.figures[2].value == 4);
}

TEST_CASE("commit-order: the order of processes counts where it is asked for") {
  const History own = one_by_one({ok(0, "wx=1"), ok(0, "rx=null")});
  CHECK(judge(own, {"serializable"}).validity == Validity::valid);
  CHECK(judge(own, {"serializable"}, true).validity == Validity::invalid);
  CHECK(judge(own, {"strong-session-serializable"}).validity == Validity::invalid);
  // Once for each level, by whatever names it is asked for.
  CHECK(judge(own, {"PL-3, strong-session-serializable"}, true)
            .report.at("levels")
            .as_array()
            .size() == 1);
}

TEST_CASE("commit-order: a model that nothing is known of, or that it cannot decide, is refused") {
  CHECK_THROWS_WITH_AS(judge({}, {"serializeable"}),
                       "unknown consistency model \"serializeable\", did you mean serializable?",
                       BadInput);
  CHECK_THROWS_WITH_AS(
      judge({}, {"monotonic-reads"}),
      "commit-order looks at nothing that makes monotonic-reads; --model list-append decides it, "
      "of histories of lists",
      BadInput);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
